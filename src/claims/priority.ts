import type { HarmLevel, PriorityParts, Topic } from './claim.model.js';
import type { PrioritySetting } from './priority-setting.js';

/** The hours that count as now; what came before them, but within a day, counts half. */
export const recentHours = 6;

/** What a claim's place in the queue is worked out from. */
export interface PriorityFacts {
  topic: Topic;
  /** A verifier's mark. */
  mark?: HarmLevel | undefined;
  reportCount: number;
  /** Of the last `recentHours` hours. */
  reportsRecently: number;
  reportsLastDay: number;
  /** Different provinces and channels among its reports. */
  regions: number;
  channels: number;
  /** When somebody last worked on it, or else when it was first reported. */
  waitingSince: Date;
}

export type PriorityWeights = Pick<PrioritySetting, 'topics' | 'velocity' | 'reach' | 'waitingDays'>;

export interface Priority extends PriorityParts {
  priority: number;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Where a claim stands in the queue: **priority = harm × velocity × reach × waiting**, each 0…1; higher is sooner.
 *
 * - *harm*: the weight of its topic. A verifier's mark decides over it: severe is 1, high goes halfway from the topic's
 *   weight to 1, low is half the weight.
 * - *velocity*: `least + (1 − least) × pace / (pace + half)`. The pace is the reports of the last six hours and half of
 *   the others of the last day: a wave of last evening is not forgotten in the morning. It saturates, since a hundred
 *   an hour or two hundred is the same alarm.
 * - *reach*: `least + (1 − least) × log(n) / log(full)`, at most 1. n counts the reports, and one more for each
 *   province and channel past the first: what is everywhere has gone further than what one group repeats. A
 *   logarithm, since the tenth report tells more than the hundredth.
 * - *waiting*: `floor^(1 − t / waitingDays)`: from the floor up to 1, by the same percentage each day. So the order of
 *   two claims that both wait never changes by time alone, and one that was not touched passes in the end.
 *
 * No factor is ever 0, or it alone would silence the others for good. The floor of waiting is not chosen: it is the
 * square root of the smallest product that the other three can have, m. So the least claim of all, once it has waited
 * its whole time, stands before everything new whose product is under √m, the middle of what there is: nothing
 * starves. And what is harmful and spreads today stays before whatever was left lying, however long.
 *
 * @returns the product and its parts; all 0 for a claim without reports, which nobody waits for.
 */
export function priorityOf(facts: PriorityFacts, now: Date, weights: PriorityWeights): Priority {
  if (facts.reportCount <= 0) return { priority: 0, harm: 0, velocity: 0, reach: 0, waiting: 0 };
  const parts = {
    harm: harmOf(facts, weights),
    velocity: velocityOf(facts, weights),
    reach: reachOf(facts, weights),
    waiting: waitingOf(now.getTime() - facts.waitingSince.getTime(), weights),
  };
  return { priority: parts.harm * parts.velocity * parts.reach * parts.waiting, ...parts };
}

function harmOf({ topic, mark }: PriorityFacts, { topics }: PriorityWeights): number {
  const weight = topics[topic];
  switch (mark) {
    case 'severe':
      return 1;
    case 'high':
      return (weight + 1) / 2;
    case 'low':
      return weight / 2;
    default:
      return weight;
  }
}

function velocityOf(
  { reportsRecently, reportsLastDay }: PriorityFacts,
  { velocity }: PriorityWeights,
): number {
  const pace = reportsRecently + Math.max(0, reportsLastDay - reportsRecently) / 2;
  return velocity.least + (1 - velocity.least) * (pace / (pace + velocity.half));
}

function reachOf({ reportCount, regions, channels }: PriorityFacts, { reach }: PriorityWeights): number {
  const spread = reportCount + Math.max(0, regions - 1) + Math.max(0, channels - 1);
  return reach.least + (1 - reach.least) * Math.min(1, Math.log(spread) / Math.log(reach.full));
}

function waitingOf(milliseconds: number, weights: PriorityWeights): number {
  const share = Math.min(1, Math.max(0, milliseconds / (weights.waitingDays * day)));
  return leastWaiting(weights) ** (1 - share);
}

/** What waiting counts for a claim that was touched just now: the root of the others' smallest product. */
export function leastWaiting({ topics, velocity, reach }: PriorityWeights): number {
  return Math.sqrt((Math.min(...Object.values(topics)) / 2) * velocity.least * reach.least);
}

/**
 * After how long a claim's priority will have grown by a share if nothing but time happens.
 *
 * @param share e.g. 0.05 for 5 %.
 * @returns milliseconds; Infinity when its waiting counts in full before.
 */
export function timeToGrow({ waiting }: PriorityParts, share: number, weights: PriorityWeights): number {
  if (waiting <= 0 || waiting * (1 + share) > 1) return Infinity;
  return (Math.log(1 + share) / -Math.log(leastWaiting(weights))) * weights.waitingDays * day;
}
