import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { checkPassword } from './password.js';
import type { Person } from './person.model.js';

/** How long an account stays locked after too many wrong passwords, in milliseconds. */
const lockedFor = 15 * 60 * 1000;

/**
 * Checks an e-mail and a password.
 *
 * @throws AppError `not_signed_in`, with the same words and after the same work whether nobody has that e-mail, the
 * password is wrong, or the account is locked or disabled: an answer never tells who works here.
 */
export async function signIn(
  context: Context,
  given: { email: string; password: string },
): Promise<Omit<Person, 'passwordHash'>> {
  const { Person } = context.models;
  const person = await Person.findOne({ email: given.email.toLowerCase() }).select('+passwordHash').lean();
  const mayTry = person && !person.disabledAt ? await spendTry(context, person) : false;
  const matches = await checkPassword(given.password, person?.passwordHash);
  if (!person || !mayTry || !matches) throw new AppError('not_signed_in', { message: 'accounts.wrong' });
  await Person.updateOne({ _id: person._id }, { $set: { failures: 0 }, $unset: { lockedUntil: 1 } });
  const { passwordHash: _, ...known } = person;
  return known;
}

/**
 * Spends one of an account's tries before the password is looked at, so that guesses sent at the same moment cannot
 * all slip through before the first of them is counted. The last try locks the account; a right password unlocks it.
 *
 * @returns false when no try is left.
 */
async function spendTry(context: Context, { _id }: Person): Promise<boolean> {
  const { Person } = context.models;
  const now = context.clock.now();
  const before = context.config.signInAttempts - 1;
  const free = { _id, $or: [{ lockedUntil: null }, { lockedUntil: { $lte: now } }] };
  const spent = await Person.updateOne({ ...free, failures: { $lt: before } }, { $inc: { failures: 1 } });
  if (spent.modifiedCount === 1) return true;
  const last = await Person.updateOne(
    { ...free, failures: { $gte: before } },
    { $set: { failures: 0, lockedUntil: new Date(now.getTime() + lockedFor) } },
  );
  return last.modifiedCount === 1;
}
