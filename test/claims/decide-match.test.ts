import { expect } from 'chai';
import { finishMoves } from '../../src/claims/finish-moves.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const nowhere = 'ffffffffffffffffffffffff';

describe('claims: deciding matches', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
  });
  afterEach(() => saring.close());

  const decide = (report: Report | string, body: object, who: TestPerson | undefined = ratna) =>
    saring.request
      .post(`/api/v1/reports/${typeof report === 'string' ? report : String(report._id)}/match`)
      .set(who ? { Authorization: `Bearer ${who.token}` } : {})
      .send(body);

  /** A report, and another that the engine finds likely to be the same. */
  const aSuggestion = async () => {
    const urls = ['https://contoh.example/a'];
    const first = await submitReport(saring, { text: messages.dam, urls });
    const second = await submitReport(saring, {
      text: messages.garlic,
      urls,
      contact: { email: 'rina@contoh.example' },
    });
    expect(second.match.state).to.equal('suggested');
    return { first, second, claim: String(first.claim), own: String(second.claim) };
  };

  it('refuses what is wrong, whoever is not staff, and what is not there', async () => {
    const { second, claim } = await aSuggestion();
    for (const [body, field] of [
      [{ state: 'confirmed' }, 'claim'],
      [{ claim, state: 'suggested' }, 'state'],
      [{ claim: { $gt: '' }, state: 'confirmed' }, 'claim'],
      [{ claim, state: 'confirmed', version: -1 }, 'version'],
      [{ claim: nowhere, state: 'confirmed' }, 'claim'],
    ] as const) {
      const { body: answer } = await decide(second, body).expect(400);
      expect(answer.error.fields).to.have.property(field);
    }
    await saring.request
      .post(`/api/v1/reports/${String(second._id)}/match`)
      .send({ claim, state: 'confirmed' })
      .expect(401);
    await decide(nowhere, { claim, state: 'confirmed' }).expect(404);
    await decide('bukan-laporan', { claim, state: 'confirmed' }).expect(404);
    expect((await readReport(saring, second._id)).match.state).to.equal('suggested');
  });

  it('confirming moves the report, and its own claim, empty now, is merged after it', async () => {
    const { second, claim, own } = await aSuggestion();
    const { body } = await decide(second, { claim, state: 'confirmed' }).expect(200);
    expect(body).to.include({ claim, wantsNews: true });
    expect(body.match).to.include({ claim, state: 'confirmed', decidedBy: 'verifier' });
    expect(JSON.stringify(body)).not.to.include('rina@');
    const left = await readClaim(saring, own);
    expect(left).to.include({ status: 'merged', reportCount: 0 });
    expect(String(left.mergedInto)).to.equal(claim);
    expect((await readClaim(saring, claim)).reportCount).to.equal(2);
    expect(await saring.context.matcher.has(own)).to.equal(false);
    const { body: tracked } = await saring.request.get(`/api/v1/reports/${second.ticket}`).expect(200);
    expect(tracked.claim.id).to.equal(claim);
  });

  it('confirming does not close a claim that has other reports', async () => {
    const { second, claim, own } = await aSuggestion();
    await submitReport(saring, { text: messages.garlic });
    await decide(second, { claim, state: 'confirmed' }).expect(200);
    expect(await readClaim(saring, own)).to.include({ status: 'open', reportCount: 1 });
  });

  it('confirming into an answered claim owes the reporter the answer', async () => {
    const { second, claim } = await aSuggestion();
    await publishAnswer(saring, claim);
    await decide(second, { claim, state: 'confirmed' }).expect(200);
    const { Notice } = saring.context.models;
    expect(await Notice.countDocuments({ report: second._id, kind: 'answered' })).to.equal(1);
  });

  it('confirming follows a claim that was merged meanwhile', async () => {
    const { second, claim } = await aSuggestion();
    const { claim: other } = await aReportedClaim(saring, [messages.voucher]);
    await saring.request
      .post(`/api/v1/claims/${claim}/merge`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .send({ into: String(other._id) })
      .expect(200);
    await decide(second, { claim, state: 'confirmed' }).expect(200);
    expect(String((await readReport(saring, second._id)).claim)).to.equal(String(other._id));
  });

  it('rejecting a suggestion leaves the report where it is, and may be taken back', async () => {
    const { second, claim, own } = await aSuggestion();
    const { body } = await decide(second, { claim, state: 'rejected' }).expect(200);
    expect(body.match).to.include({ claim, state: 'rejected', decidedBy: 'verifier' });
    expect(body.claim).to.equal(own);
    await decide(second, { claim, state: 'rejected' }).expect(409);
    await decide(second, { claim, state: 'confirmed' }).expect(200);
    expect((await readReport(saring, second._id)).match.state).to.equal('confirmed');
    expect((await readClaim(saring, claim)).reportCount).to.equal(2);
  });

  it('rejecting the claim that a report was put into gives it a claim of its own, and may be taken back', async () => {
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam]);
    const [, second] = reports as [Report, Report];
    const id = String(claim._id);
    await decide(second, { claim: id, state: 'rejected' }).expect(200);
    const moved = await readReport(saring, second._id);
    expect(String(moved.claim)).not.to.equal(id);
    expect(moved.match.state).to.equal('rejected');
    expect(String(moved.match.claim)).to.equal(id);
    expect((await readClaim(saring, id)).reportCount).to.equal(1);
    expect(await readClaim(saring, moved.claim)).to.include({ status: 'open', reportCount: 1 });
    await decide(second, { claim: id, state: 'confirmed' }).expect(200);
    expect((await readClaim(saring, id)).reportCount).to.equal(2);
    expect((await readClaim(saring, moved.claim)).status).to.equal('merged');
  });

  it('does not take the only report out of its claim', async () => {
    const { claim, reports } = await aReportedClaim(saring, [messages.dam]);
    await decide(reports[0] as Report, { claim: String(claim._id), state: 'rejected' }).expect(409);
    expect(await saring.context.models.Claim.countDocuments()).to.equal(1);
  });

  it('moves a report to any claim that a verifier names, by its ticket too', async () => {
    const [a, b] = [
      await aReportedClaim(saring, [messages.dam]),
      await aReportedClaim(saring, [messages.garlic]),
    ];
    const ticket = a.reports[0]?.ticket ?? '';
    const { body } = await decide(ticket.toLowerCase(), { claim: b.claim.slug, state: 'confirmed' }).expect(
      200,
    );
    expect(body.claim).to.equal(String(b.claim._id));
    await decide(ticket, { claim: b.claim.slug, state: 'confirmed' }).expect(409);
  });

  it('lets one of two decide who look at the same suggestion, and tells the other who did', async () => {
    for (const [one, other] of [
      ['confirmed', 'rejected'],
      ['confirmed', 'confirmed'],
      ['rejected', 'rejected'],
    ]) {
      const { second, claim, own } = await aSuggestion();
      const seen = { claim, from: own, seen: 'suggested' };
      const answers = await Promise.all([
        decide(second, { ...seen, state: one }, ratna),
        decide(second, { ...seen, state: other }, budi),
      ]);
      expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
      const lost = answers.find(({ status }) => status === 409);
      const winner = answers[0]?.status === 200 ? 'Ratna' : 'Budi';
      expect(lost?.body.error.message).to.match(new RegExp(`^${winner} sudah .* baru saja\\.$`));
      await saring.context.models.Report.deleteMany({});
      await saring.context.models.Claim.deleteMany({});
    }
  });

  it('takes a report out once when two take it out at the same moment', async () => {
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam, messages.dam]);
    const body = { claim: String(claim._id), state: 'rejected', version: claim.version };
    const answers = await Promise.all([
      decide(reports[2] as Report, body, ratna),
      decide(reports[2] as Report, body, budi),
    ]);
    expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
    const { Claim } = saring.context.models;
    expect(await Claim.countDocuments({ status: 'open' })).to.equal(2);
    expect((await readClaim(saring, claim._id)).reportCount).to.equal(2);
  });

  it('a job closes a claim whose last report left when the process died', async () => {
    const { second, claim, own } = await aSuggestion();
    const { Claim, Report } = saring.context.models;
    await Report.updateOne({ _id: second._id }, { $set: { claim } });
    const detail = { report: String(second._id), from: own, to: claim };
    await Claim.updateOne(
      { _id: own },
      {
        $set: { reportCount: 0, priority: 0 },
        $push: { activity: { at: saring.clock.now(), action: 'match-confirmed', detail } },
      },
    );
    await finishMoves(saring.context);
    expect((await readClaim(saring, own)).status).to.equal('open');
    saring.clock.advance(11);
    await finishMoves(saring.context);
    const closed = await readClaim(saring, own);
    expect(closed.status).to.equal('merged');
    expect(String(closed.mergedInto)).to.equal(claim);
  });
});
