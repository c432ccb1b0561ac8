import { expect } from 'chai';
import { finishMoves } from '../../src/claims/finish-moves.js';
import { finishSplits } from '../../src/claims/split-claim.js';
import { openClaim } from '../../src/claims/open-claim.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

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
});
