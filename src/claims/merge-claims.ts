import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError, badInput } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange, nextStatus, recordOnClaim } from './change-claim.js';
import type { Actor, Claim } from './claim.model.js';
import { findClaim, followMerges } from './find-claim.js';
import { indexClaim } from './index-claims.js';
import { moveReports, settleClaims } from './move-reports.js';
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
  // In turn with each other, since A into B and B into A must see each other's writes; and with reports, so that none
  // is put into a claim while it is being merged. Other processes may still do either: see the repairs.
  return inTurn(context, async () => {
    const from = await claimForChange(context, asked.id, asked.version);
    const into = await mergeTarget(context, from, asked.into);
    const status = nextStatus(from, 'merge');
    const merged = await changeClaim(context, from, actorOf(asked.by), {
      action: 'merged',
      detail: { into: String(into._id), statement: into.statement },
      set: { status, mergedInto: into._id },
      unset: ['assignee', 'setAside'],
    });
    // Another process may have merged the other way round at this moment: both give way then.
    if (!(await followMerges(context, merged))) {
      await unmerge(context, merged, from);
      throw new AppError('conflict', { message: 'desk.mergedMeanwhile' });
    }
    // Without an end of the chain at this moment, the job that finishes merges finds one soon.
    return (await finishMerge(context, merged)) ?? into;
  });
}

/** The claim that another may be merged into. @throws AppError `bad_input` */
export async function mergeTarget(context: Context, from: Claim, idOrSlug: string): Promise<Claim> {
  const into = await findClaim(context, idOrSlug);
  if (!into) throw badInput({ into: { reason: 'claim_unknown' } });
  if (String(into._id) === String(from._id)) throw badInput({ into: { reason: 'claim_itself' } });
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
  const by = merged.activity.findLast(({ action }) => action === 'merged')?.by;
  await moveReports(context, merged._id, target._id, by?.person);
  await noteAbsorbed(context, target._id, merged, by);
  const settled = await settleClaims(context, [merged._id, target._id]);
  return settled.find(({ _id }) => String(_id) === String(target._id)) ?? null;
}

// The filter makes a repeat harmless: what was noted once is not noted again.
async function noteAbsorbed(
  context: Context,
  target: Types.ObjectId,
  merged: Claim,
  by: Actor | undefined,
): Promise<void> {
  // A claim that was closed because its last report had moved brings nothing that was not told already.
  if (merged.reportCount === 0) return;
  const from = String(merged._id);
  const claim = await context.models.Claim.findById(target).select('activity').lean();
  const noted = claim?.activity.some(
    ({ action, detail }) => action === 'absorbed' && detail?.['from'] === from,
  );
  if (noted) return;
  await recordOnClaim(context, target, by, {
    action: 'absorbed',
    detail: { from, statement: merged.statement, reports: String(merged.reportCount) },
  });
}

/**
 * Puts away a claim that was opened for reports which, as it turned out, stay where they are. It is merged rather than
 * deleted: another process may have it in its index already, and a report that is put into it there moves on.
 */
export async function discardClaim(context: Context, opened: Claim, into: Types.ObjectId): Promise<void> {
  const merged = await changeClaim(context, opened, undefined, {
    action: 'merged',
    detail: { into: String(into) },
    set: { status: 'merged', mergedInto: into },
  });
  await indexClaim(context, merged);
}

/**
 * Takes a merge back that met another one the other way round.
 *
 * @param before the claim as it was, when this process knows.
 */
export async function unmerge(
  context: Context,
  merged: Claim,
  before?: Pick<Claim, 'status' | 'assignee' | 'setAside'>,
): Promise<void> {
  // No version is expected: the other merge may have written to this claim's history already.
  const reopened = await context.models.Claim.findOneAndUpdate(
    { _id: merged._id, status: 'merged', mergedInto: merged.mergedInto },
    {
      $set: {
        status: before?.status ?? 'open',
        updatedAt: context.clock.now(),
        ...(before?.assignee && { assignee: before.assignee }),
        ...(before?.setAside && { setAside: before.setAside }),
      },
      $unset: { mergedInto: 1 },
      $inc: { version: 1 },
      $push: { activity: { at: context.clock.now(), action: 'reopened' } },
    },
    { returnDocument: 'after' },
  ).lean();
  if (reopened) await settleClaims(context, [reopened._id]);
}
