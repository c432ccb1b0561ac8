import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Report } from '../reports/report.model.js';
import { chooseExamples } from './choose-examples.js';
import type { Claim } from './claim.model.js';
import { indexClaim } from './index-claims.js';
import { countThoseThatCount, markSurplus, type Sent } from './mark-surplus.js';
import { recentHours } from './priority.js';
import { resurfacedOf } from './resurface.js';
import { isNoticeable, standingOf, type Standing } from './standing.js';
import { prioritySetting } from './weights-in-force.js';

type Counted = Sent & Pick<Report, 'text' | 'fingerprint' | 'pictures' | 'region' | 'channel'>;
type Counts = Required<
  Pick<
    Claim,
    | 'reportCount'
    | 'surplusReports'
    | 'reportsLastDay'
    | 'reportsRecently'
    | 'firstReportedAt'
    | 'lastReportedAt'
    | 'regions'
    | 'channels'
    | 'examples'
  >
>;
type Tally = Counts & Standing & Pick<Claim, 'resurfaced'>;

const fields = {
  text: 1,
  fingerprint: 1,
  'pictures.reading': 1,
  region: 1,
  channel: 1,
  claim: 1,
  sender: 1,
  surplus: 1,
  createdAt: 1,
} as const;
/** Up to so many reports a claim is counted in one look; past that the store counts. */
const looked = 50;
const mostTexts = 12;
const hour = 60 * 60 * 1000;
const day = 24 * hour;

/**
 * Counts a claim's reports anew, whatever was counted before, and chooses its examples; re-indexes it when those
 * changed. Writes only what differs, so it may be repeated at will; two at once end in the same state.
 *
 * @returns the claim as it is then, or null when there is none.
 */
export async function tallyClaim(context: Context, claimId: Types.ObjectId): Promise<Claim | null> {
  const { Claim, Report } = context.models;
  const [setting, claim, newest] = await Promise.all([
    prioritySetting(context),
    Claim.findById(claimId).lean(),
    Report.find({ claim: claimId }, fields).sort({ createdAt: -1 }).limit(looked).lean<Counted[]>(),
  ]);
  if (!claim) return null;
  const now = context.clock.now();
  const isAll = newest.length < looked;
  const marked = await markSurplus(context, claimId, newest, isAll);
  const reports = newest.map((report) =>
    marked.has(String(report._id)) ? { ...report, surplus: true as const } : report,
  );
  const counts = isAll ? countHere(claim, reports, now) : await countInStore(context, claim, reports, now);
  const resurfaced = await resurfacedOf(context, { ...claim, ...counts }, setting);
  const standing = standingOf({ ...claim, ...counts, resurfaced }, now, setting);
  const tally: Tally = { ...counts, ...standing, ...(resurfaced && { resurfaced }) };
  if (sameTally(claim, tally)) return claim;
  const gone = (['resurfaced', 'priorityDue'] as const).filter((field) => claim[field] && !tally[field]);
  const after = await Claim.findOneAndUpdate(
    { _id: claimId },
    {
      $set: { ...tally, updatedAt: now },
      ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, 1])) }),
    },
    { returnDocument: 'after' },
  ).lean();
  if (after && !sameList(after.examples, claim.examples)) await indexClaim(context, after);
  return after;
}

function countHere(claim: Claim, reports: readonly Counted[], now: Date): Counts {
  const [last] = reports;
  const counting = reports.filter(({ surplus }) => !surplus);
  return {
    reportCount: reports.length,
    surplusReports: reports.length - counting.length,
    reportsLastDay: countWithin(counting, day, now),
    reportsRecently: countWithin(counting, recentHours * hour, now),
    firstReportedAt: reports.at(-1)?.createdAt ?? claim.firstReportedAt,
    lastReportedAt: last?.createdAt ?? claim.lastReportedAt,
    regions: distinct(reports.map(({ region }) => region)),
    channels: distinct(reports.map(({ channel }) => channel)),
    examples: reports.length === 0 ? claim.examples : chooseExamples(textsOf(reports)),
  };
}

async function countInStore(
  context: Context,
  claim: Claim,
  newest: readonly Counted[],
  now: Date,
): Promise<Counts> {
  const { Report } = context.models;
  const own = { claim: claim._id };
  const since = (span: number) =>
    countThoseThatCount(context, { ...own, createdAt: { $gt: new Date(now.getTime() - span) } });
  const [reportCount, surplusReports, reportsLastDay, reportsRecently, first, seen] = await Promise.all([
    Report.countDocuments(own),
    Report.countDocuments({ ...own, surplus: true }),
    since(day),
    since(recentHours * hour),
    Report.findOne(own, { createdAt: 1 }).sort({ createdAt: 1 }).lean(),
    Report.aggregate<{ _id: { region?: string; channel?: string } }>([
      { $match: own },
      { $group: { _id: { region: '$region', channel: '$channel' } } },
    ]),
  ]);
  return {
    reportCount,
    surplusReports,
    reportsLastDay,
    reportsRecently,
    firstReportedAt: first?.createdAt ?? claim.firstReportedAt,
    lastReportedAt: newest[0]?.createdAt ?? claim.lastReportedAt,
    regions: distinct(seen.map(({ _id }) => _id.region)),
    channels: distinct(seen.map(({ _id }) => _id.channel)),
    examples: chooseExamples([...claim.examples, ...textsOf(newest)]),
  };
}

const countWithin = (reports: readonly Counted[], span: number, now: Date) =>
  reports.filter(({ createdAt }) => now.getTime() - createdAt.getTime() < span).length;

const distinct = (values: readonly (string | null | undefined)[]) =>
  [...new Set(values.filter((value) => typeof value === 'string'))].sort();

/** The different texts, oldest first, at most twelve: enough to choose from. */
function textsOf(newestFirst: readonly Counted[]): string[] {
  const texts = new Map<string, string>();
  for (const { fingerprint, text, pictures } of newestFirst.toReversed()) {
    if (fingerprint !== '' && !texts.has(fingerprint)) texts.set(fingerprint, text);
    // What a screenshot says is found and matched as if somebody had typed it.
    for (const { reading } of pictures ?? []) if (reading) texts.set(reading, reading);
  }
  const all = [...texts.values()];
  return all.length <= mostTexts ? all : [...all.slice(0, 1), ...all.slice(1 - mostTexts)];
}

const sameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value, at) => value === b[at]);

function sameTally(claim: Claim, tally: Tally): boolean {
  return (
    claim.reportCount === tally.reportCount &&
    (claim.surplusReports ?? 0) === tally.surplusReports &&
    claim.reportsLastDay === tally.reportsLastDay &&
    claim.reportsRecently === tally.reportsRecently &&
    claim.resurfaced?.reports === tally.resurfaced?.reports &&
    claim.firstReportedAt.getTime() === tally.firstReportedAt.getTime() &&
    claim.lastReportedAt.getTime() === tally.lastReportedAt.getTime() &&
    // Time alone moves a priority a little; the queue's own job follows that.
    !isNoticeable(claim.priority, tally.priority) &&
    claim.priorityParts !== undefined &&
    sameList(claim.regions, tally.regions) &&
    sameList(claim.channels, tally.channels) &&
    sameList(claim.examples, tally.examples)
  );
}
