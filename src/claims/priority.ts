import type { Claim } from './claim.model.js';

export type ReportCounts = Pick<
  Claim,
  'reportCount' | 'reportsLastDay' | 'firstReportedAt' | 'lastReportedAt'
>;

const day = 24 * 60 * 60 * 1000;
/** Days without a new report after which the trouble of a claim counts half. */
const halfLife = 7;
/** Waiting lifts a claim day by day up to this: enough to pass a claim with twice its reports, not one with ten times. */
const mostForWaiting = 1.5;
const waitingDays = 7;

/**
 * Where a claim stands in the queue; higher is sooner. Newest trouble first: every doubling of its reports adds 1, a
 * doubling of those of the last 24 hours adds 2, and both fade by half in a week without new ones. A claim that waits
 * rises by up to 1.5 in its first week, so that nothing small is forgotten.
 *
 * @returns 0 or more, rounded to thousandths.
 */
export function priorityOf(counts: ReportCounts, now: Date): number {
  const since = (at: Date) => Math.max(0, now.getTime() - at.getTime()) / day;
  const trouble = Math.log2(1 + counts.reportCount) + 2 * Math.log2(1 + counts.reportsLastDay);
  const faded = trouble * 0.5 ** (since(counts.lastReportedAt) / halfLife);
  const waiting = (mostForWaiting * Math.min(since(counts.firstReportedAt), waitingDays)) / waitingDays;
  return Math.round((faded + (counts.reportCount > 0 ? waiting : 0)) * 1000) / 1000;
}
