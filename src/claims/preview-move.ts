import type { Request } from 'express';
import type { Types } from 'mongoose';
import { answersOf } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import type { Report } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';
import { queuedClaim } from './desk-claim.view.js';

/** What it changes for the reporters when reports of a claim, all or some, go to another: before it is done. */
export async function previewMove(
  context: Context,
  request: Request,
  move: {
    claim: Claim;
    target: Claim;
    reports: { claim: Types.ObjectId } | { _id: { $in: Report['_id'][] } };
  },
) {
  const { claim, target, reports } = move;
  const answer = (await answersOf(context, [target._id])).get(String(target._id));
  const waiting = answer ? await context.models.Report.countDocuments({ ...reports, wantsNews: true }) : 0;
  const now = context.clock.now();
  return {
    claim: queuedClaim(claim, now, request.t),
    target: queuedClaim(target, now, request.t),
    answer,
    waiting,
    statusChanges: claim.status !== target.status,
  };
}
