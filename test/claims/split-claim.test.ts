import { expect } from 'chai';
import type { Types } from 'mongoose';
import { finishMoves } from '../../src/claims/finish-moves.js';
import { finishSplits } from '../../src/claims/split-claim.js';
import { openClaim } from '../../src/claims/open-claim.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const nowhere = 'ffffffffffffffffffffffff';

describe('claims: splitting', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
  });
  afterEach(() => saring.close());

  const split = (id: unknown, reports: unknown[], version?: number) =>
    saring.request
      .post(`/api/v1/claims/${String(id)}/split`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .send({ reports: reports.map(String), version });
  const three = () => aReportedClaim(saring, [messages.dam, messages.dam, messages.dam]);

  it('gives the chosen reports a claim of their own', async () => {
    const { claim, reports } = await three();
    const [first, second, third] = reports.map(({ _id }) => _id);
    const { body } = await split(claim._id, [second, third, second], claim.version).expect(201);
    expect(body).to.include({ id: String(claim._id), reportCount: 1 });
    expect(body.created).to.include({ status: 'open', reportCount: 2 });
    for (const id of [second, third]) {
      const report = await readReport(saring, id ?? '');
      expect(String(report.claim)).to.equal(body.created.id);
      expect(report.match).to.include({ state: 'confirmed', decidedBy: 'verifier' });
    }
    expect(String((await readReport(saring, first ?? '')).claim)).to.equal(String(claim._id));
    expect(body.activity.at(-1)).to.include({ action: 'split', by: 'Ratna' });
    expect(body.created.activity.at(-1)).to.include({ action: 'split', by: 'Ratna' });
    expect(await saring.context.matcher.has(body.created.id)).to.equal(true);
  });

  it('refuses all of them, those of other claims, and a merged claim', async () => {
    const { claim, reports } = await three();
    const other = await aReportedClaim(saring, [messages.garlic]);
    const ids = reports.map(({ _id }) => _id);
    const all = await split(claim._id, ids).expect(400);
    expect(all.body.error.fields.reports).to.include('Sisakan');
    await split(claim._id, [ids[0], other.reports[0]?._id]).expect(400);
    await split(other.claim._id, [ids[0]]).expect(400);
    await saring.context.models.Claim.updateOne({ _id: claim._id }, { $set: { status: 'merged' } });
    await split(claim._id, [ids[0]]).expect(409);
    expect(await saring.context.models.Claim.countDocuments({ status: 'open' })).to.equal(1);
  });

  it('happens once when two split at the same moment, and leaves no empty claim in the queue', async () => {
    const { claim, reports } = await three();
    const chosen = [reports[2]?._id];
    const answers = await Promise.all([
      split(claim._id, chosen, claim.version),
      split(claim._id, chosen, claim.version),
    ]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).to.have.length(1);
    expect(statuses.some((status) => status === 400 || status === 409)).to.equal(true);
    const { Claim } = saring.context.models;
    expect(await Claim.countDocuments({ status: 'open' })).to.equal(2);
    expect((await readClaim(saring, claim._id)).reportCount).to.equal(2);
  });

  it('is finished by a job when the process died after the deciding write, but moves nothing twice', async () => {
    const { context, clock } = saring;
    const { claim, reports } = await three();
    const opened = await openClaim(context, { text: messages.dam, urls: [], at: clock.now() });
    const last = String(reports[2]?._id);
    const detail = { to: String(opened._id), statement: opened.statement, reports: last };
    await context.models.Claim.updateOne(
      { _id: claim._id },
      { $push: { activity: { at: clock.now(), action: 'split', detail } } },
    );
    clock.advance(1);
    await finishMoves(context);
    expect((await readClaim(saring, opened._id)).reportCount).to.equal(1);
    // Somebody brings it back: repeating the repair must not undo that.
    await saring.request
      .post(`/api/v1/reports/${last}/match`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .send({ claim: String(claim._id), state: 'confirmed' })
      .expect(200);
    await finishSplits(context, await readClaim(saring, claim._id));
    await finishMoves(context);
    expect(String((await readReport(saring, last)).claim)).to.equal(String(claim._id));
    expect((await readClaim(saring, claim._id)).reportCount).to.equal(3);
  });

  const post = (id: unknown, action: string, body: object, who: TestPerson = ratna) =>
    saring.request
      .post(`/api/v1/claims/${String(id)}/${action}`)
      .set('Authorization', `Bearer ${who.token}`)
      .send(body);
  const placeOf = async (id: Types.ObjectId) => String((await readReport(saring, id)).claim);
  const countOf = async (id: Types.ObjectId | string) => (await readClaim(saring, id)).reportCount;
  const idsOf = ({ reports }: { reports: { _id: Types.ObjectId }[] }) => reports.map(({ _id }) => _id);

  describe('into another claim', () => {
    const move = (id: unknown, reports: unknown[], into: unknown, version?: number) =>
      post(id, 'split', { reports: reports.map(String), into: String(into), version });

    it('refuses targets that cannot be, and all the reports at once', async () => {
      const [a, b] = [await three(), await aReportedClaim(saring, [messages.garlic])];
      const [first] = idsOf(a);
      const merged = await aClaim(saring);
      await post(merged._id, 'merge', { into: String(b.claim._id) }).expect(200);
      for (const [into, sentence] of [
        [nowhere, 'Tidak ada klaim'],
        [a.claim.slug, 'memang sudah di klaim ini'],
        [merged._id, 'sudah digabungkan ke klaim lain'],
        ['../x', 'Tidak ada klaim'],
      ] as const) {
        const { body } = await move(a.claim._id, [first], into).expect(400);
        expect(body.error.fields.into).to.include(sentence);
      }
      const all = await move(a.claim._id, idsOf(a), b.claim._id).expect(400);
      expect(all.body.error.fields.reports).to.include('Gabungkan saja klaimnya');
      const version = a.claim.version + 1;
      await move(a.claim._id, [first], b.claim._id, version).expect(409);
      expect([await countOf(a.claim._id), await countOf(b.claim._id)]).to.deep.equal([3, 1]);
    });

    it('moves the chosen reports there, and tells it in both histories', async () => {
      const [a, b] = [await three(), await aReportedClaim(saring, [messages.garlic])];
      const [first, second] = idsOf(a);
      const { body } = await move(a.claim._id, [first], b.claim.slug, a.claim.version).expect(200);
      expect(body).to.include({ id: String(a.claim._id), reportCount: 2 });
      expect(body).not.to.have.property('created');
      expect(body.into).to.include({ id: String(b.claim._id), reportCount: 2 });
      expect(body.activity.at(-1).detail).to.include({ moved: 'yes', to: String(b.claim._id) });
      expect(body.into.activity.at(-1).detail).to.include({ from: String(a.claim._id), count: '1' });
      expect(await placeOf(first ?? b.claim._id)).to.equal(String(b.claim._id));
      expect(await placeOf(second ?? b.claim._id)).to.equal(String(a.claim._id));
      const moved = await readReport(saring, first ?? '');
      expect(moved.match).to.include({ state: 'confirmed', decidedBy: 'verifier' });
      expect(moved.moves?.map(({ how }) => how)).to.deep.equal(['moved']);
    });

    it('owes the answer there once', async () => {
      const { claim: answered } = await aReportedClaim(saring, [messages.garlic]);
      await publishAnswer(saring, String(answered._id));
      const contact = { email: 'rina@contoh.example' };
      const asking = await submitReport(saring, { text: messages.dam, contact });
      await submitReport(saring, { text: messages.dam });
      await move(asking.claim, [asking._id], answered._id).expect(200);
      await finishMoves(saring.context);
      const { Notice } = saring.context.models;
      expect(await Notice.countDocuments({ report: asking._id, kind: 'answered' })).to.equal(1);
    });

    it('happens once when two move the same report to different claims', async () => {
      const [a, b, c] = [await three(), await aClaim(saring), await aClaim(saring)];
      const [first] = idsOf(a);
      const answers = await Promise.all([
        move(a.claim._id, [first], b._id, a.claim.version),
        move(a.claim._id, [first], c._id, a.claim.version),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).to.have.length(1);
      expect(statuses.some((status) => status === 400 || status === 409)).to.equal(true);
      expect(await countOf(a.claim._id)).to.equal(2);
    });

    it('is carried through before a later merge, and stays when that is undone', async () => {
      const [a, b, c] = [
        await three(),
        await aReportedClaim(saring, [messages.garlic]),
        await aReportedClaim(saring, [messages.voucher]),
      ];
      const [first] = idsOf(a);
      await move(a.claim._id, [first], b.claim._id).expect(200);
      await post(a.claim._id, 'merge', { into: String(c.claim._id) }).expect(200);
      await post(b.claim._id, 'merge', { into: String(c.claim._id) }).expect(200);
      await post(a.claim._id, 'unmerge', {}).expect(200);
      const counts = [await countOf(a.claim._id), await countOf(b.claim._id), await countOf(c.claim._id)];
      expect(counts).to.deep.equal([2, 0, 3]);
      await post(b.claim._id, 'unmerge', {}).expect(200);
      expect(await placeOf(first ?? b.claim._id)).to.equal(String(b.claim._id));
    });
  });

  describe('undone', () => {
    it('refuses what is wrong, whoever is not staff, what is not there, and where nothing was split', async () => {
      const { claim } = await three();
      for (const [wrong, field] of [
        [{ version: 'x' }, 'version'],
        [{ move: 'x' }, 'move'],
        [{ into: nowhere }, 'into'],
      ] as const) {
        const { body } = await post(claim._id, 'unsplit', wrong).expect(400);
        expect(body.error.fields).to.have.property(field);
      }
      await saring.request
        .post(`/api/v1/claims/${String(claim._id)}/unsplit`)
        .send({})
        .expect(401);
      await post(nowhere, 'unsplit', {}).expect(404);
      for (const body of [{}, { move: nowhere }]) {
        const refused = await post(claim._id, 'unsplit', body).expect(409);
        expect(refused.body.error.message).to.include('Tidak ada pemisahan');
      }
      expect((await readClaim(saring, claim._id)).version).to.equal(0);
    });

    it('brings the reports back, and merges the claim that is left without any', async () => {
      const a = await three();
      const [first, second] = idsOf(a);
      const { body } = await split(a.claim._id, [first, second]).expect(201);
      const created = body.created.id as string;
      const back = await post(created, 'unsplit', { version: body.created.version }).expect(200);
      expect(back.body).to.include({ id: String(a.claim._id), reportCount: 3 });
      expect((await readClaim(saring, created)).status).to.equal('merged');
      await saring.request
        .get(`/klaim/${body.created.slug}`)
        .expect(302)
        .expect('Location', `/klaim/${a.claim.slug}`);
      await post(created, 'unsplit', {}).expect(409);
      // And that can be taken back as well.
      await post(created, 'unmerge', {}).expect(200);
      expect([await countOf(a.claim._id), await countOf(created)]).to.deep.equal([1, 2]);
    });

    it('leaves reports that came otherwise, and is undone once', async () => {
      const [a, b] = [await three(), await aReportedClaim(saring, [messages.garlic])];
      const [first, second] = idsOf(a);
      const into = String(b.claim._id);
      for (const id of [first, second]) {
        await post(a.claim._id, 'split', { reports: [String(id)], into }).expect(200);
      }
      const step = (await readClaim(saring, into)).activity.find(({ action }) => action === 'split');
      const { body } = await post(into, 'unsplit', { move: step?.detail?.['move'] }).expect(200);
      expect(body).to.include({ id: String(a.claim._id), reportCount: 2 });
      expect(await placeOf(first ?? b.claim._id)).to.equal(String(a.claim._id));
      expect(await placeOf(second ?? b.claim._id)).to.equal(into);
      expect((await readClaim(saring, into)).status).to.equal('open');
      await post(into, 'unsplit', { move: step?.detail?.['move'] }).expect(409);
      await post(into, 'unsplit', {}).expect(200);
      expect([await countOf(a.claim._id), await countOf(into)]).to.deep.equal([3, 1]);
    });

    it('leads to where the old claim was merged since', async () => {
      const [a, b] = [await three(), await aReportedClaim(saring, [messages.garlic])];
      const [first] = idsOf(a);
      const { body } = await split(a.claim._id, [first]).expect(201);
      await post(a.claim._id, 'merge', { into: String(b.claim._id) }).expect(200);
      const back = await post(body.created.id, 'unsplit', {}).expect(200);
      expect(back.body).to.include({ id: String(b.claim._id), reportCount: 4 });
    });
  });

  it('finishes two splits of one claim whose processes died', async () => {
    const { context, clock } = saring;
    const [{ claim, reports }, b] = [await three(), await aClaim(saring)];
    for (const [place, move] of ['a', 'b'].entries()) {
      const detail = {
        to: String(b._id),
        statement: '',
        reports: String(reports[place]?._id),
        move: move.repeat(24),
        moved: 'yes',
      };
      await context.models.Claim.updateOne(
        { _id: claim._id },
        { $push: { activity: { at: clock.now(), action: 'split', detail } } },
      );
    }
    clock.advance(1);
    for (let time = 0; time < 3; time += 1) await finishMoves(context);
    expect([await countOf(claim._id), await countOf(b._id)]).to.deep.equal([1, 2]);
    const { activity } = await readClaim(saring, b._id);
    expect(activity.filter(({ action }) => action === 'split')).to.have.length(2);
  });
});
