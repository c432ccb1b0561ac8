import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError, badInput } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange, nextStatus, recordOnClaim, type ClaimChange } from './change-claim.js';
import type { Claim, ClaimActivity } from './claim.model.js';
import { findClaim, followMerges } from './find-claim.js';
import { indexClaim } from './index-claims.js';
import { labelDecision } from './label-decisions.js';
import { moveReports, settleClaims } from './move-reports.js';
import { moveInTurn } from './move-turns.js';
import { inTurn } from './place-report.js';

/**
 * Merges a claim into another: it keeps its address, which leads on to the other, and its reports move there.
 *
 * One write decides (the claim becomes `merged`); everything after it may be repeated and is, by the job that
 * finishes merges, should this process die in between.
 *
 * @param into id or slug of the other claim.
 * @returns the other claim, with the reports counted.
 * @throws ClaimChanged, AppError `bad_input` for itself or an unknown or merged target, `wrong_state`, `not_found`.
 */
export async function mergeClaims(
  context: Context,
  asked: { id: string; into: string; by: SignedIn; version?: number },
): Promise<Claim> {
  // In turn with each other, since A into B and B into A must see each other's writes. Other processes may still do
  // both at once: see the repairs.
  return moveInTurn(context, async () => {
    const { merged, into } = await decideMerge(context, asked);
    await labelDecision(context, merged);
    // Without an end of the chain at this moment, the job that finishes merges finds one soon.
    return (await finishMerge(context, merged)) ?? into;
  });
}

/** In turn with reports, so that none is put into a claim while it is being merged. */
function decideMerge(
  context: Context,
  asked: { id: string; into: string; by: SignedIn; version?: number },
): Promise<{ merged: Claim; into: Claim }> {
  return inTurn(context, async () => {
    const from = await claimForChange(context, asked.id, asked.version);
    const into = await mergeTarget(context, from, asked.into);
    const merged = await changeClaim(context, from, actorOf(asked.by), mergeChange(from, into));
    // Another process may have merged the other way round at this moment: both give way then.
    if (!(await followMerges(context, merged))) {
      await giveWay(context, merged);
      throw new AppError('conflict', { message: 'desk.mergedMeanwhile' });
    }
    await indexClaim(context, merged);
    return { merged, into };
  });
}

/**
 * The one write of a merge: the claim keeps how it stood, so that the merge can be undone.
 * @throws AppError `wrong_state`
 */
export function mergeChange(from: Claim, into: Pick<Claim, '_id' | 'statement'>): ClaimChange {
  const { assignee, setAside } = from;
  return {
    action: 'merged',
    detail: {
      into: String(into._id),
      statement: into.statement,
      reports: String(from.reportCount),
      move: newMove(),
    },
    set: {
      status: nextStatus(from, 'merge'),
      mergedInto: into._id,
      beforeMerge: { status: from.status, ...(assignee && { assignee }), ...(setAside && { setAside }) },
    },
    unset: ['assignee', 'setAside'],
  };
}

/** Names a move of reports in the histories of both claims: each tells of it once. */
export const newMove = () => String(new Types.ObjectId());

/**
 * The claim that another may be merged into, or that reports of it may be moved to.
 *
 * @param itself what to say when that is the very same claim.
 * @throws AppError `bad_input`
 */
export async function mergeTarget(
  context: Context,
  from: Claim,
  idOrSlug: string,
  itself: 'claim_itself' | 'claim_here' = 'claim_itself',
): Promise<Claim> {
  const into = await findClaim(context, idOrSlug);
  if (!into) throw badInput({ into: { reason: 'claim_unknown' } });
  if (String(into._id) === String(from._id)) throw badInput({ into: { reason: itself } });
  if (into.status === 'merged') throw badInput({ into: { reason: 'claim_merged' } });
  return into;
}

/**
 * Carries a merge through: moves what is left of the claim's reports to where the chain of merges ends, counts both,
 * and notes it there. Repeatable.
 *
 * @returns the claim at the end of the chain, or null when there is none.
 */
export async function finishMerge(context: Context, merged: Claim): Promise<Claim | null> {
  const target = await followMerges(context, merged);
  if (!target) return null;
  const step = mergeStep(merged);
  await moveReports(context, merged._id, target._id, step?.by?.person);
  const settled = await settleClaims(context, [merged._id, target._id]);
  // Noted last: what is noted is known to be done.
  const noted = await noteAbsorbed(context, target, merged);
  return noted ?? settled.find(({ _id }) => _id.equals(target._id)) ?? null;
}

export const mergeStep = (claim: Pick<Claim, 'activity'>): ClaimActivity | undefined =>
  claim.activity.findLast(({ action }) => action === 'merged');

/** Does one of the claims that a merged one leads to tell in its history that it came? */
export async function isMergeTold(context: Context, merged: Claim): Promise<boolean> {
  const step = mergeStep(merged);
  // A claim that was closed because its last report had moved brings nothing that was not told already.
  if (Number(step?.detail?.['reports'] ?? merged.reportCount) === 0) return true;
  const seen = new Set([String(merged._id)]);
  let id = merged.mergedInto;
  while (id && !seen.has(String(id))) {
    seen.add(String(id));
    const target: Pick<Claim, 'activity' | 'mergedInto'> | null = await context.models.Claim.findById(id)
      .select('activity mergedInto')
      .lean();
    const told = target?.activity.some(
      ({ action, detail }) =>
        action === 'absorbed' &&
        detail?.['from'] === String(merged._id) &&
        detail['move'] === step?.detail?.['move'],
    );
    if (told) return true;
    id = target?.mergedInto;
  }
  return false;
}

async function noteAbsorbed(context: Context, { _id }: Claim, merged: Claim): Promise<Claim | null> {
  if (await isMergeTold(context, merged)) return null;
  const step = mergeStep(merged);
  const move = step?.detail?.['move'];
  return recordOnClaim(context, _id, step?.by, {
    action: 'absorbed',
    detail: {
      from: String(merged._id),
      statement: merged.statement,
      reports: step?.detail?.['reports'] ?? String(merged.reportCount),
      ...(move && { move }),
    },
  });
}

/**
 * Puts away a claim that was opened for reports which, as it turned out, stay where they are. It is merged rather than
 * deleted: another process may have it in its index already, and a report that is put into it there moves on.
 */
export async function discardClaim(context: Context, opened: Claim, into: Types.ObjectId): Promise<void> {
  const merged = await changeClaim(context, opened, undefined, {
    action: 'merged',
    detail: { into: String(into), reports: '0' },
    set: { status: 'merged', mergedInto: into },
  });
  await indexClaim(context, merged);
}

/** Takes a merge back, before any report moved, that met another one the other way round. */
export async function giveWay(context: Context, merged: Claim): Promise<void> {
  // No version is expected: the other merge may have written to this claim's history already.
  const reopened = await context.models.Claim.findOneAndUpdate(
    { _id: merged._id, status: 'merged', mergedInto: merged.mergedInto },
    {
      $set: { ...standingBefore(merged), updatedAt: context.clock.now() },
      $unset: { mergedInto: 1, beforeMerge: 1 },
      $inc: { version: 1 },
      $push: { activity: { at: context.clock.now(), action: 'reopened' } },
    },
    { returnDocument: 'after' },
  ).lean();
  if (reopened) await settleClaims(context, [reopened._id]);
}

/** How a merged claim stood before. */
export function standingBefore({ beforeMerge }: Claim): Pick<Claim, 'status' | 'assignee' | 'setAside'> {
  const { status = 'open', assignee, setAside } = beforeMerge ?? {};
  return { status, ...(assignee && { assignee }), ...(setAside && { setAside }) };
}
