import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { SignedIn } from '../web/request.js';
import type { Place } from './presence.model.js';

/** Milliseconds that a lease lasts when nobody renews it. */
export const lasts = { looking: 45_000, writing: 90_000 } as const;
export type Doing = keyof typeof lasts;

export interface Here {
  place: Place;
  /** The claim, or the article. */
  id: Types.ObjectId;
  /** The claims that an article answers. */
  claims?: readonly Types.ObjectId[];
  person: Pick<SignedIn, 'id' | 'name'>;
  /** Which opened page says so. */
  page: string;
}

const idOf = ({ id, person }: Pick<Here, 'id' | 'person'>) => `${String(id)}:${String(person.id)}`;

/**
 * Somebody is here, for as long as the lease lasts. Renewing one that holds is a single write.
 *
 * @param anew the page was just opened: what was being written on the one before it is saved or given up. Another tab
 * of the same person that is still writing says so again with its next beat.
 */
export async function holdPresence(
  context: Context,
  here: Here,
  doing: Doing,
  { anew = false } = {},
): Promise<void> {
  const { Presence } = context.models;
  const now = context.clock.now();
  const until = (milliseconds: number) => new Date(now.getTime() + milliseconds);
  const _id = idOf(here);
  const set = {
    place: here.place,
    about: [here.id, ...(here.claims ?? [])],
    person: here.person.id,
    name: here.person.name,
    page: here.page,
    lookingUntil: until(lasts.looking),
    expiresAt: until(Math.max(...Object.values(lasts))),
    ...(doing === 'writing' && { writingUntil: until(lasts.writing) }),
  };
  const stopped = doing === 'looking' && { $unset: { writingUntil: 1 } };
  const held = await Presence.updateOne(
    { _id, expiresAt: { $gt: now } },
    { $set: set, ...(anew && stopped) },
  );
  if (held.matchedCount > 0) return;
  // What ran out may stand in the store for a moment yet: it is begun anew.
  await Presence.updateOne({ _id }, { $set: { ...set, since: now }, ...stopped }, { upsert: true });
}

/**
 * Somebody closed the page. Whoever went on from it to the same place again has a newer page there already, and a
 * second tab renewed the lease since: both stay.
 */
export async function endPresence(
  context: Context,
  here: Pick<Here, 'id' | 'person' | 'page'>,
): Promise<void> {
  await context.models.Presence.deleteOne({ _id: idOf(here), page: here.page });
}
