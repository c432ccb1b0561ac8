import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { changeClaim, ClaimChanged } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { finishMerge, unmerge } from './merge-claims.js';
import { settleClaims } from './move-reports.js';
import { finishSplit } from './split-claim.js';

/** How far back each turn looks again, in milliseconds: writes of other processes may carry a slightly older time. */
const overlap = 10 * 60 * 1000;
/** An empty claim younger than this may still be getting its first report. */
const emptyFor = 10 * 60 * 1000;

const lookedUntil = new WeakMap<Context, Date>();

/**
 * Finishes merges and splits that a process left half done when it died, and moves on reports that were put into a
 * claim at the moment it was merged. Looks at everything once, then at what changed.
 */
export async function finishMoves(context: Context): Promise<void> {
  const { Claim } = context.models;
  const now = context.clock.now();
  const since = lookedUntil.get(context);
  const recent = since && { updatedAt: { $gte: new Date(since.getTime() - overlap) } };
  const merged = await Claim.find({ ...recent, status: 'merged' }).lean();
  for (const claim of merged) {
    if (await isHighestOfCircle(context, claim)) await unmerge(context, claim);
    else if (await isUnfinished(context, claim)) await finishMerge(context, claim);
  }
  // Without a time to look from, only claims that anybody can still work on are worth the walk.
  const split = await Claim.find({ ...(recent ?? { status: { $in: ['open', 'checking'] } }) })
    .select('activity updatedAt')
    .lean();
  for (const claim of split) {
    if (claim.activity.some(({ action, detail }) => action === 'split' && detail?.['reports'])) {
      await finishSplit(context, claim);
    }
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
      const merged = await changeClaim(context, claim, moved?.by, {
        action: 'merged',
        detail: { into: to, statement: target.statement },
        set: { status: 'merged', mergedInto: target._id },
      });
      await settleClaims(context, [merged._id]);
    } catch (error) {
      // Somebody works on it after all.
      if (!(error instanceof ClaimChanged)) throw error;
    }
  }
}

export const finishMovesJob: Job = { name: 'finish-moves', everySeconds: 60, alone: true, run: finishMoves };
