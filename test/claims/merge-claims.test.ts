import { expect } from 'chai';
import { finishMoves } from '../../src/claims/finish-moves.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import type { AppError } from '../../src/errors.js';
import { createContext } from '../../src/context.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const outcome = (done: Promise<unknown>) =>
  done.then(
    () => 'done',
    (error: AppError) => error.code,
  );

describe('claims: merging', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
  });
  afterEach(() => saring.close());

  const merge = (from: { _id: unknown }, into: string, version?: number) =>
    saring.request
      .post(`/api/v1/claims/${String(from._id)}/merge`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .send({ into, version });
  const dam = () => aReportedClaim(saring, [messages.dam, messages.dam]);
  const garlic = () => aReportedClaim(saring, [messages.garlic]);

  it('moves every report, counts both, and says so in both histories', async () => {
    const [a, b] = [await dam(), await garlic()];
    const { body } = await merge(a.claim, String(b.claim._id), a.claim.version).expect(200);
    expect(body).to.deep.include({ status: 'merged', mergedInto: String(b.claim._id), reportCount: 0 });
    expect(body.into).to.include({ id: String(b.claim._id), reportCount: 3 });
    expect(body.activity.at(-1)).to.deep.include({ action: 'merged', by: 'Ratna' });
    expect(body.into.activity.at(-1).action).to.equal('absorbed');
    for (const { _id } of a.reports) {
      const report = await readReport(saring, _id);
      expect(String(report.claim)).to.equal(String(b.claim._id));
      expect(String(report.match.claim)).to.equal(String(b.claim._id));
    }
    const { matcher } = saring.context;
    expect(await matcher.has(String(a.claim._id))).to.equal(false);
    const later = await submitReport(saring, { text: messages.dam });
    expect(String(later.claim)).to.equal(String(b.claim._id));
  });

  it('takes the other claim by id, slug or the address of its page', async () => {
    const { claim: into } = await garlic();
    for (const name of [
      into.slug,
      `https://contoh.example/klaim/${into.slug}?utm_source=x`,
      `http://localhost:3000/en/meja/klaim/${String(into._id)}#laporan`,
    ]) {
      const from = await aClaim(saring);
      const { body } = await merge(from, name).expect(200);
      expect(body.mergedInto).to.equal(String(into._id));
    }
  });

  it('refuses itself, the unknown, the merged, and claims that are answered', async () => {
    const [a, b, c] = [
      await aClaim(saring),
      await aClaim(saring),
      await aClaim(saring, { status: 'answered' }),
    ];
    for (const [into, reason] of [
      [String(a._id), 'dirinya sendiri'],
      [a.slug, 'dirinya sendiri'],
      ['ffffffffffffffffffffffff', 'Tidak ada klaim'],
    ] as const) {
      const { body } = await merge(a, into).expect(400);
      expect(body.error.fields.into).to.include(reason);
    }
    await merge(b, String(c._id)).expect(200);
    const merged = await merge(a, String(b._id)).expect(400);
    expect(merged.body.error.fields.into).to.include('sudah digabungkan');
    await merge(b, String(a._id)).expect(409);
    await merge(c, String(a._id)).expect(409);
  });

  it('confirms what was only suggested between the two, and follows what pointed at the first', async () => {
    const urls = ['https://contoh.example/a'];
    const first = await submitReport(saring, { text: messages.dam, urls });
    const suggested = await submitReport(saring, { text: messages.garlic, urls });
    const pointing = await submitReport(saring, { text: messages.ballots, urls });
    expect([suggested.match.state, pointing.match.state]).to.deep.equal(['suggested', 'suggested']);
    const target = String(pointing.match.claim);
    await merge({ _id: suggested.claim }, String(first.claim)).expect(200);
    const moved = await readReport(saring, suggested._id);
    expect(moved.match).to.include({ state: 'confirmed', decidedBy: 'verifier' });
    expect(String(moved.match.claim)).to.equal(String(first.claim));
    const { claim: other } = await aReportedClaim(saring, [messages.voucher]);
    await merge({ _id: target }, String(other._id)).expect(200);
    const followed = await readReport(saring, pointing._id);
    expect(followed.match.state).to.equal('suggested');
    expect(String(followed.match.claim)).to.equal(String(other._id));
  });

  it('answers the reporters of a claim that is merged into an answered one', async () => {
    const { claim: answered } = await garlic();
    await publishAnswer(saring, String(answered._id));
    const asking = await submitReport(saring, {
      text: messages.dam,
      contact: { email: 'rina@contoh.example' },
    });
    await merge({ _id: asking.claim }, String(answered._id)).expect(200);
    const { Notice } = saring.context.models;
    expect(await Notice.countDocuments({ report: asking._id, kind: 'answered' })).to.equal(1);
    const { body } = await saring.request.get(`/api/v1/reports/${asking.ticket}`).expect(200);
    expect(body.status).to.equal('answered');
    expect(body.answers).to.have.length(1);
  });

  it('leads the old address on, along the whole chain', async () => {
    const [a, b, c] = [
      await aClaim(saring),
      await aClaim(saring),
      await aClaim(saring, { statement: 'Ujung' }),
    ];
    await merge(a, String(b._id)).expect(200);
    await merge(b, String(c._id)).expect(200);
    const { body } = await saring.request.get(`/api/v1/claims/${a.slug}`).expect(200);
    expect(body).to.include({ id: String(c._id), statement: 'Ujung' });
  });

  it('goes one way when two merge the same two claims crosswise at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await aClaim(saring), await aClaim(saring)];
      const answers = await Promise.all([merge(a, String(b._id), 0), merge(b, String(a._id), 0)]);
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
      const left = [await readClaim(saring, a._id), await readClaim(saring, b._id)];
      expect(left.map(({ status }) => status).sort()).to.deep.equal(['merged', 'open']);
    }
  });

  it('never ends in a circle when two processes do', async () => {
    const { config, store, log, clock } = saring.context;
    const elsewhere = createContext({ config, store, log, clock });
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [await aClaim(saring), await aClaim(saring)];
      await Promise.all([
        outcome(mergeClaims(saring.context, { id: String(a._id), into: String(b._id), by: ratna.signedIn })),
        outcome(mergeClaims(elsewhere, { id: String(b._id), into: String(a._id), by: ratna.signedIn })),
      ]);
      const left = [await readClaim(saring, a._id), await readClaim(saring, b._id)];
      expect(left.map(({ status }) => status)).to.include('open');
    }
  });

  it('lets one of two win who merge a claim into different ones', async () => {
    const [a, b, c] = [await aClaim(saring), await aClaim(saring), await aClaim(saring)];
    const answers = await Promise.all([merge(a, String(b._id), 0), merge(a, String(c._id), 0)]);
    expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
  });

  describe('is finished by a job', () => {
    it('when two processes merged crosswise and died: one claim is open again', async () => {
      const [a, b] = [await aClaim(saring), await aClaim(saring)];
      const { Claim } = saring.context.models;
      await Claim.updateOne({ _id: a._id }, { $set: { status: 'merged', mergedInto: b._id } });
      await Claim.updateOne({ _id: b._id }, { $set: { status: 'merged', mergedInto: a._id } });
      await finishMoves(saring.context);
      expect((await readClaim(saring, a._id)).status).to.equal('merged');
      expect((await readClaim(saring, b._id)).status).to.equal('open');
    });

    it('when the process died right after the deciding write', async () => {
      const [a, b] = [await dam(), await garlic()];
      const { Claim } = saring.context.models;
      const by = { person: ratna.person._id, name: 'Ratna' };
      await Claim.updateOne(
        { _id: a.claim._id },
        {
          $set: { status: 'merged', mergedInto: b.claim._id },
          $push: { activity: { at: saring.clock.now(), by, action: 'merged', detail: {} } },
        },
      );
      for (let time = 0; time < 3; time += 1) await finishMoves(saring.context);
      expect((await readClaim(saring, a.claim._id)).reportCount).to.equal(0);
      const target = await readClaim(saring, b.claim._id);
      expect(target.reportCount).to.equal(3);
      expect(target.activity.filter(({ action }) => action === 'absorbed')).to.have.length(1);
    });

    it('when a report was put into the claim at the moment it was merged', async () => {
      const [a, b] = [await dam(), await garlic()];
      await merge(a.claim, String(b.claim._id)).expect(200);
      await finishMoves(saring.context);
      const late = a.reports[0];
      const { Report } = saring.context.models;
      await Report.updateOne(
        { _id: late?._id },
        { $set: { claim: a.claim._id, 'match.claim': a.claim._id } },
      );
      saring.clock.advance(1);
      await finishMoves(saring.context);
      expect(await Report.countDocuments({ claim: a.claim._id })).to.equal(0);
      expect((await readClaim(saring, b.claim._id)).reportCount).to.equal(3);
    });
  });
});
