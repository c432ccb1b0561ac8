import { actorOf } from '../accounts/actor.js';
import { carryThrough } from '../clarifications/carry-through.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange, recordOnClaim } from './change-claim.js';
import type { Claim, ClaimActivity } from './claim.model.js';
import { followMerges } from './find-claim.js';
import { labelDecision } from './label-decisions.js';
import { newMove, standingBefore } from './merge-claims.js';
import { bringBack, countAtHome, settleClaims } from './move-reports.js';
import { moveInTurn } from './move-turns.js';

/**
 * Undoes a merge: the claim stands again as it stood before, at its own address, with the reports that it and the
 * claims merged into it brought along, but for those that somebody decided on since. Reports that came to the other
 * claim later stay there. Should that one have been merged on, the reports come back from where they are now.
 *
 * One write decides, as with merging; everything after it may be repeated and is.
 *
 * @returns the claim, with its reports counted.
 * @throws ClaimChanged, AppError `wrong_state` for a claim that is not merged or to which nothing would come back,
 * `not_found`.
 */
export async function unmergeClaim(
  context: Context,
  asked: { id: string; by: SignedIn; version?: number },
): Promise<Claim> {
  // In turn with merges, which look where the chain ends and then move reports there.
  return moveInTurn(context, async () => {
    const merged = await claimForChange(context, asked.id, asked.version);
    if (merged.status !== 'merged' || !merged.mergedInto) {
      throw new AppError('wrong_state', { message: 'desk.unmerge.notMerged' });
    }
    const reports = await countAtHome(context, merged._id);
    if (reports === 0) throw new AppError('wrong_state', { message: 'desk.unmerge.nothing' });
    const target = await context.models.Claim.findById(merged.mergedInto).select('statement').lean();
    const restored = await changeClaim(context, merged, actorOf(asked.by), {
      action: 'unmerged',
      detail: {
        from: String(merged.mergedInto),
        statement: target?.statement ?? '',
        reports: String(reports),
        move: newMove(),
      },
      set: standingBefore(merged),
      unset: ['mergedInto', 'beforeMerge'],
    });
    await labelDecision(context, restored);
    await finishUnmerge(context, restored);
    await answerAgain(context, restored);
    return (await context.models.Claim.findById(restored._id).lean()) ?? restored;
  });
}

/**
 * Carries the undoing of a claim's last merge through: brings its reports back, counts both claims, and notes it at the
 * other one. Repeatable; does nothing for a claim that was merged once more.
 */
export async function finishUnmerge(context: Context, claim: Claim): Promise<void> {
  const step = undoStep(claim);
  if (!step || claim.status === 'merged') return;
  const { Claim } = context.models;
  const left = await bringBack(context, claim._id, step.by?.person);
  const from = await Claim.findById(step.detail?.['from']).lean();
  const end = from && (await followMerges(context, from));
  const others = [from, end].filter((other) => other !== null);
  const ids = new Map([claim._id, ...left, ...others.map(({ _id }) => _id)].map((id) => [String(id), id]));
  await settleClaims(context, [...ids.values()]);
  // Where the reports were first: what the other one tells is known to be done.
  for (const other of others.toReversed()) await noteReturned(context, other, claim, step);
}

/** Is there anything left to carry through of undoing a claim's last merge? */
export async function isUnmergeUnfinished(context: Context, claim: Claim): Promise<boolean> {
  const step = undoStep(claim);
  if (!step || claim.status === 'merged') return false;
  const from = await context.models.Claim.findById(step.detail?.['from']).select('activity').lean();
  if (from && !tellsOfReturn(from, step)) return true;
  // Another process may have been moving them while the merge was undone.
  const [all, here] = [
    await countAtHome(context, claim._id),
    await countAtHome(context, claim._id, claim._id),
  ];
  return here < all;
}

const undoStep = (claim: Pick<Claim, 'activity'>): ClaimActivity | undefined =>
  claim.activity.findLast(({ action }) => action === 'unmerged');

const tellsOfReturn = ({ activity }: Pick<Claim, 'activity'>, { detail: undone }: ClaimActivity) =>
  activity.some(({ action, detail }) => action === 'returned' && detail?.['move'] === undone?.['move']);

async function noteReturned(
  context: Context,
  { _id }: Claim,
  claim: Claim,
  step: ClaimActivity,
): Promise<void> {
  const other = await context.models.Claim.findById(_id).select('activity').lean();
  if (!other || tellsOfReturn(other, step)) return;
  const { reports = '', move = '' } = step.detail ?? {};
  await recordOnClaim(context, _id, step.by, {
    action: 'returned',
    detail: { to: String(claim._id), statement: claim.statement, reports, move },
  });
}

/** An article may have been published for the claim in the moment in which it was merged. */
async function answerAgain(context: Context, claim: Claim): Promise<void> {
  const article = await context.models.Clarification.findOne({ answers: claim._id }).select('_id').lean();
  if (article) await carryThrough(context, article._id);
}
