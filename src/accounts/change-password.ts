import type { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import { oweLetter } from '../notices/owe-letter.js';
import type { Language } from '../web/languages.js';
import type { SignedIn } from '../web/request.js';
import { endSessions, shutOut } from './own-sessions.js';
import { hashPassword, oneTimePassword } from './password.js';
import { checkOwnPassword, type Asking } from './second-step.js';
import { setPassword } from './set-password.js';

/**
 * Replaces one's own password; every other browser is signed out, and every token is revoked: whoever knew the old
 * password may have made it. Tokens of somebody who chooses their first password were given to them on purpose.
 *
 * @param here the session that stays, the browser, and the language of the letter about it.
 * @returns how many tokens were revoked.
 * @throws AppError `bad_input` when the current password is wrong.
 */
export async function changePassword(
  context: Context,
  person: SignedIn,
  given: { current: string; password: string },
  here: { sessionId: string } & Asking,
): Promise<number> {
  await checkOwnPassword(context, person.id, given.current, here);
  const passwordHash = await hashPassword(given.password);
  await context.models.Person.updateOne(
    { _id: person.id },
    { $set: { passwordHash, mustChangePassword: false } },
  );
  await endSessions(context, person.id, here.sessionId);
  const tokens = person.mustChangePassword
    ? 0
    : (await context.models.Token.deleteMany({ person: person.id })).deletedCount;
  await tellPasswordChanged(context, { _id: person.id, name: person.name }, here.language, tokens);
  return tokens;
}

/** Tells the audit log, and the person, that their password is another one. */
export async function tellPasswordChanged(
  context: Context,
  person: { _id: Types.ObjectId; name: string },
  language: Language,
  tokensRevoked = 0,
): Promise<void> {
  const { _id, name } = person;
  await recordAction(context, {
    by: { person: _id, name },
    action: 'person.password-changed',
    on: { kind: 'person', id: String(_id), label: name },
    ...(tokensRevoked > 0 && { after: { tokensRevoked } }),
  });
  await oweLetter(context, {
    key: `password:${String(_id)}:${context.clock.now().toISOString()}`,
    to: { person: _id },
    language,
    about: 'passwordChanged',
    params: { name },
  });
}

/**
 * Gives a person a one-time password, unlocks the account, signs them out everywhere and revokes their tokens: what the
 * command line does, where no letter may be sent.
 *
 * @returns the password, to be told to them once.
 * @throws AppError `not_found`
 */
export async function resetPassword(context: Context, id: Types.ObjectId): Promise<string> {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  const person = await setPassword(context, id, { passwordHash, mustChangePassword: true });
  if (!person) throw notFound();
  // Whoever had the old password may have made tokens with it.
  await shutOut(context, id);
  await recordAction(context, {
    action: 'person.password-reset',
    on: { kind: 'person', id: String(id), label: person.name },
  });
  return password;
}
