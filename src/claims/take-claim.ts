import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { canReassign, isNewsroom } from '../accounts/permissions.js';
import type { Context } from '../context.js';
import { badInput, notAllowed } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, ClaimChanged, claimForChange, nextStatus } from './change-claim.js';
import type { Actor, Claim } from './claim.model.js';

interface Asked {
  id: string;
  by: SignedIn;
  version?: number;
}

/**
 * Takes a claim: others see who has it.
 *
 * @throws ClaimChanged when somebody has it already, AppError `wrong_state`, `not_found`.
 */
export async function takeClaim(context: Context, { id, by, version }: Asked): Promise<Claim> {
  const claim = await claimForChange(context, id, version);
  if (claim.status === 'checking') throw new ClaimChanged(claim);
  const status = nextStatus(claim, 'take');
  const assignee = { ...actorOf(by), at: context.clock.now() };
  return changeClaim(context, claim, actorOf(by), { action: 'taken', set: { status, assignee } });
}

/**
 * Gives a claim to a colleague, whoever has it now: for editors and admins.
 *
 * @throws AppError `not_allowed`, `bad_input` when there is no such colleague; as takeClaim.
 */
export async function handOverClaim(
  context: Context,
  { id, by, version, to }: Asked & { to: string },
): Promise<Claim> {
  if (!canReassign(by) && to !== String(by.id)) throw notAllowed();
  const claim = await claimForChange(context, id, version);
  const has = claim.status === 'checking';
  if (has && !canReassign(by)) throw new ClaimChanged(claim);
  const colleague = await context.models.Person.findById(new Types.ObjectId(to)).lean();
  if (!colleague || colleague.disabledAt || !isNewsroom(colleague))
    throw badInput({ person: { reason: 'not_an_id' } });
  const status = nextStatus(claim, has ? 'hand-over' : 'take');
  const receiver: Actor = { person: colleague._id, name: colleague.name };
  return changeClaim(context, claim, actorOf(by), {
    action: 'taken',
    detail: { for: receiver.name },
    set: { status, assignee: { ...receiver, at: context.clock.now() } },
  });
}

/**
 * Lets a claim go: one's own, or for editors and admins anybody's.
 *
 * @throws AppError `not_allowed` when a colleague has it; as takeClaim.
 */
export async function releaseClaim(context: Context, { id, by, version }: Asked): Promise<Claim> {
  const claim = await claimForChange(context, id, version);
  const status = nextStatus(claim, 'release');
  if (!canRelease(by, claim)) throw notAllowed('desk.notYours');
  return changeClaim(context, claim, actorOf(by), {
    action: 'released',
    set: { status },
    unset: ['assignee'],
  });
}

/** May this person let the claim go? */
export function canRelease(person: Pick<SignedIn, 'id' | 'role'>, claim: Pick<Claim, 'assignee'>): boolean {
  return canReassign(person) || String(claim.assignee?.person) === String(person.id);
}
