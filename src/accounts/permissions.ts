import type { SignedIn } from '../web/request.js';

type Who = Pick<SignedIn, 'role'>;

/** Works here, rather than for an agency that is asked. */
export const isNewsroom = (person: Who) => person.role !== 'agency';

/** Everybody who signs in, an agency's people too. */
export const isSomebody = (_person: Who) => true;

/** Verifiers, editors and admins work on the queue: take, group, set aside, note. */
export function canTriage(person: Who): boolean {
  return isNewsroom(person);
}

/** Taking a claim away from a colleague, or giving it to one. */
export function canReassign(person: Who): boolean {
  return person.role === 'editor' || person.role === 'admin';
}

/** People, their roles and their passwords. */
export function canAdminister(person: Who): boolean {
  return person.role === 'admin';
}
