import type { QueryFilter, Types, UpdateQuery } from 'mongoose';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { readSetting } from '../settings/read-setting.js';
import type { Claim } from './claim.model.js';
import type { PrioritySetting } from './priority-setting.js';
import { recentHours } from './priority.js';
import { isNoticeable, standingFields, standingOf, type Standing, type StandingFacts } from './standing.js';
import { tallyClaim } from './tally-claim.js';

const hour = 60 * 60 * 1000;
const waiting = ['open', 'checking'] as const;
/** Writes under way at once: the store puts those that come together on disk in one go. */
const writesAtOnce = 24;
const readAtOnce = 1000;
/** Claims that came back and are counted again in a turn. */
const mostBack = 200;

type Kept = StandingFacts & Pick<Claim, '_id' | 'priority' | 'priorityParts' | 'priorityDue'>;

/**
 * Works out again the priorities that time has moved: those that are due, which their last standing foretold, and all
 * of them once after other weights were chosen. Neither `version` nor `updatedAt` moves: nobody's open page goes
 * stale, and no index is built again. Safe to repeat.
 */
export async function refreshPriorities(context: Context): Promise<void> {
  const now = context.clock.now();
  const { value: setting, at: chosenAt } = await readSetting(context, 'priority');
  const since = chosenAt ?? new Date(0);
  const { Position } = context.models;
  const done = await Position.findById(refreshPrioritiesJob.name).lean();
  const all = !done || done.until < since;
  const recent = await countRecent(context, now);
  for (const status of waiting) {
    await refresh(context, all ? { status } : { status, priorityDue: { $lte: now } }, recent, setting);
  }
  await recountResurfaced(context);
  if (all) {
    // Written last: what a process left half done when it died is done again.
    await Position.updateOne(
      { _id: refreshPrioritiesJob.name },
      { $set: { until: since } },
      { upsert: true },
    );
  }
}

async function refresh(
  context: Context,
  filter: QueryFilter<Claim>,
  recent: RecentReports,
  setting: PrioritySetting,
): Promise<void> {
  const now = context.clock.now();
  const claims = context.models.Claim.find(filter)
    .select(`${standingFields} priority priorityParts priorityDue`)
    .lean<Kept[]>()
    .cursor({ batchSize: readAtOnce });
  const writes = new Set<Promise<void>>();
  for await (const claim of claims as AsyncIterable<Kept>) {
    const counts = recent(claim._id);
    const standing = standingOf({ ...claim, ...counts }, now, setting);
    if (!differs(claim, counts, standing)) continue;
    const write = put(context, claim, counts, standing).finally(() => writes.delete(write));
    writes.add(write);
    if (writes.size >= writesAtOnce) await Promise.race(writes);
  }
  await Promise.all(writes);
}

function differs(claim: Kept, counts: RecentCounts, standing: Standing): boolean {
  return (
    claim.reportsLastDay !== counts.reportsLastDay ||
    (claim.reportsRecently ?? 0) !== counts.reportsRecently ||
    claim.priorityParts === undefined ||
    isNoticeable(claim.priority, standing.priority) ||
    // It will not be due again: the last little step, or it would be looked at in every turn.
    (claim.priorityDue !== undefined && standing.priorityDue === undefined)
  );
}

async function put(context: Context, claim: Kept, counts: RecentCounts, standing: Standing): Promise<void> {
  const update: UpdateQuery<Claim> = { $set: { ...counts, ...standing } };
  if (!standing.priorityDue) update.$unset = { priorityDue: 1 };
  await context.models.Claim.updateOne(
    // A report or an act that came meanwhile worked the priority out as well, and that one is the better one.
    {
      _id: claim._id,
      reportCount: claim.reportCount,
      priority: claim.priority,
      topic: claim.topic,
      ...(claim.touchedAt && { touchedAt: claim.touchedAt }),
    },
    update,
  );
}

type RecentCounts = Required<Pick<Claim, 'reportsLastDay' | 'reportsRecently'>>;
type RecentReports = (claim: Types.ObjectId) => RecentCounts;

/** How many reports that count each claim got of late. */
async function countRecent(context: Context, now: Date): Promise<RecentReports> {
  const count = async (hours: number) => {
    const counted = await context.models.Report.aggregate<{
      _id: { claim: unknown; surplus?: boolean };
      count: number;
    }>([
      { $match: { createdAt: { $gt: new Date(now.getTime() - hours * hour) } } },
      { $group: { _id: { claim: '$claim', surplus: '$surplus' }, count: { $sum: 1 } } },
    ]);
    return new Map(
      counted.flatMap(({ _id: { claim, surplus }, count: reports }) =>
        surplus ? [] : [[String(claim), reports]],
      ),
    );
  };
  const [lastDay, recently] = await Promise.all([count(24), count(recentHours)]);
  return (claim) => ({
    reportsLastDay: lastDay.get(String(claim)) ?? 0,
    reportsRecently: recently.get(String(claim)) ?? 0,
  });
}

/** A claim that came back leaves the queue again when its answer was corrected, or the setting was. */
async function recountResurfaced(context: Context): Promise<void> {
  const back = await context.models.Claim.find({ 'resurfaced.at': { $gt: new Date(0) } })
    .sort({ 'resurfaced.at': 1 })
    .select('_id')
    .limit(mostBack)
    .lean();
  for (const { _id } of back) await tallyClaim(context, _id);
}

export const refreshPrioritiesJob: Job = {
  name: 'refresh-priorities',
  everySeconds: 60,
  alone: true,
  run: refreshPriorities,
};
