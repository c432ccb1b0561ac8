import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { Language } from '../web/languages.js';
import { knownDevice } from './known-device.js';
import { checkPassword } from './password.js';
import type { Person } from './person.model.js';
import { forgiveTries, spendTry, tellLocked } from './spend-try.js';

/**
 * Checks an e-mail and a password: the first step of signing in, and for many the only one.
 *
 * @param given `deviceCookie` of the browser: one that the person used before has tries of its own.
 * @param language of the letter that tells somebody that their account was locked.
 * @throws AppError `not_signed_in`, with the same words and after the same work whether nobody has that e-mail, the
 * password is wrong, or the account is locked or disabled: an answer never tells who works here.
 */
export async function signIn(
  context: Context,
  given: { email: string; password: string; deviceCookie?: string },
  language: Language = 'id',
): Promise<Person> {
  const { Person } = context.models;
  const person = await Person.findOne({ email: given.email.toLowerCase() }).select('+passwordHash').lean();
  const whose = person && {
    person: person._id,
    device: await knownDevice(context, person._id, given.deviceCookie),
  };
  const spent = whose && !person.disabledAt ? await spendTry(context, whose, 'failures') : { may: false };
  const matches = await checkPassword(given.password, person?.passwordHash);
  if (!whose || !spent.may || !matches) {
    if (person) await tellLocked(context, person, spent, language);
    throw new AppError('not_signed_in', { message: 'accounts.wrong' });
  }
  await forgiveTries(context, whose, 'failures', spent);
  return person;
}
