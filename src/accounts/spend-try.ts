import type { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import type { Language } from '../web/languages.js';
import { oweLetter } from '../notices/owe-letter.js';

/** How long an account stays locked after too many wrong passwords or codes, in milliseconds. */
const lockedFor = 15 * 60 * 1000;

/** Passwords and codes are counted apart: whoever knows the password must not get new tries at codes by it. */
export type Counter = 'failures' | 'codeFailures';

export interface Try {
  /** False when no try is left: whatever was given is not to be looked at. */
  may: boolean;
  /** This try was the last one: the account is locked until then, unless it was right. */
  lockedUntil?: Date;
}

/**
 * Spends one of an account's tries before what was given is looked at, so that guesses sent at the same moment cannot
 * all slip through before the first of them is counted. The last try locks the account.
 */
export async function spendTry(context: Context, _id: Types.ObjectId, counter: Counter): Promise<Try> {
  const { Person } = context.models;
  const now = context.clock.now();
  const before = context.config.signInAttempts - 1;
  const free = { _id, $or: [{ lockedUntil: null }, { lockedUntil: { $lte: now } }] };
  // Somebody from before codes were counted has no number there: none is few, and with one try allowed also many.
  const none = { [counter]: null };
  const few = before > 0 ? [{ [counter]: { $lt: before } }, none] : [{ [counter]: { $lt: before } }];
  const many = before > 0 ? [{ [counter]: { $gte: before } }] : [{ [counter]: { $gte: before } }, none];
  const spent = await Person.updateOne({ $and: [free, { $or: few }] }, { $inc: { [counter]: 1 } });
  if (spent.modifiedCount === 1) return { may: true };
  const lockedUntil = new Date(now.getTime() + lockedFor);
  const last = await Person.updateOne(
    { $and: [free, { $or: many }] },
    { $set: { [counter]: 0, lockedUntil } },
  );
  return last.modifiedCount === 1 ? { may: true, lockedUntil } : { may: false };
}

/** What was given was right: the tries begin anew, and a lock that this very try set is taken off. */
export async function forgiveTries(
  context: Context,
  _id: Types.ObjectId,
  counter: Counter,
  { lockedUntil }: Try,
): Promise<void> {
  const { Person } = context.models;
  await Person.updateOne({ _id }, { $set: { [counter]: 0 } });
  // Nobody else's lock: codes may have locked the account while a right password was being checked.
  if (lockedUntil) await Person.updateOne({ _id, lockedUntil }, { $unset: { lockedUntil: 1 } });
}

/** Tells the person, and the audit log, that a wrong try locked the account. */
export async function tellLocked(
  context: Context,
  person: { _id: Types.ObjectId; name: string },
  { lockedUntil }: Try,
  language: Language,
): Promise<void> {
  if (!lockedUntil) return;
  const key = `locked:${String(person._id)}:${lockedUntil.toISOString()}`;
  await recordAction(context, {
    action: 'sign-in.failed-locked',
    on: { kind: 'person', id: String(person._id), label: person.name },
    after: { lockedUntil },
    key,
  });
  await oweLetter(context, {
    key,
    to: { person: person._id },
    language,
    about: 'accountLocked',
    params: { name: person.name, attempts: String(context.config.signInAttempts) },
  });
}
