import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { changeClaim, ClaimChanged } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { finishMerge, giveWay, isMergeTold, mergeChange } from './merge-claims.js';
import { settleClaims } from './move-reports.js';
import { finishSplits } from './split-claim.js';
import { finishUnmerge, isUnmergeUnfinished } from './unmerge-claim.js';

/** How far back each turn looks again, in milliseconds: writes of other processes may carry a slightly older time. */
const overlap = 10 * 60 * 1000;
/** An empty claim younger than this may still be getting its first report. */
const emptyFor = 10 * 60 * 1000;

const lookedUntil = new WeakMap<Context, Date>();

/**
 * Finishes merges, splits and undone merges that a process left half done when it died, and moves on reports that were
 * put into a claim at the moment it was merged. Looks at everything once, then at what changed.
 */
export async function finishMoves(context: Context): Promise<void> {
  const { Claim } = context.models;
  const now = context.clock.now();
  const since = lookedUntil.get(context);
  const recent = since && { updatedAt: { $gte: new Date(since.getTime() - overlap) } };
  const merged = Claim.find({ ...recent, status: 'merged' })
    .lean()
    .cursor();
  for await (const claim of merged as AsyncIterable<Claim>) {
    if (await isHighestOfCircle(context, claim)) await giveWay(context, claim);
    else if (await isUnfinished(context, claim)) await finishMerge(context, claim);
  }
  const moved = Claim.find({ ...recent, 'activity.action': { $in: ['split', 'unmerged'] } })
    .lean()
    .cursor();
  for await (const claim of moved as AsyncIterable<Claim>) {
    await finishSplits(context, claim);
    if (await isUnmergeUnfinished(context, claim)) await finishUnmerge(context, claim);
  }
  await closeEmptyClaims(context, now);
  lookedUntil.set(context, now);
}

/** Two processes merged crosswise and died before either took its merge back: the youngest claim gives way. */
async function isHighestOfCircle(context: Context, claim: Claim): Promise<boolean> {
  let current: Pick<Claim, '_id' | 'mergedInto'> | null = claim;
  const seen = new Set<string>();
  while (current?.mergedInto && !seen.has(String(current._id))) {
    seen.add(String(current._id));
    current = await context.models.Claim.findById(current.mergedInto).select('mergedInto').lean();
    if (current && String(current._id) > String(claim._id)) return false;
  }
  return String(current?._id) === String(claim._id);
}

async function isUnfinished(context: Context, claim: Claim): Promise<boolean> {
  const { Report } = context.models;
  if (claim.reportCount > 0) return true;
  if (await Report.exists({ claim: claim._id })) return true;
  if (!(await isMergeTold(context, claim))) return true;
  return (await Report.exists({ 'match.claim': claim._id, 'match.state': 'suggested' })) !== null;
}

// The last report of a claim was moved, and the process died before the claim was merged after it.
async function closeEmptyClaims(context: Context, now: Date): Promise<void> {
  const { Claim, Report } = context.models;
  const lowest = await Claim.find({ status: 'open' }).sort({ priority: 1, _id: 1 }).limit(50).lean();
  for (const claim of lowest) {
    if (claim.reportCount > 0 || claim.updatedAt.getTime() > now.getTime() - emptyFor) continue;
    const moved = claim.activity.findLast(({ action }) => action === 'match-confirmed');
    const to = moved?.detail?.['from'] === String(claim._id) ? moved.detail['to'] : undefined;
    if (!to || (await Report.exists({ claim: claim._id }))) continue;
    const target = await Claim.findById(to).lean();
    if (!target) continue;
    try {
      const merged = await changeClaim(context, claim, moved?.by, mergeChange(claim, target));
      await settleClaims(context, [merged._id]);
    } catch (error) {
      // Somebody works on it after all.
      if (!(error instanceof ClaimChanged)) throw error;
    }
  }
}

export const finishMovesJob: Job = { name: 'finish-moves', everySeconds: 60, alone: true, run: finishMoves };
