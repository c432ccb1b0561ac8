import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { badInput, notFound } from '../errors.js';
import { endSessions } from './own-sessions.js';
import { checkPassword, hashPassword, oneTimePassword } from './password.js';

/**
 * Replaces one's own password; every other browser is signed out.
 *
 * @param sessionId the session that stays.
 * @throws AppError `bad_input` when the current password is wrong.
 */
export async function changePassword(
  context: Context,
  id: Types.ObjectId,
  given: { current: string; password: string },
  sessionId: string,
): Promise<void> {
  const { Person } = context.models;
  const person = await Person.findById(id).select('+passwordHash').lean();
  if (!person) throw notFound();
  if (!(await checkPassword(given.current, person.passwordHash))) {
    throw badInput({ current: { reason: 'password_wrong' } });
  }
  const passwordHash = await hashPassword(given.password);
  await Person.updateOne({ _id: id }, { $set: { passwordHash, mustChangePassword: false } });
  await endSessions(context, id, sessionId);
}

/**
 * Gives a person a one-time password, unlocks the account, signs them out everywhere and revokes their tokens.
 *
 * @returns the password, to be told to them once.
 * @throws AppError `not_found`
 */
export async function resetPassword(context: Context, id: Types.ObjectId): Promise<string> {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  const done = await context.models.Person.updateOne(
    { _id: id },
    { $set: { passwordHash, mustChangePassword: true, failures: 0 }, $unset: { lockedUntil: 1 } },
  );
  if (done.matchedCount === 0) throw notFound();
  await endSessions(context, id);
  // Whoever had the old password may have made tokens with it.
  await context.models.Token.deleteMany({ person: id });
  return password;
}
