import type { Person } from './person.model.js';
import type { Token } from './token.model.js';

/** A member of staff as an admin sees them. */
export interface ListedPerson {
  id: string;
  name: string;
  email: string;
  role: Person['role'];
  disabled: boolean;
  locked: boolean;
  /** Has not chosen a password yet. */
  invited: boolean;
  /** The admin who looks. */
  self: boolean;
  createdAt: Date;
}

export function listedPerson(
  person: Omit<Person, 'passwordHash'>,
  asking: { id: unknown; now: Date },
): ListedPerson {
  return {
    id: String(person._id),
    name: person.name,
    email: person.email,
    role: person.role,
    disabled: person.disabledAt !== undefined,
    locked: person.lockedUntil !== undefined && person.lockedUntil > asking.now,
    invited: person.mustChangePassword,
    self: String(person._id) === String(asking.id),
    createdAt: person.createdAt,
  };
}

export function listedToken(token: Omit<Token, 'hash' | 'person'>) {
  return {
    id: String(token._id),
    label: token.label,
    createdAt: token.createdAt,
    lastUsedAt: token.lastUsedAt,
  };
}
