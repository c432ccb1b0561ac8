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
  /** The known browser whose try it was. */
  device?: string;
}

/** Whose tries: those of a browser that the person is known to use are apart from everybody else's. */
export interface Whose {
  person: Types.ObjectId;
  /** See known-device.ts. */
  device?: string;
}

/**
 * Spends one of an account's tries before what was given is looked at, so that guesses sent at the same moment cannot
 * all slip through before the first of them is counted. The last try locks the account: for a known browser that browser
 * alone, and what strangers try locks no known browser.
 */
export async function spendTry(context: Context, whose: Whose, counter: Counter): Promise<Try> {
  const now = context.clock.now();
  const before = context.config.signInAttempts - 1;
  const free = { $or: [{ lockedUntil: null }, { lockedUntil: { $lte: now } }] };
  // Somebody from before codes were counted has no number there: none is few, and with one try allowed also many.
  const none = { [counter]: null };
  const few = before > 0 ? [{ [counter]: { $lt: before } }, none] : [{ [counter]: { $lt: before } }];
  const many = before > 0 ? [{ [counter]: { $gte: before } }] : [{ [counter]: { $gte: before } }, none];
  const spent = await update(context, whose, [free, { $or: few }], { $inc: { [counter]: 1 } });
  if (spent) return { may: true };
  const lockedUntil = new Date(now.getTime() + lockedFor);
  const last = await update(context, whose, [free, { $or: many }], { $set: { [counter]: 0, lockedUntil } });
  return last ? { may: true, lockedUntil, device: whose.device } : { may: false };
}

/** What was given was right: the tries begin anew, and a lock that this very try set is taken off. */
export async function forgiveTries(
  context: Context,
  whose: Whose,
  counter: Counter,
  { lockedUntil }: Try,
): Promise<void> {
  await update(context, whose, [], { $set: { [counter]: 0 } });
  // Nobody else's lock: codes may have locked the account while a right password was being checked.
  if (lockedUntil) await update(context, whose, [{ lockedUntil }], { $unset: { lockedUntil: 1 } });
}

/** @returns whether there was what the filters ask for. */
async function update(
  { models: { Device, Person } }: Context,
  { person, device }: Whose,
  filters: Record<string, unknown>[],
  change: Record<string, Record<string, unknown>>,
): Promise<boolean> {
  const { matchedCount } =
    device === undefined
      ? await Person.updateOne({ $and: [{ _id: person }, ...filters] }, change)
      : await Device.updateOne({ $and: [{ _id: device, person }, ...filters] }, change);
  return matchedCount === 1;
}

/** Tells the person, and the audit log, that a wrong try locked the account. */
export async function tellLocked(
  context: Context,
  person: { _id: Types.ObjectId; name: string },
  { lockedUntil, device }: Try,
  language: Language,
): Promise<void> {
  if (!lockedUntil) return;
  const key = `locked:${device ?? String(person._id)}:${lockedUntil.toISOString()}`;
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
