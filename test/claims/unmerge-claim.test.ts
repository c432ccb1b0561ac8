import { expect } from 'chai';
import type { Types } from 'mongoose';
import type { ClaimStatus } from '../../src/claims/claim.model.js';
import { finishMoves } from '../../src/claims/finish-moves.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import { createContext } from '../../src/context.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const nowhere = 'ffffffffffffffffffffffff';

describe('claims: undoing a merge', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
  });
  afterEach(() => saring.close());

  interface Reference {
    _id: unknown;
  }
  const post = (claim: Reference | string, action: string, body: object = {}, who: TestPerson = ratna) =>
    saring.request
      .post(`/api/v1/claims/${typeof claim === 'string' ? claim : String(claim._id)}/${action}`)
      .set('Authorization', `Bearer ${who.token}`)
      .send(body);
  const merge = (from: Reference, into: Reference) =>
    post(from, 'merge', { into: String(into._id) }).expect(200);
  const decide = (report: Reference, claim: Reference, state: 'confirmed' | 'rejected') =>
    saring.request
      .post(`/api/v1/reports/${String(report._id)}/match`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .send({ claim: String(claim._id), state })
      .expect(200);
  const dam = (count = 2) => aReportedClaim(saring, Array<string>(count).fill(messages.dam));
  const garlic = () => aReportedClaim(saring, [messages.garlic]);
  const voucher = () => aReportedClaim(saring, [messages.voucher]);
  const placeOf = async (report: { _id: Types.ObjectId }) =>
    String((await readReport(saring, report._id)).claim);
  const countOf = async ({ _id }: Reference) => (await readClaim(saring, String(_id))).reportCount;

  it('refuses what is wrong, whoever is not staff, what is not there, and what was not merged', async () => {
    const { claim } = await dam();
    for (const [wrong, field] of [
      [{ version: 'x' }, 'version'],
      [{ version: -1 }, 'version'],
      [{ into: nowhere }, 'into'],
    ] as const) {
      const { body } = await post(claim, 'unmerge', wrong).expect(400);
      expect(body.error.fields).to.have.property(field);
    }
    await saring.request
      .post(`/api/v1/claims/${String(claim._id)}/unmerge`)
      .send({})
      .expect(401);
    await post(nowhere, 'unmerge').expect(404);
    const { body } = await post(claim, 'unmerge').expect(409);
    expect(body.error).to.include({ code: 'wrong_state' });
    expect(body.error.message).to.include('tidak (lagi) digabungkan');
    expect((await readClaim(saring, claim._id)).version).to.equal(0);
  });

  it('brings back exactly what came, and tells it in both histories', async () => {
    const [a, b] = [await dam(), await garlic()];
    await merge(a.claim, b.claim);
    const later = await submitReport(saring, { text: messages.dam });
    expect(String(later.claim)).to.equal(String(b.claim._id));
    const merged = await readClaim(saring, a.claim._id);
    await post(merged, 'unmerge', { version: merged.version + 1 }).expect(409);
    const { body } = await post(merged, 'unmerge', { version: merged.version }).expect(200);
    expect(body).to.include({ status: 'open', mergedInto: null, reportCount: 2 });
    expect(body.activity.at(-1)).to.deep.include({ action: 'unmerged', by: 'Ratna' });
    const target = await readClaim(saring, b.claim._id);
    expect(target.reportCount).to.equal(2);
    const told = target.activity.at(-1);
    expect(told).to.deep.include({ action: 'returned' });
    expect(told?.detail).to.include({ to: String(a.claim._id), reports: '2' });
    for (const report of a.reports) expect(await placeOf(report)).to.equal(String(a.claim._id));
    expect(await placeOf(later)).to.equal(String(b.claim._id));
    const { matcher } = saring.context;
    expect(await matcher.has(String(a.claim._id))).to.equal(true);
    const moved = await readReport(saring, a.reports[0]?._id ?? '');
    expect(String(moved.match.claim)).to.equal(String(a.claim._id));
    expect(moved.moves?.map(({ how }) => how)).to.deep.equal(['merged', 'unmerged']);
  });

  it('gives the claim its standing back: who had it, why it was set aside', async () => {
    const cases: [ClaimStatus, string, object][] = [
      ['open', 'notes', { text: 'Catatan' }],
      ['checking', 'assign', {}],
      ['set-aside', 'status', { status: 'set-aside', reason: 'opinion', note: 'Selera' }],
    ];
    for (const [status, action, body] of cases) {
      const [a, b] = [
        await aReportedClaim(saring, [`${messages.ballots} di gudang nomor ${status}`]),
        await aClaim(saring),
      ];
      await post(a.claim, action, body, budi);
      await merge(a.claim, b);
      const during = await readClaim(saring, a.claim._id);
      expect(during.status).to.equal('merged');
      expect([during.assignee, during.setAside]).to.deep.equal([undefined, undefined]);
      const { body: back } = await post(a.claim, 'unmerge').expect(200);
      expect(back.status).to.equal(status);
      expect(back.assignee?.name).to.equal(status === 'checking' ? 'Budi' : undefined);
      expect(back.setAside?.reason).to.equal(status === 'set-aside' ? 'opinion' : undefined);
      expect(await saring.context.matcher.has(String(a.claim._id))).to.equal(status !== 'set-aside');
      const after = await readClaim(saring, a.claim._id);
      expect(after).not.to.have.any.keys('mergedInto', 'beforeMerge');
      // So that the next case's text finds no claim that is alike.
      await post(a.claim, 'status', { status: 'set-aside', reason: 'spam' });
    }
  });

  it('leads its address nowhere else any more, on the site and in the API', async () => {
    const [a, b] = [await dam(), await garlic()];
    await merge(a.claim, b.claim);
    for (const prefix of ['', '/en']) {
      await saring.request
        .get(`${prefix}/klaim/${a.claim.slug}`)
        .expect(302)
        .expect('Location', `${prefix}/klaim/${b.claim.slug}`);
    }
    const during = await saring.request.get(`/api/v1/claims/${a.claim.slug}`).expect(200);
    expect(during.body.id).to.equal(String(b.claim._id));
    expect(during.body.askedFor).to.deep.equal({
      id: String(a.claim._id),
      slug: a.claim.slug,
      mergedInto: String(b.claim._id),
    });
    await post(a.claim, 'unmerge').expect(200);
    const page = await saring.request.get(`/klaim/${a.claim.slug}`).expect(200);
    expect(page.text).to.include(a.claim.statement);
    const { body } = await saring.request.get(`/api/v1/claims/${a.claim.slug}`).expect(200);
    expect(body.id).to.equal(String(a.claim._id));
    expect(body).not.to.have.property('askedFor');
  });

  it('leaves alone what somebody decided on since, and refuses when nothing would come back', async () => {
    const [a, b, c] = [await dam(3), await garlic(), await voucher()];
    await merge(a.claim, b.claim);
    saring.clock.advance(1);
    const [kept, moved, back] = a.reports;
    if (!kept || !moved || !back) throw new Error('three reports were sent');
    await decide(kept, b.claim, 'confirmed');
    await decide(moved, c.claim, 'confirmed');
    saring.clock.advance(1);
    await post(a.claim, 'unmerge').expect(200);
    const ids = [b.claim, c.claim, a.claim].map(({ _id }) => String(_id));
    for (const [place, report] of [kept, moved, back].entries()) {
      expect(await placeOf(report)).to.equal(ids[place]);
    }
    await merge(a.claim, b.claim);
    await decide(back, c.claim, 'confirmed');
    const { body } = await post(a.claim, 'unmerge').expect(409);
    expect(body.error.message).to.include('tidak ada laporan yang akan kembali');
    expect((await readClaim(saring, a.claim._id)).status).to.equal('merged');
  });

  describe('in a chain, A into B into C', () => {
    const chain = async () => {
      const [a, b, c] = [await dam(), await garlic(), await voucher()];
      await merge(a.claim, b.claim);
      const late = await submitReport(saring, { text: messages.dam });
      await merge(b.claim, c.claim);
      return { a, b, c, late };
    };

    it('the last one is undone with all that it had taken in, and then the first', async () => {
      const { a, b, c, late } = await chain();
      expect(await countOf(c.claim)).to.equal(5);
      await post(b.claim, 'unmerge').expect(200);
      expect([await countOf(b.claim), await countOf(c.claim)]).to.deep.equal([4, 1]);
      expect((await readClaim(saring, a.claim._id)).status).to.equal('merged');
      const { body } = await saring.request.get(`/api/v1/claims/${a.claim.slug}`).expect(200);
      expect(body.id).to.equal(String(b.claim._id));
      await post(a.claim, 'unmerge').expect(200);
      const counts = [await countOf(a.claim), await countOf(b.claim), await countOf(c.claim)];
      expect(counts).to.deep.equal([2, 2, 1]);
      expect(await placeOf(late)).to.equal(String(b.claim._id));
    });

    it('the first one is undone from where its reports are now, and then the last', async () => {
      const { a, b, c } = await chain();
      const { body } = await post(a.claim, 'unmerge').expect(200);
      expect(body.reportCount).to.equal(2);
      expect([await countOf(b.claim), await countOf(c.claim)]).to.deep.equal([0, 3]);
      for (const { claim } of [b, c]) {
        const { activity } = await readClaim(saring, claim._id);
        expect(activity.filter(({ action }) => action === 'returned')).to.have.length(1);
      }
      await post(b.claim, 'unmerge').expect(200);
      const counts = [await countOf(a.claim), await countOf(b.claim), await countOf(c.claim)];
      expect(counts).to.deep.equal([2, 2, 1]);
    });
  });

  it('may be merged and undone again and again, each told once', async () => {
    const [a, b] = [await dam(), await garlic()];
    for (let round = 0; round < 3; round += 1) {
      await merge(a.claim, b.claim);
      await post(a.claim, 'unmerge').expect(200);
      await finishMoves(saring.context);
    }
    const counted = (claim: { activity: { action: string }[] }, wanted: string) =>
      claim.activity.filter(({ action }) => action === wanted).length;
    const [from, into] = [await readClaim(saring, a.claim._id), await readClaim(saring, b.claim._id)];
    expect([counted(from, 'merged'), counted(from, 'unmerged')]).to.deep.equal([3, 3]);
    expect([counted(into, 'absorbed'), counted(into, 'returned')]).to.deep.equal([3, 3]);
    expect([from.reportCount, into.reportCount]).to.deep.equal([2, 1]);
  });

  it('asks again what the merge had answered: suggestions, and what was denied', async () => {
    const urls = ['https://contoh.example/a'];
    const first = await submitReport(saring, { text: messages.dam, urls });
    const suggested = await submitReport(saring, { text: messages.garlic, urls });
    const pointing = await submitReport(saring, { text: messages.ballots, urls });
    const { claim: other } = await voucher();
    const from = { _id: suggested.claim };
    const named = pointing.match.claim;
    await merge(from, { _id: first.claim });
    expect((await readReport(saring, suggested._id)).match.state).to.equal('confirmed');
    await merge({ _id: first.claim }, other);
    expect(String((await readReport(saring, pointing._id)).match.claim)).to.equal(String(other._id));
    await post({ _id: first.claim }, 'unmerge').expect(200);
    await post(from, 'unmerge').expect(200);
    const [again, pointed] = [
      await readReport(saring, suggested._id),
      await readReport(saring, pointing._id),
    ];
    expect(again.match).to.include({ state: 'suggested', decidedBy: 'matcher' });
    expect(again.match).not.to.have.any.keys('was', 'person');
    expect(String(again.match.claim)).to.equal(String(first.claim));
    expect(String(pointed.match.claim)).to.equal(String(named));
    expect(pointed.match.state).to.equal('suggested');
    // Denied, merged all the same, and undone: denied again, by whoever undid it.
    await decide(again, { _id: first.claim }, 'rejected');
    await merge(from, { _id: first.claim });
    expect((await readReport(saring, suggested._id)).match.state).to.equal('confirmed');
    await post(from, 'unmerge', {}, budi).expect(200);
    const denied = await readReport(saring, suggested._id);
    expect(denied.match).to.include({ state: 'rejected', decidedBy: 'verifier' });
    expect(String(denied.match.person)).to.equal(String(budi.person._id));
  });

  it('counts regions, channels and dates of both anew', async () => {
    const at = saring.clock.now();
    const a = await submitReport(saring, { text: messages.dam, channel: 'sms', region: 'ID-JB' });
    saring.clock.advance(60);
    const b = await submitReport(saring, { text: messages.garlic, channel: 'x', region: 'ID-BA' });
    const tell = async (id: Types.ObjectId) => {
      const claim = await readClaim(saring, id);
      return [claim.channels, claim.regions, claim.firstReportedAt, claim.lastReportedAt];
    };
    await merge({ _id: a.claim }, { _id: b.claim });
    expect(await tell(b.claim)).to.deep.equal([['sms', 'x'], ['ID-BA', 'ID-JB'], at, b.createdAt]);
    await post({ _id: a.claim }, 'unmerge').expect(200);
    expect(await tell(a.claim)).to.deep.equal([['sms'], ['ID-JB'], at, at]);
    expect(await tell(b.claim)).to.deep.equal([['x'], ['ID-BA'], b.createdAt, b.createdAt]);
  });

  it('from an answered claim: the answer is no longer theirs; merged again, it is owed once', async () => {
    const { claim: answered } = await garlic();
    await publishAnswer(saring, String(answered._id));
    const contact = { email: 'rina@contoh.example' };
    const asking = await submitReport(saring, { text: messages.dam, contact });
    const status = async () =>
      (await saring.request.get(`/api/v1/reports/${asking.ticket}`).expect(200)).body.status;
    const { Notice } = saring.context.models;
    const notices = () => Notice.find({ report: asking._id }).lean();
    await merge({ _id: asking.claim }, answered);
    expect(await status()).to.equal('answered');
    await post({ _id: asking.claim }, 'unmerge').expect(200);
    expect(await status()).to.equal('received');
    // What the sender does with news that no longer is.
    await Notice.updateMany({}, { $set: { status: 'withdrawn', problem: 'no-answer' } });
    for (let time = 0; time < 2; time += 1) {
      await merge({ _id: asking.claim }, answered);
      const owed = await notices();
      expect(owed.map((notice) => notice.status)).to.deep.equal(['kept']);
      expect(owed[0]).not.to.have.property('problem');
      await post({ _id: asking.claim }, 'unmerge').expect(200);
    }
  });

  it('gives a claim the answer that was published for it while it was being merged', async () => {
    const [a, b] = [await dam(), await garlic()];
    await merge(a.claim, b.claim);
    const { Clarification } = saring.context.models;
    const article = await publishAnswer(saring, String(b.claim._id));
    await Clarification.updateOne(
      { _id: article._id },
      { $addToSet: { claims: a.claim._id, answers: a.claim._id } },
    );
    await post(a.claim, 'unmerge').expect(200);
    const back = await readClaim(saring, a.claim._id);
    expect(back).to.include({ status: 'answered', verdict: 'false' });
    expect((await readClaim(saring, b.claim._id)).status).to.equal('answered');
  });

  describe('at the same moment', () => {
    it('by two: one wins, the other is told who did it', async () => {
      const [a, b] = [await dam(), await garlic()];
      await merge(a.claim, b.claim);
      const { version } = await readClaim(saring, a.claim._id);
      const answers = await Promise.all([
        post(a.claim, 'unmerge', { version }, ratna),
        post(a.claim, 'unmerge', { version }, budi),
      ]);
      expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
      const winner = answers[0]?.status === 200 ? 'Ratna' : 'Budi';
      const lost = answers.find(({ status }) => status === 409);
      expect(lost?.body.error.message).to.equal(
        `${winner} sudah mengurungkan penggabungan klaim ini baru saja.`,
      );
      expect([await countOf(a.claim), await countOf(b.claim)]).to.deep.equal([2, 1]);
    });

    it('in two processes as the other claim is merged on: every report is where it belongs', async () => {
      const { config, store, log, clock } = saring.context;
      const elsewhere = createContext({ config, store, log, clock });
      for (let round = 0; round < 5; round += 1) {
        const [a, b, c] = [
          await aReportedClaim(saring, [`${messages.dam} putaran ${'abcde'.charAt(round).repeat(3)}`]),
          await aClaim(saring),
          await aClaim(saring),
        ];
        const by = ratna.signedIn;
        await merge(a.claim, b);
        await Promise.all([
          unmergeClaim(saring.context, { id: String(a.claim._id), by }),
          mergeClaims(elsewhere, { id: String(b._id), into: String(c._id), by: budi.signedIn }),
        ]);
        await finishMoves(saring.context);
        for (const report of a.reports) expect(await placeOf(report)).to.equal(String(a.claim._id));
        expect(await countOf(a.claim)).to.equal(a.reports.length);
        await post(a.claim, 'status', { status: 'set-aside', reason: 'spam' }).expect(200);
      }
    });
  });

  describe('is finished by a job', () => {
    it('when the process died right after the deciding write, however often it looks', async () => {
      const [a, b] = [await dam(), await garlic()];
      await merge(a.claim, b.claim);
      await finishMoves(saring.context);
      const detail = { from: String(b.claim._id), statement: '', reports: '2', move: nowhere };
      const by = { person: ratna.person._id, name: 'Ratna' };
      await saring.context.models.Claim.updateOne(
        { _id: a.claim._id },
        {
          $set: { status: 'open', updatedAt: saring.clock.now() },
          $unset: { mergedInto: 1, beforeMerge: 1 },
          $push: { activity: { at: saring.clock.now(), by, action: 'unmerged', detail } },
        },
      );
      for (let time = 0; time < 3; time += 1) await finishMoves(saring.context);
      expect([await countOf(a.claim), await countOf(b.claim)]).to.deep.equal([2, 1]);
      const { activity } = await readClaim(saring, b.claim._id);
      expect(activity.filter(({ action }) => action === 'returned')).to.have.length(1);
    });

    it('when another process was still moving its reports', async () => {
      const [a, b] = [await dam(), await garlic()];
      await merge(a.claim, b.claim);
      await post(a.claim, 'unmerge').expect(200);
      await finishMoves(saring.context);
      const { Report } = saring.context.models;
      await Report.updateOne(
        { _id: a.reports[0]?._id },
        { $set: { claim: b.claim._id, 'match.claim': b.claim._id } },
      );
      await finishMoves(saring.context);
      expect([await countOf(a.claim), await countOf(b.claim)]).to.deep.equal([2, 1]);
    });
  });

  it('knows older reports, which do not remember their home', async () => {
    const [a, b] = [await dam(), await garlic()];
    const { Report } = saring.context.models;
    await Report.updateMany({}, { $unset: { home: 1 } });
    await merge(a.claim, b.claim);
    await post(a.claim, 'unmerge').expect(200);
    expect([await countOf(a.claim), await countOf(b.claim)]).to.deep.equal([2, 1]);
  });
});
