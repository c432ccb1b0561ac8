import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import { endSessions } from './own-sessions.js';
import type { Person, Role } from './person.model.js';

/** Everybody, by name. */
export async function listPeople(context: Context): Promise<Omit<Person, 'passwordHash'>[]> {
  const people = await context.models.Person.find({}).lean();
  return people.sort((left, right) => left.name.localeCompare(right.name, 'id'));
}

/**
 * Gives a person another role.
 *
 * @throws AppError `not_found`, `wrong_state` when no admin would be left.
 */
export async function changeRole(context: Context, id: Types.ObjectId, role: Role): Promise<void> {
  const before = await context.models.Person.findOneAndUpdate({ _id: id }, { $set: { role } }).lean();
  if (!before) throw notFound();
  if (before.role === 'admin' && role !== 'admin' && !before.disabledAt) {
    await keepAnAdmin(context, () =>
      context.models.Person.updateOne({ _id: id }, { $set: { role: 'admin' } }),
    );
  }
}

/**
 * Shuts a person out at once: their sessions and tokens end, their name stays in histories.
 *
 * @throws AppError `not_found`, `wrong_state` when no admin would be left.
 */
export async function disablePerson(context: Context, id: Types.ObjectId): Promise<void> {
  const { Person, Token } = context.models;
  const before = await Person.findOneAndUpdate(
    { _id: id },
    { $set: { disabledAt: context.clock.now() } },
  ).lean();
  if (!before) throw notFound();
  if (before.role === 'admin' && !before.disabledAt) {
    await keepAnAdmin(context, () => Person.updateOne({ _id: id }, { $unset: { disabledAt: 1 } }));
  }
  await endSessions(context, id);
  await Token.deleteMany({ person: id });
}

/** Lets a disabled person in again, with the password they had. @throws AppError `not_found` */
export async function enablePerson(context: Context, id: Types.ObjectId): Promise<void> {
  const done = await context.models.Person.updateOne({ _id: id }, { $unset: { disabledAt: 1 } });
  if (done.matchedCount === 0) throw notFound();
}

// No single write can count the others, and two admins may remove each other at the same moment: so each writes
// first, counts then, and takes its own write back when nobody is left. Both may give way; never do both succeed.
async function keepAnAdmin(context: Context, takeBack: () => PromiseLike<unknown>): Promise<void> {
  const left = await context.models.Person.countDocuments({
    role: 'admin',
    disabledAt: { $exists: false },
  });
  if (left > 0) return;
  await takeBack();
  throw new AppError('wrong_state', { message: 'accounts.lastAdmin' });
}
