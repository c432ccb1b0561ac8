import type { Context } from '../context.js';
import type { Claim } from './claim.model.js';
import { priorityOf } from './priority.js';
import { tallyClaim } from './tally-claim.js';

type Queued = Pick<
  Claim,
  | '_id'
  | 'reportCount'
  | 'reportsLastDay'
  | 'firstReportedAt'
  | 'lastReportedAt'
  | 'priority'
  | 'version'
  | 'createdAt'
>;

const fields = {
  reportCount: 1,
  reportsLastDay: 1,
  firstReportedAt: 1,
  lastReportedAt: 1,
  priority: 1,
  version: 1,
  createdAt: 1,
} as const;

/** A claim whose report never came is removed after this, in milliseconds. */
const patience = 60 * 60 * 1000;
/** A smaller change of priority is not worth a write. */
const tellingChange = 0.05;

/**
 * Weighs the waiting claims anew: time passes, so troubles fade and waiting grows. Removes claims that were opened
 * for a report which was never stored, because a process died in between. Safe to repeat.
 */
export async function weighQueue(context: Context): Promise<void> {
  const { Claim } = context.models;
  const now = context.clock.now();
  for (const status of ['open', 'checking'] as const) {
    const claims = Claim.find({ status }, fields).lean<Queued[]>().cursor({ batchSize: 500 });
    for await (const claim of claims as AsyncIterable<Queued>) {
      if (
        claim.reportCount === 0 &&
        claim.version === 0 &&
        now.getTime() - claim.createdAt.getTime() > patience
      ) {
        await removeIfEmpty(context, claim);
      } else if (claim.reportsLastDay > 0) {
        await tallyClaim(context, claim._id);
      } else {
        const priority = priorityOf(claim, now);
        // `updatedAt` stays: nothing that an index holds has changed.
        if (Math.abs(priority - claim.priority) >= tellingChange) {
          await Claim.updateOne({ _id: claim._id }, { $set: { priority } });
        }
      }
    }
  }
}

async function removeIfEmpty(context: Context, claim: Queued): Promise<void> {
  const counted = await tallyClaim(context, claim._id);
  if (!counted || counted.reportCount > 0) return;
  await context.models.Claim.deleteOne({ _id: claim._id, version: 0, reportCount: 0 });
  context.matcher.remove(String(claim._id));
  context.claimSearch.remove(String(claim._id));
}
