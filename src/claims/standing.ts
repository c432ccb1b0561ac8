import type { Claim } from './claim.model.js';
import { priorityOf, timeToGrow, type PriorityFacts, type PriorityWeights } from './priority.js';

/** What of a claim its priority is worked out from. */
export type StandingFacts = Pick<
  Claim,
  | 'topic'
  | 'harm'
  | 'reportCount'
  | 'surplusReports'
  | 'reportsRecently'
  | 'reportsLastDay'
  | 'regions'
  | 'channels'
  | 'firstReportedAt'
  | 'touchedAt'
  | 'assignee'
  | 'resurfaced'
>;

/** The fields of StandingFacts, for reading no others. */
export const standingFields =
  'topic harm reportCount surplusReports reportsRecently reportsLastDay regions channels firstReportedAt touchedAt assignee resurfaced';

export type Standing = Required<Pick<Claim, 'priority' | 'priorityParts'>> & Pick<Claim, 'priorityDue'>;

/** A smaller move than this, as a share of the priority, does not change what a verifier takes next. */
const noticeable = 0.05;

/** Did a priority move enough to be written down? Asked a little before it is due, or it would just be missed. */
export const isNoticeable = (before: number, now: number): boolean =>
  Math.abs(now - before) > noticeable * 0.9 * before;

/** A claim's priority now, and when it is to be worked out again; `priorityDue` is missing where time moves nothing. */
export function standingOf(claim: StandingFacts, now: Date, weights: PriorityWeights): Standing {
  const { priority, ...parts } = priorityOf(factsOf(claim), now, weights);
  const priorityParts = {
    harm: rounded(parts.harm),
    velocity: rounded(parts.velocity),
    reach: rounded(parts.reach),
    waiting: rounded(parts.waiting),
  };
  // Recent reports grow old by the hour: such a claim is looked at in every turn.
  const after = claim.reportsLastDay > 0 ? 0 : timeToGrow(parts, noticeable, weights);
  return {
    priority,
    priorityParts,
    ...(Number.isFinite(after) && { priorityDue: new Date(now.getTime() + after) }),
  };
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

function factsOf(claim: StandingFacts): PriorityFacts {
  return {
    topic: claim.topic,
    mark: claim.harm?.level,
    reportCount: countedReports(claim),
    reportsRecently: claim.reportsRecently ?? 0,
    reportsLastDay: claim.reportsLastDay,
    regions: claim.regions.length,
    channels: claim.channels.length,
    waitingSince: waitingSince(claim),
  };
}

/** How many of its reports count. One at least counts, where those that did were moved to another claim. */
export const countedReports = ({
  reportCount,
  surplusReports = 0,
}: Pick<Claim, 'reportCount' | 'surplusReports'>): number =>
  reportCount > 0 ? Math.max(1, reportCount - surplusReports) : 0;

/** Since when a claim waits for a person. One that came back waits since then, for it had been dealt with. */
export function waitingSince(
  claim: Pick<Claim, 'firstReportedAt' | 'touchedAt' | 'assignee' | 'resurfaced'>,
): Date {
  // Claims of earlier versions of Saring know only who took them.
  const touched = claim.touchedAt ?? claim.assignee?.at ?? claim.firstReportedAt;
  const back = claim.resurfaced?.at;
  return back && back > touched ? back : touched;
}
