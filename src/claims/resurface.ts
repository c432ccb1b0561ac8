import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { countThoseThatCount } from './mark-surplus.js';
import type { PrioritySetting } from './priority-setting.js';

const hour = 60 * 60 * 1000;

/** From when on reports of an answered claim count: what came before is what its answer, or a person, dealt with. */
async function countedFrom(context: Context, claim: Claim, quietHours: number): Promise<Date | undefined> {
  if (!claim.answeredAt) return undefined;
  const article =
    claim.clarification &&
    (await context.models.Clarification.findById(claim.clarification).select('changedAt').lean());
  const said = Math.max(claim.answeredAt.getTime(), article?.changedAt?.getTime() ?? 0);
  return new Date(Math.max(said + quietHours * hour, claim.restedAt?.getTime() ?? 0));
}

/**
 * Do reports of an answered claim keep coming? Those of the first hours after the answer, or after a correction of it,
 * belong to the wave that it answered; when enough come later, the answer did not reach people, or what goes round has
 * changed.
 *
 * What one sender repeats does not count: see mark-surplus.ts.
 *
 * @returns how many came and when the first of them did, or undefined while they are too few.
 */
export async function resurfacedOf(
  context: Context,
  claim: Claim,
  { resurfacing }: Pick<PrioritySetting, 'resurfacing'>,
): Promise<Claim['resurfaced']> {
  if (claim.status !== 'answered') return undefined;
  const from = await countedFrom(context, claim, resurfacing.quietHours);
  if (!from || claim.lastReportedAt <= from) return undefined;
  const later = { claim: claim._id, createdAt: { $gt: from } };
  const reports = await countThoseThatCount(context, later);
  if (reports < resurfacing.reports) return undefined;
  const first = await context.models.Report.findOne(later, { createdAt: 1 }).sort({ createdAt: 1 }).lean();
  return { reports, at: first?.createdAt ?? from };
}

/**
 * Says of a claim that came back that its answer is enough: it leaves the queue until as many reports again come.
 *
 * @throws AppError `wrong_state` when it is not back (any more), ClaimChanged, `not_found`.
 */
export async function restClaim(
  context: Context,
  { id, by, version }: { id: string; by: SignedIn; version?: number },
): Promise<Claim> {
  const claim = await claimForChange(context, id, version);
  if (claim.status !== 'answered' || !claim.resurfaced) {
    throw new AppError('wrong_state', { message: 'queue.notBack' });
  }
  return changeClaim(context, claim, actorOf(by), {
    action: 'rested',
    detail: { reports: String(claim.resurfaced.reports) },
    set: { restedAt: context.clock.now() },
    unset: ['resurfaced'],
  });
}
