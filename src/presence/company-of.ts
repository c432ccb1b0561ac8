import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Doing } from './hold-presence.js';
import type { Place, Presence } from './presence.model.js';

/** A colleague who is somewhere at this moment. */
export interface Colleague {
  person: Types.ObjectId;
  name: string;
  state: Doing;
  since: Date;
  place: Place;
  about: readonly Types.ObjectId[];
}

/** More than these nobody reads, and no newsroom has so many people about. */
const mostHeld = 200;

/**
 * Who is at any of these claims and articles now: one query by an index, however many there are.
 *
 * @param but somebody who need not be told of themselves.
 * @returns the ones who write first, then by how long they are there.
 */
export async function companyAt(
  context: Context,
  about: readonly Types.ObjectId[],
  but: Types.ObjectId,
): Promise<Colleague[]> {
  if (about.length === 0) return [];
  const now = context.clock.now();
  const held = await context.models.Presence.find({ about: { $in: about }, expiresAt: { $gt: now } })
    .limit(mostHeld)
    .lean();
  return held
    .filter(({ person }) => !person.equals(but))
    .flatMap((presence) => colleagueOf(presence, now) ?? [])
    .sort(writersFirst);
}

/**
 * Who is at each of these claims now, for a list of claims: on its page, or in an article that answers it.
 *
 * @returns by the claim's id; a claim where nobody is has no entry. Each person comes once a claim.
 */
export async function presenceOf(
  context: Context,
  claims: readonly Types.ObjectId[],
  but: Types.ObjectId,
): Promise<Map<string, Colleague[]>> {
  const wanted = new Set(claims.map(String));
  const found = new Map<string, Colleague[]>();
  // Writers come first, so that of one person's two places the one where they write is kept.
  for (const colleague of await companyAt(context, claims, but)) {
    for (const id of colleague.about.map(String).filter((id) => wanted.has(id))) {
      const company = found.get(id) ?? [];
      if (!company.some(({ person }) => person.equals(colleague.person))) company.push(colleague);
      found.set(id, company);
    }
  }
  return found;
}

function colleagueOf(presence: Presence, now: Date): Colleague | undefined {
  const { person, name, since, place, about, lookingUntil, writingUntil } = presence;
  const told = { person, name, since, place, about };
  if (writingUntil && writingUntil > now) return { ...told, state: 'writing' };
  return lookingUntil > now ? { ...told, state: 'looking' } : undefined;
}

function writersFirst(left: Colleague, right: Colleague): number {
  if (left.state !== right.state) return left.state === 'writing' ? -1 : 1;
  return left.since.getTime() - right.since.getTime() || left.name.localeCompare(right.name, 'id');
}
