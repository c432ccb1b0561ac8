import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { tallyClaim } from './tally-claim.js';

/** In milliseconds; a report follows its claim within a moment. */
const patience = 60 * 60 * 1000;
const looked = 50;

/**
 * Removes claims that were opened for a report which was never stored, because the process died in between. Nobody
 * was given a ticket for it. Safe to repeat.
 */
export async function forgetEmptyClaims(context: Context): Promise<void> {
  const { Claim } = context.models;
  const before = context.clock.now().getTime() - patience;
  // Without reports a claim has no priority, so they lie at the end of the queue.
  const last = await Claim.find({ status: 'open' }).sort({ priority: 1, _id: 1 }).limit(looked).lean();
  for (const claim of last) {
    if (claim.reportCount > 0 || claim.version > 0 || claim.createdAt.getTime() > before) continue;
    const counted = await tallyClaim(context, claim._id);
    if (!counted || counted.reportCount > 0) continue;
    await Claim.deleteOne({ _id: claim._id, version: 0, reportCount: 0 });
    context.matcher.remove(String(claim._id));
    context.claimSearch.remove(String(claim._id));
  }
}

export const forgetEmptyClaimsJob: Job = {
  name: 'forget-empty-claims',
  everySeconds: 900,
  alone: true,
  run: forgetEmptyClaims,
};
