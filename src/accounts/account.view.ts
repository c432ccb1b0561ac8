import type { Invitation } from './invitation.model.js';
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
  /** Signing in takes a code, too. */
  secondStep: boolean;
  /** The short name of the agency that they belong to. */
  agency?: string;
  agencyId?: string;
  /** The admin who looks. */
  self: boolean;
  createdAt: Date;
}

/** @param asking who looks and when, and the agencies' short names by their ids. */
export function listedPerson(
  person: Omit<Person, 'passwordHash'>,
  asking: { id: unknown; now: Date; agencies: ReadonlyMap<string, string> },
): ListedPerson {
  const agencyId = person.agency && String(person.agency);
  return {
    id: String(person._id),
    name: person.name,
    email: person.email,
    role: person.role,
    disabled: person.disabledAt !== undefined,
    locked: person.lockedUntil !== undefined && person.lockedUntil > asking.now,
    invited: person.mustChangePassword,
    secondStep: person.secondStepSince !== undefined,
    agency: agencyId === undefined ? undefined : asking.agencies.get(agencyId),
    agencyId,
    self: String(person._id) === String(asking.id),
    createdAt: person.createdAt,
  };
}

/** An invitation as an admin sees it: nothing that would open it. */
export function listedInvitation(
  invitation: Invitation,
  asking: { now: Date; agencies: ReadonlyMap<string, string> },
) {
  const { _id, kind, name, email, role, agency, by, createdAt, expiresAt } = invitation;
  return {
    id: String(_id),
    reset: kind === 'reset',
    name,
    email,
    role,
    agency: agency && asking.agencies.get(String(agency)),
    by: by?.name,
    createdAt,
    expiresAt,
    expired: expiresAt <= asking.now,
  };
}

/** A token as its person sees it: nothing that would open a door. */
export function listedToken(token: Omit<Token, 'hash' | 'person'>, now: Date) {
  return {
    id: String(token._id),
    label: token.label,
    scopes: token.scopes,
    expiresAt: token.expiresAt,
    expired: token.expiresAt !== undefined && token.expiresAt <= now,
    createdAt: token.createdAt,
    lastUsedAt: token.lastUsedAt,
  };
}
