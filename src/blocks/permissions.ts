import { canReassign, canTriage } from '../accounts/permissions.js';
import type { SignedIn } from '../web/request.js';
import type { Block } from './block.model.js';

/** Whoever works on the queue sees the flood first. */
export function canBlock(person: Pick<SignedIn, 'role'>): boolean {
  return canTriage(person);
}

/** Whoever made a block, and editors and admins. */
export function canLift(person: Pick<SignedIn, 'id' | 'role'>, { by }: Pick<Block, 'by'>): boolean {
  return canReassign(person) || String(by.person) === String(person.id);
}
