import { Types } from 'mongoose';
import { beginLog } from '../audit/chain-end.js';
import { chainKey } from '../audit/chain.js';
import type { Context } from '../context.js';
import { conflict } from '../errors.js';
import { hashPassword, oneTimePassword } from './password.js';
import type { Person, Role } from './person.model.js';
import { isDuplicate } from '../store/duplicate.js';

export interface AddedPerson {
  person: Omit<Person, 'passwordHash'>;
  /** Missing when the caller chose the password. Shown once, kept nowhere. */
  oneTimePassword?: string;
}

/**
 * Makes a member of staff. Without a password they get a one-time one, to be replaced at the first sign-in.
 *
 * @throws AppError `conflict` when somebody has that e-mail.
 */
export async function addPerson(
  context: Context,
  given: { email: string; name: string; role: Role; agency?: Types.ObjectId; password?: string },
): Promise<AddedPerson> {
  const invented = given.password === undefined ? oneTimePassword() : undefined;
  const person = {
    _id: new Types.ObjectId(),
    email: given.email.toLowerCase(),
    name: given.name,
    role: given.role,
    ...(given.agency && { agency: given.agency }),
    mustChangePassword: invented !== undefined,
    failures: 0,
    createdAt: context.clock.now(),
  };
  // From the first person on, a log that is empty and without its head was emptied.
  await beginLog(context, chainKey(context.config.secret));
  const passwordHash = await hashPassword(given.password ?? invented ?? '');
  try {
    await context.models.Person.create({ ...person, passwordHash });
  } catch (error) {
    if (isDuplicate(error)) {
      throw conflict('accounts.emailTaken', { email: person.email });
    }
    throw error;
  }
  return { person, ...(invented && { oneTimePassword: invented }) };
}
