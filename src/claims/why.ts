import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { recentHours } from './priority.js';
import { countedReports } from './standing.js';
import { spanOf, tellSpan } from './tell-time.js';

type Judged = Pick<
  Claim,
  | 'status'
  | 'topic'
  | 'reportCount'
  | 'surplusReports'
  | 'reportsLastDay'
  | 'reportsRecently'
  | 'firstReportedAt'
  | 'lastReportedAt'
  | 'regions'
  | 'assignee'
  | 'harm'
  | 'touchedAt'
  | 'answeredAt'
  | 'resurfaced'
>;

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** Fewer provinces than this are no spread worth telling. */
const manyRegions = 3;

/**
 * Why a claim stands where it stands in the queue, in words: what its priority was worked out from. The same facts
 * as priority.ts, each a short phrase, e.g. "31 laporan dalam 6 jam", "kesehatan", "belum disentuh 9 jam".
 */
export function whyOf(claim: Judged, now: Date, t: Translate): string[] {
  return [
    ...backAgain(claim, now, t),
    ...pace(claim, now, t),
    ...(claim.surplusReports ? [t('queue.why.surplus', { count: claim.surplusReports })] : []),
    ...(claim.regions.length >= manyRegions ? [t('queue.why.regions', { count: claim.regions.length })] : []),
    ...(claim.topic === 'other' ? [] : [t(`words.topics.${claim.topic}`).toLowerCase()]),
    ...(claim.harm ? [t(`queue.why.harm.${claim.harm.level}`)] : []),
    ...hands(claim, now, t),
  ];
}

function backAgain({ status, resurfaced, answeredAt }: Judged, now: Date, t: Translate): string[] {
  if (status !== 'answered' || !resurfaced || !answeredAt) return [];
  const span = tellSpan(answeredAt, now, t);
  return [t('queue.why.back', { count: resurfaced.reports, span })];
}

/** How many reports, and how fast they come. The counts are of some minutes ago; the last report is not. */
function pace(claim: Judged, now: Date, t: Translate): string[] {
  const { lastReportedAt } = claim;
  const all = countedReports(claim);
  const quiet = now.getTime() - lastReportedAt.getTime();
  const recently = quiet < recentHours * hour ? (claim.reportsRecently ?? 0) : 0;
  const lastDay = quiet < day ? claim.reportsLastDay : 0;
  const reports = t('queue.why.reports', { count: all });
  if (recently >= all && all > 1) return [t('queue.why.allRecently', { count: all, hours: recentHours })];
  if (recently > 0 && all > 1)
    return [reports, t('queue.why.recently', { count: recently, hours: recentHours })];
  if (lastDay >= all && all > 1) return [t('queue.why.allRecently', { count: all, hours: 24 })];
  if (lastDay > 0 && all > 1) return [reports, t('queue.why.recently', { count: lastDay, hours: 24 })];
  if (quiet < day) return [reports];
  return [reports, t('queue.why.quiet', { span: tellSpan(lastReportedAt, now, t) })];
}

/** Who has it since when, or how long nobody touched it. */
function hands(claim: Judged, now: Date, t: Translate): string[] {
  const { status, assignee, touchedAt, firstReportedAt } = claim;
  if (status === 'checking' && assignee) {
    const { name, at } = assignee;
    return isNow(at, now)
      ? [t('queue.why.inHandNow', { name })]
      : [t('queue.why.inHand', { name, span: tellSpan(at, now, t) })];
  }
  if (status !== 'open') return [];
  const since = touchedAt ?? firstReportedAt;
  if (isNow(since, now)) return [];
  return [t(touchedAt ? 'queue.why.touched' : 'queue.why.untouched', { span: tellSpan(since, now, t) })];
}

function isNow(at: Date, now: Date): boolean {
  const { unit, count } = spanOf(at, now);
  return unit === 'minutes' && count === 0;
}
