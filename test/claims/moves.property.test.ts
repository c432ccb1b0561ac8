import { expect } from 'chai';
import fc from 'fast-check';
import type { Types } from 'mongoose';
import { decideMatch } from '../../src/claims/decide-match.js';
import { findClaim, followMerges } from '../../src/claims/find-claim.js';
import { finishMoves } from '../../src/claims/finish-moves.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import { undoableSplits, unsplitClaim } from '../../src/claims/unsplit-claim.js';
import { AppError } from '../../src/errors.js';
import { findReportByTicket } from '../../src/reports/find-report.js';
import { viewTicket } from '../../src/reports/report.view.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const texts = Object.values(messages);
const regions = ['ID-JB', 'ID-BA', undefined] as const;

const pick = fc.nat({ max: 1000 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('report' as const), a: pick, b: pick }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'merge' as const,
        'merge' as const,
        'unmerge' as const,
        'unmerge' as const,
        'split' as const,
        'move' as const,
        'move' as const,
        'unsplit' as const,
        'unsplit' as const,
        'confirm' as const,
        'reject' as const,
      ),
      a: pick,
      b: pick,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

describe('claims: any sequence of moves', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring);
  });
  afterEach(() => saring.close());

  const at = <T>(all: readonly T[], place: number): T | undefined => all[place % Math.max(1, all.length)];

  const take = async ({ do: what, a, b }: Step): Promise<unknown> => {
    const { context } = saring;
    const { Claim, Report } = context.models;
    const by = ratna.signedIn;
    if (what === 'report') {
      const text = at(texts, a) ?? '';
      // A shared link makes the engine ask a person about texts that have nothing in common.
      const urls = b % 3 === 0 ? ['https://contoh.example/kabar'] : [];
      return submitReport(saring, { text, urls, region: at(regions, b) });
    }
    const claims = await Claim.find().sort({ _id: 1 }).lean();
    const merged = claims.filter(({ status }) => status === 'merged');
    // Some of what is refused is tried, too: most of it from claims that live.
    const live = claims.filter(({ status }) => status !== 'merged');
    const [one, other] = [at(a % 10 === 0 ? claims : live, a), at(b % 10 === 0 ? claims : live, b)];
    const split = live.filter((claim) => undoableSplits(claim).length > 0);
    const reports = await Report.find().sort({ _id: 1 }).lean();
    const report = at(reports, b);
    if (!one || !other || !report) return undefined;
    const ids = reports
      .filter(({ claim }, place) => claim.equals(one._id) && (place + b) % 2 === 0)
      .map(({ _id }) => String(_id));
    const [id, into] = [String(one._id), String(other._id)];
    switch (what) {
      case 'merge':
        return mergeClaims(context, { id, into, by });
      case 'unmerge':
        return unmergeClaim(context, { id: String((at(merged, a) ?? one)._id), by });
      case 'split':
        return splitClaim(context, { id, reports: ids, by });
      case 'move':
        return splitClaim(context, { id, reports: ids, into, by });
      case 'unsplit':
        return unsplitClaim(context, { id: String((at(split, a) ?? one)._id), by });
      case 'confirm':
        return decideMatch(context, { report: String(report._id), claim: id, state: 'confirmed', by });
      default: {
        const claim = String(a % 2 === 0 ? report.claim : report.match.claim);
        return decideMatch(context, { report: String(report._id), claim, state: 'rejected', by });
      }
    }
  };

  /** What is refused is refused with an error of ours; anything else is a fault. */
  const tryStep = async (taken: Step): Promise<Types.ObjectId | undefined> => {
    try {
      const result = await take(taken);
      return taken.do === 'report' ? (result as { _id: Types.ObjectId })._id : undefined;
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      return undefined;
    }
  };

  const expectSound = async (tickets: number): Promise<void> => {
    const { context } = saring;
    const { Claim, Report } = context.models;
    const claims = new Map((await Claim.find().lean()).map((claim) => [String(claim._id), claim]));
    const reports = await Report.find().lean();
    expect(reports).to.have.length(tickets);
    for (const report of reports) {
      const claim = claims.get(String(report.claim));
      expect(claim?.status, 'the claim of a report lives').to.be.oneOf(['open', 'checking', 'set-aside']);
      const home = claims.get(String(report.home));
      const end = home && (await followMerges(context, home));
      expect(String(end?._id), 'a report is where the merges lead from its home').to.equal(
        String(report.claim),
      );
      if (report.match.state === 'confirmed') expect(report.match.claim.equals(report.claim)).to.equal(true);
      else expect(report.match.claim.equals(report.claim), 'asks about another claim').to.equal(false);
      const found = await findReportByTicket(context, report.ticket);
      expect(found && (await viewTicket(context, found, (key) => key)).claim?.id).to.equal(
        String(claim?._id),
      );
    }
    for (const claim of claims.values()) {
      const own = reports.filter((report) => report.claim.equals(claim._id));
      expect(claim.reportCount, `counts of ${claim.status}`).to.equal(own.length);
      const seen = [...new Set(own.flatMap(({ region }) => region ?? []))].sort();
      expect(claim.regions).to.deep.equal(seen);
      const named = await findClaim(context, claim.slug);
      const end = named && (await followMerges(context, named));
      expect(end, 'every address leads somewhere').not.to.equal(null);
      await saring.request.get(`/klaim/${end?.slug}`).expect(200);
      expect(claim.status === 'merged').to.equal(claim.mergedInto !== undefined);
    }
  };

  it('keeps every report in one live claim, with right counts and no address lost', async function () {
    this.timeout(240_000);
    await fc.assert(
      fc
        .asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          const { Claim, Report } = saring.context.models;
          let tickets = 0;
          for (const taken of [{ do: 'report', a: 0, b: 0 } as const, ...steps]) {
            saring.clock.advance(1);
            if (await tryStep(taken)) tickets += 1;
          }
          await expectSound(tickets);
          const before = await Report.find().sort({ _id: 1 }).lean();
          for (let time = 0; time < 2; time += 1) await finishMoves(saring.context);
          expect(await Report.find().sort({ _id: 1 }).lean(), 'there was nothing to repair').to.deep.equal(
            before,
          );
          await expectSound(tickets);
          for (const { _id } of await Claim.find().select('_id').lean()) {
            saring.context.matcher.remove(String(_id));
            saring.context.claimSearch.remove(String(_id));
          }
          await Promise.all([Claim.deleteMany({}), Report.deleteMany({})]);
        })
        .beforeEach(async () => {
          const { Claim, Report } = saring.context.models;
          await Promise.all([Claim.deleteMany({}), Report.deleteMany({})]);
        }),
      { numRuns: 25 },
    );
  });

  it('keeps them when everything happens at once', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
        const { Claim, Report } = saring.context.models;
        await Promise.all([Claim.deleteMany({}), Report.deleteMany({})]);
        let tickets = 0;
        for (const text of texts) {
          await submitReport(saring, { text });
          await submitReport(saring, { text });
          tickets += 2;
        }
        const done = await Promise.all(steps.map((taken) => tryStep(taken)));
        tickets += done.filter((id) => id !== undefined).length;
        saring.clock.advance(30);
        for (let time = 0; time < 2; time += 1) await finishMoves(saring.context);
        await expectSound(tickets);
      }),
      { numRuns: 12 },
    );
  });
});
