import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { priorityOf } from './priority.js';

const day = 24 * 60 * 60 * 1000;
/** Smaller shifts than this do not change what a verifier takes next, and every write costs. */
const smallestShift = 0.02;
const atOnce = 500;

/**
 * Priorities change by themselves, as trouble fades and waiting counts: works them out again for every claim in the
 * queue. Neither `version` nor `updatedAt` moves: nobody's open page goes stale, and no index is built again.
 */
export async function refreshPriorities(context: Context): Promise<void> {
  const { Claim } = context.models;
  const now = context.clock.now();
  const lastDay = await countLastDay(context, new Date(now.getTime() - day));
  for (const status of ['open', 'checking'] as const) {
    const claims = await Claim.find({ status })
      .select('reportCount reportsLastDay firstReportedAt lastReportedAt priority')
      .lean();
    const writes = [];
    for (const claim of claims) {
      const reportsLastDay = lastDay.get(String(claim._id)) ?? 0;
      const priority = priorityOf({ ...claim, reportsLastDay }, now);
      const same = reportsLastDay === claim.reportsLastDay;
      if (same && Math.abs(priority - claim.priority) < smallestShift) continue;
      writes.push({
        updateOne: {
          // A report that came meanwhile was counted when it came, and that count is the better one.
          filter: { _id: claim._id, reportCount: claim.reportCount },
          update: { $set: { priority, reportsLastDay } },
        },
      });
      if (writes.length >= atOnce) await Claim.bulkWrite(writes.splice(0), { ordered: false });
    }
    if (writes.length > 0) await Claim.bulkWrite(writes, { ordered: false });
  }
}

/** How many reports each claim got since a time; claims without any are missing. */
async function countLastDay(context: Context, since: Date): Promise<Map<string, number>> {
  const counted = await context.models.Report.aggregate<{ _id: unknown; count: number }>([
    { $match: { createdAt: { $gt: since } } },
    { $group: { _id: '$claim', count: { $sum: 1 } } },
  ]);
  return new Map(counted.map(({ _id, count }) => [String(_id), count]));
}

export const refreshPrioritiesJob: Job = {
  name: 'refresh-priorities',
  everySeconds: 300,
  alone: true,
  run: refreshPriorities,
};
