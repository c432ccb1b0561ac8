import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { claimForChange } from './change-claim.js';
import type { Claim, ClaimActivity } from './claim.model.js';
import { followMerges } from './find-claim.js';
import { mergeClaims } from './merge-claims.js';
import { splitClaim } from './split-claim.js';

/**
 * Undoes a split: the reports that came with it and are still here go back to the claim that they came from, or to
 * where that one was merged since. A claim that would be left without any is merged after them.
 *
 * @param asked.move which split, as the claim's history names it; without it the last one.
 * @returns the claim that the reports are in now.
 * @throws ClaimChanged, AppError `wrong_state` when there is nothing to undo, `not_found`.
 */
export async function unsplitClaim(
  context: Context,
  asked: { id: string; by: SignedIn; version?: number; move?: string },
): Promise<Claim> {
  const { Claim, Report } = context.models;
  const claim = await claimForChange(context, asked.id, asked.version);
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  const nothing = new AppError('wrong_state', { message: 'desk.unsplit.nothing' });
  const step = undoableSplits(claim).findLast(
    ({ detail }) => asked.move === undefined || detail?.['move'] === asked.move,
  );
  const source = step && (await Claim.findById(step.detail?.['from']).lean());
  const target = source && (await followMerges(context, source));
  const named = source?.activity.find(
    ({ action, detail }) =>
      action === 'split' && detail?.['reports'] && detail['move'] === step?.detail?.['move'],
  );
  if (!target || !named || target._id.equals(claim._id)) throw nothing;
  const ids = named.detail?.['reports']?.split(' ').map((id) => new Types.ObjectId(id)) ?? [];
  const here = await Report.find({ _id: { $in: ids }, claim: claim._id })
    .select('_id')
    .lean();
  if (here.length === 0) throw nothing;
  const way = { id: String(claim._id), into: String(target._id), by: asked.by, version: claim.version };
  if (here.length === (await Report.countDocuments({ claim: claim._id }))) return mergeClaims(context, way);
  const { created } = await splitClaim(context, {
    ...way,
    reports: here.map(({ _id }) => String(_id)),
    undoes: step?.detail?.['move'],
  });
  return created;
}

/** The steps that brought reports here by a split which was not undone yet. */
export function undoableSplits({ activity }: Pick<Claim, 'activity'>): ClaimActivity[] {
  const undone = new Set(activity.map(({ detail }) => detail?.['undoes']));
  return activity.filter(
    ({ action, detail }) =>
      action === 'split' && detail?.['from'] && detail['move'] && !undone.has(detail['move']),
  );
}
