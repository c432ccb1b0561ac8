import type { Context } from '../context.js';
import { changeClaim } from './change-claim.js';
import type { Actor, Claim } from './claim.model.js';
import { finishMerge, mergeChange } from './merge-claims.js';

/** A claim that lost its last report says nothing any more: its address leads to where that report went. */
export async function closeWhenEmpty(
  context: Context,
  by: Actor | undefined,
  left: Claim,
  target: Claim,
): Promise<void> {
  if (left.reportCount > 0 || (left.status !== 'open' && left.status !== 'checking')) return;
  const merged = await changeClaim(context, left, by, mergeChange(left, target));
  await finishMerge(context, merged);
}
