import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange, nextStatus } from './change-claim.js';
import type { Claim, SetAsideReason } from './claim.model.js';
import { indexClaim } from './index-claims.js';

interface Asked {
  id: string;
  by: SignedIn;
  version?: number;
}

/**
 * Sets a claim aside: it will not be checked, its reporters are told why, and later reports do not join it.
 *
 * @throws ClaimChanged, AppError `wrong_state`, `not_found`.
 */
export async function setAsideClaim(
  context: Context,
  { id, by, version, reason, note }: Asked & { reason: SetAsideReason; note?: string },
): Promise<Claim> {
  const claim = await claimForChange(context, id, version);
  const status = nextStatus(claim, 'set-aside');
  const after = await changeClaim(context, claim, actorOf(by), {
    action: 'set-aside',
    detail: { reason, ...(note && { note }) },
    set: { status, setAside: { reason, ...(note && { note }) } },
    unset: ['assignee'],
  });
  await indexClaim(context, after);
  return after;
}

/** Brings a claim back that was set aside. @throws as setAsideClaim. */
export async function reopenClaim(context: Context, { id, by, version }: Asked): Promise<Claim> {
  const claim = await claimForChange(context, id, version);
  const status = nextStatus(claim, 'reopen');
  const after = await changeClaim(context, claim, actorOf(by), {
    action: 'reopened',
    set: { status },
    unset: ['setAside'],
  });
  await indexClaim(context, after);
  return after;
}
