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
  const { Claim, Report } = context.models;
  const now = context.clock.now();
  const yesterday = new Date(now.getTime() - day);
  for (const status of ['open', 'checking'] as const) {
    const claims = await Claim.find({ status })
      .select('reportCount reportsLastDay firstReportedAt lastReportedAt priority')
      .lean();
    const writes = [];
    for (const claim of claims) {
      // A report that came meanwhile was counted when it came: only yesterday's must be taken off.
      const reportsLastDay =
        claim.reportsLastDay === 0
          ? 0
          : await Report.countDocuments({ claim: claim._id, createdAt: { $gt: yesterday } });
      const priority = priorityOf({ ...claim, reportsLastDay }, now);
      const same = reportsLastDay === claim.reportsLastDay;
      if (same && Math.abs(priority - claim.priority) < smallestShift) continue;
      writes.push({
        updateOne: {
          // A tally in between knows better.
          filter: { _id: claim._id, reportCount: claim.reportCount },
          update: { $set: { priority, reportsLastDay } },
        },
      });
      if (writes.length >= atOnce) await Claim.bulkWrite(writes.splice(0), { ordered: false });
    }
    if (writes.length > 0) await Claim.bulkWrite(writes, { ordered: false });
  }
}

export const refreshPrioritiesJob: Job = {
  name: 'refresh-priorities',
  everySeconds: 300,
  alone: true,
  run: refreshPriorities,
};
