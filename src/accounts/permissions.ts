import type { SignedIn } from '../web/request.js';

type Who = Pick<SignedIn, 'role'>;

/** Verifiers, editors and admins work on the queue: take, group, set aside, note. */
export function canTriage(_person: Who): boolean {
  return true;
}

/** Taking a claim away from a colleague, or giving it to one. */
export function canReassign(person: Who): boolean {
  return person.role === 'editor' || person.role === 'admin';
}

/** People, their roles and their passwords. */
export function canAdminister(person: Who): boolean {
  return person.role === 'admin';
}
