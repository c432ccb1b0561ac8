import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Person } from './person.model.js';

/**
 * Gives somebody another password than the one that they forgot, and takes off the locks that wrong ones put on: off the
 * account, and off every browser that they are known to use. Tries at codes stay counted.
 *
 * @param only what the person must be, beside who they are.
 * @returns the person with it, or null when nobody is that.
 */
export async function setPassword(
  context: Context,
  id: Types.ObjectId,
  set: Pick<Person, 'passwordHash' | 'mustChangePassword'>,
  only: { disabledAt?: { $exists: false } } = {},
): Promise<Person | null> {
  const { Device, Person } = context.models;
  const person = await Person.findOneAndUpdate(
    { _id: id, ...only },
    { $set: { ...set, failures: 0 }, $unset: { lockedUntil: 1 } },
    { returnDocument: 'after' },
  )
    .select('+passwordHash')
    .lean();
  if (person) await Device.updateMany({ person: id }, { $set: { failures: 0 }, $unset: { lockedUntil: 1 } });
  return person;
}
