import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError, badInput } from '../errors.js';
import type { Report } from '../reports/report.model.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange, recordOnClaim } from './change-claim.js';
import type { Claim, ClaimActivity } from './claim.model.js';
import { labelDecision } from './label-decisions.js';
import { discardClaim, mergeTarget, newMove } from './merge-claims.js';
import { moveOf, settleClaims } from './move-reports.js';
import { openClaim } from './open-claim.js';
import { moveInTurn } from './move-turns.js';

/** More reports than this are not chosen by hand; the history of the claim names each. */
export const mostSplit = 200;

export interface SplitAsked {
  id: string;
  by: SignedIn;
  version?: number;
  /** Ids. */
  reports: readonly string[];
  /** Id or slug of the claim that they belong to; without it a new one is opened for them. */
  into?: string;
  /** The move that this one takes back. */
  undoes?: string;
}

/**
 * Puts chosen reports of a claim into a new claim of their own, or into another one.
 *
 * @returns the claim that was split and the one that the reports are in now.
 * @throws ClaimChanged, AppError `bad_input` when a report is not of this claim, none would be left, or the other
 * claim cannot take them, `wrong_state` for a merged claim, `not_found`.
 */
export async function splitClaim(
  context: Context,
  asked: SplitAsked,
): Promise<{ claim: Claim; created: Claim }> {
  // In turn with merges, so that none of the two claims is merged while reports are on their way.
  return moveInTurn(context, async () => {
    const claim = await claimForChange(context, asked.id, asked.version);
    if (claim.status === 'merged') {
      throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
    }
    const chosen = await chosenReports(context, claim, asked);
    return asked.into === undefined
      ? splitOff(context, asked, claim, chosen)
      : carry(context, asked, claim, await mergeTarget(context, claim, asked.into, 'claim_here'), chosen);
  });
}

async function chosenReports(context: Context, claim: Claim, asked: SplitAsked): Promise<Report[]> {
  const { Report } = context.models;
  const ids = [...new Set(asked.reports)].map((id) => new Types.ObjectId(id));
  const chosen = await Report.find({ _id: { $in: ids }, claim: claim._id })
    .sort({ createdAt: 1 })
    .lean();
  if (chosen.length === 0 || chosen.length < ids.length) {
    throw badInput({ reports: { reason: 'report_elsewhere' } });
  }
  if (chosen.length >= (await Report.countDocuments({ claim: claim._id }))) {
    throw badInput({ reports: { reason: asked.into === undefined ? 'reports_all' : 'reports_all_merge' } });
  }
  return chosen;
}

async function splitOff(context: Context, asked: SplitAsked, claim: Claim, chosen: readonly Report[]) {
  const [first] = chosen;
  const opened = await openClaim(context, {
    text: first?.text ?? '',
    urls: first?.urls ?? [],
    at: first?.createdAt ?? context.clock.now(),
  });
  try {
    return await carry(context, asked, claim, opened, chosen);
  } catch (error) {
    await discardClaim(context, opened, claim._id);
    throw error;
  }
}

async function carry(
  context: Context,
  { by, into, undoes }: SplitAsked,
  claim: Claim,
  to: Claim,
  chosen: readonly Report[],
): Promise<{ claim: Claim; created: Claim }> {
  const split = await changeClaim(context, claim, actorOf(by), {
    action: 'split',
    detail: {
      to: String(to._id),
      statement: to.statement,
      reports: chosen.map(({ _id }) => String(_id)).join(' '),
      move: newMove(),
      ...(into !== undefined && { moved: 'yes' }),
      ...(undoes && { undoes }),
    },
  });
  await labelDecision(context, split);
  await finishSplits(context, split);
  const { Claim } = context.models;
  const [after, created] = await Promise.all([
    Claim.findById(claim._id).lean(),
    Claim.findById(to._id).lean(),
  ]);
  return { claim: after ?? split, created: created ?? to };
}

/** Carries every split of a claim through that was left half done. Repeatable. */
export async function finishSplits(context: Context, claim: Claim): Promise<void> {
  for (const step of claim.activity) {
    if (step.action === 'split' && step.detail?.['reports']) await finishSplit(context, claim, step);
  }
}

/**
 * The reports that a step of the history names go to the other claim, but for those that somebody decided on since;
 * then both are counted, and the other one tells of it. What it tells of is done.
 */
async function finishSplit(context: Context, claim: Claim, step: ClaimActivity): Promise<void> {
  const { Claim, Report } = context.models;
  const { to: id, reports = '', moved, move } = step.detail ?? {};
  const to = id && (await Claim.findById(id).lean());
  if (!to || tellsOfSplit(to, claim, step)) return;
  const at = context.clock.now();
  await Report.updateMany(
    {
      _id: { $in: reports.split(' ').map((report) => new Types.ObjectId(report)) },
      claim: { $ne: to._id },
      'match.at': { $lte: step.at },
    },
    {
      $set: {
        claim: to._id,
        home: to._id,
        'match.claim': to._id,
        'match.state': 'confirmed',
        'match.decidedBy': 'verifier',
        'match.at': at,
        'match.words': [],
        'match.by': [],
        ...(step.by && { 'match.person': step.by.person }),
        updatedAt: at,
      },
      // What the engine said was said of the claim that it leaves.
      $unset: { 'match.was': 1, 'match.named': 1, 'match.against': 1, 'match.evidence': 1 },
      ...moveOf(moved ? 'moved' : 'split', at, claim._id, to._id),
    },
  );
  await settleClaims(context, [claim._id, to._id]);
  await recordOnClaim(context, to._id, step.by, {
    action: 'split',
    detail: {
      from: String(claim._id),
      statement: claim.statement,
      count: String(reports.split(' ').length),
      ...(moved && { moved }),
      ...(move && { move }),
    },
  });
}

const tellsOfSplit = ({ activity }: Claim, { _id }: Claim, { detail: told }: ClaimActivity) =>
  activity.some(
    ({ action, detail }) =>
      action === 'split' && detail?.['from'] === String(_id) && detail['move'] === told?.['move'],
  );
