import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError, badInput } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange, recordOnClaim } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { discardClaim } from './merge-claims.js';
import { settleClaims } from './move-reports.js';
import { openClaim } from './open-claim.js';

/** More reports than this are not chosen by hand; the history of the claim names each. */
export const mostSplit = 200;

/**
 * Puts chosen reports of a claim into a new claim of their own.
 *
 * @returns the claim that was split and the new one.
 * @throws ClaimChanged, AppError `bad_input` when a report is not of this claim or none would be left,
 * `wrong_state` for a merged claim, `not_found`.
 */
export async function splitClaim(
  context: Context,
  asked: { id: string; by: SignedIn; version?: number; reports: readonly string[] },
): Promise<{ claim: Claim; created: Claim }> {
  const { Claim, Report } = context.models;
  const claim = await claimForChange(context, asked.id, asked.version);
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  const ids = [...new Set(asked.reports)].map((id) => new Types.ObjectId(id));
  const chosen = await Report.find({ _id: { $in: ids }, claim: claim._id })
    .sort({ createdAt: 1 })
    .lean();
  const [first] = chosen;
  if (!first || chosen.length < ids.length) throw badInput({ reports: { reason: 'report_elsewhere' } });
  if (chosen.length >= (await Report.countDocuments({ claim: claim._id }))) {
    throw badInput({ reports: { reason: 'reports_all' } });
  }
  const opened = await openClaim(context, { text: first.text, urls: first.urls, at: first.createdAt });
  let split: Claim;
  try {
    split = await changeClaim(context, claim, actorOf(asked.by), {
      action: 'split',
      detail: {
        to: String(opened._id),
        statement: opened.statement,
        reports: chosen.map(({ _id }) => String(_id)).join(' '),
      },
    });
  } catch (error) {
    await discardClaim(context, opened, claim._id);
    throw error;
  }
  await finishSplit(context, split);
  const [after, created] = await Promise.all([
    Claim.findById(claim._id).lean(),
    Claim.findById(opened._id).lean(),
  ]);
  return { claim: after ?? split, created: created ?? opened };
}

/**
 * Carries the last split of a claim through: the reports that its history names go to the new claim, but for those
 * that somebody decided on since. Repeatable.
 */
export async function finishSplit(context: Context, claim: Claim): Promise<void> {
  const { Claim, Report } = context.models;
  const step = claim.activity.findLast(({ action, detail }) => action === 'split' && detail?.['reports']);
  const to = step?.detail?.['to'];
  const reports = step?.detail?.['reports']?.split(' ').map((id) => new Types.ObjectId(id));
  if (!to || !reports) return;
  const opened = await Claim.findById(to).lean();
  if (!opened || opened.status === 'merged') return;
  const waiting = { _id: { $in: reports }, claim: claim._id, 'match.at': { $lte: step.at } };
  const noted = opened.activity.some(({ action, detail }) => action === 'split' && detail?.['from']);
  if (noted && !(await Report.exists(waiting))) return;
  await Report.updateMany(waiting, {
    $set: {
      claim: opened._id,
      'match.claim': opened._id,
      'match.state': 'confirmed',
      'match.decidedBy': 'verifier',
      'match.at': context.clock.now(),
      ...(step.by && { 'match.person': step.by.person }),
      updatedAt: context.clock.now(),
    },
  });
  if (!noted) {
    const detail = { from: String(claim._id), statement: claim.statement };
    await recordOnClaim(context, opened._id, step.by, { action: 'split', detail });
  }
  await settleClaims(context, [claim._id, opened._id]);
}
