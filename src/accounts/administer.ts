import type { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import { oweLetter } from '../notices/owe-letter.js';
import { translatorOf } from '../notices/translator.js';
import { agencyFor, withdrawLinksOf, withdrawLinkTo, type Asker } from './invite.js';
import { actorOf } from './actor.js';
import { shutOut } from './own-sessions.js';
import type { Person, Role } from './person.model.js';

/** Everybody, by name. */
export async function listPeople(context: Context): Promise<Omit<Person, 'passwordHash'>[]> {
  const people = await context.models.Person.find({}).lean();
  return people.sort((left, right) => left.name.localeCompare(right.name, 'id'));
}

/**
 * Gives a person another role. Links that they made as an admin are withdrawn.
 *
 * @param given `agency` is needed with the role `agency`.
 * @returns how many links were withdrawn.
 * @throws AppError `not_found`, `bad_input` for an agency that does not exist, `wrong_state` when no admin would be left.
 */
export async function changeRole(
  context: Context,
  id: Types.ObjectId,
  given: { role: Role; agency?: Types.ObjectId },
  asker: Asker,
): Promise<number> {
  const { Person } = context.models;
  const { role } = given;
  const agency = await agencyFor(context, role, given.agency);
  const change = agency ? { $set: { role, agency } } : { $set: { role }, $unset: { agency: 1 } };
  const before = await Person.findOneAndUpdate({ _id: id }, change).lean();
  if (!before) throw notFound();
  if (before.role === 'admin' && role !== 'admin' && !before.disabledAt) {
    await keepAnAdmin(context, () =>
      Person.updateOne({ _id: id }, { $set: { role: 'admin' }, $unset: { agency: 1 } }),
    );
  }
  if (before.role === role && String(before.agency) === String(agency)) return 0;
  // Between the newsroom and an agency it is another desk altogether: what was begun at the one ends.
  if ((before.role === 'agency') !== (role === 'agency')) {
    await shutOut(context, id);
  }
  const { name } = before;
  await record(context, asker, 'person.role-changed', before, {
    before: { role: before.role, ...(before.agency && { agency: String(before.agency) }) },
    after: { role, ...(agency && { agency: String(agency) }) },
  });
  const withdrawn = before.role === 'admin' ? await withdrawLinksOf(context, id, asker) : 0;
  await oweLetter(context, {
    key: `role:${String(id)}:${context.clock.now().toISOString()}`,
    to: { person: id },
    language: asker.language,
    about: 'roleChanged',
    params: { name, role: translatorOf(asker.language)(`words.roles.${role}`) },
  });
  return withdrawn;
}

/**
 * Shuts a person out at once: their sessions and tokens end, and links that they made are withdrawn; their name stays in
 * histories.
 *
 * @returns how many links were withdrawn.
 * @throws AppError `not_found`, `wrong_state` when no admin would be left.
 */
export async function disablePerson(context: Context, id: Types.ObjectId, asker: Asker): Promise<number> {
  const { Person } = context.models;
  const now = context.clock.now();
  const before = await Person.findOneAndUpdate({ _id: id }, { $set: { disabledAt: now } }).lean();
  if (!before) throw notFound();
  if (before.role === 'admin' && !before.disabledAt) {
    await keepAnAdmin(context, () => Person.updateOne({ _id: id }, { $unset: { disabledAt: 1 } }));
  }
  await shutOut(context, id);
  await withdrawLinkTo(context, before.email);
  await record(context, asker, 'person.disabled', before);
  return withdrawLinksOf(context, id, asker);
}

/** Lets a disabled person in again, with the password they had. @throws AppError `not_found` */
export async function enablePerson(context: Context, id: Types.ObjectId, asker: Asker): Promise<void> {
  const before = await context.models.Person.findOneAndUpdate(
    { _id: id },
    { $unset: { disabledAt: 1 } },
  ).lean();
  if (!before) throw notFound();
  await record(context, asker, 'person.enabled', before);
}

/** Takes a lock off that wrong passwords or codes put on. @throws AppError `not_found` */
export async function unlockPerson(context: Context, id: Types.ObjectId, asker: Asker): Promise<void> {
  const { Device, Person } = context.models;
  const before = await Person.findOneAndUpdate(
    { _id: id },
    { $set: { failures: 0, codeFailures: 0 }, $unset: { lockedUntil: 1 } },
  ).lean();
  if (!before) throw notFound();
  await Device.updateMany(
    { person: id },
    { $set: { failures: 0, codeFailures: 0 }, $unset: { lockedUntil: 1 } },
  );
  await record(context, asker, 'person.unlocked', before);
}

function record(
  context: Context,
  { by }: Asker,
  action: string,
  person: Pick<Person, '_id' | 'name'>,
  change: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
): Promise<void> {
  return recordAction(context, {
    ...(by && { by: actorOf(by) }),
    action,
    on: { kind: 'person', id: String(person._id), label: person.name },
    ...change,
  });
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
