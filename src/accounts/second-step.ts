import { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, badInput, conflict, notFound } from '../errors.js';
import { oweLetter } from '../notices/owe-letter.js';
import type { Language } from '../web/languages.js';
import type { SignedIn } from '../web/request.js';
import { actorOf } from './actor.js';
import { hashRecoveryCode, newKey, newRecoveryCodes, recoveryCode, stepOf } from './one-time-codes.js';
import { knownDevice } from './known-device.js';
import { endSessions } from './own-sessions.js';
import { checkPassword } from './password.js';
import type { SecondStep } from './person.model.js';
import { seal, unseal } from '../privacy/seal.js';
import { secretsOf } from '../privacy/secret-keys.js';
import { forgiveTries, spendTry, tellLocked } from './spend-try.js';

/** A key that a person is about to set up, sealed: it is kept in their session until a code proves that it works. */
export function newSealedKey(context: Context, id: Types.ObjectId): string {
  return seal(context.config, 'second step', String(id), newKey());
}

/** @returns the key, base32; undefined when it was sealed for another person or another SECRET. */
export function openKey(context: Context, id: Types.ObjectId, sealed: string): string | undefined {
  return unseal(context.config, 'second step', String(id), sealed);
}

/**
 * Turns the second step on, once a code shows that the person's app has the key.
 *
 * @returns the recovery codes, to be shown once.
 * @throws AppError `bad_input` for a wrong code, `conflict` when it is on already.
 */
export async function turnOnSecondStep(
  context: Context,
  by: SignedIn,
  given: { sealedKey: string; code: string },
  language: Language,
): Promise<string[]> {
  const now = context.clock.now();
  const key = openKey(context, by.id, given.sealedKey);
  const step = key && stepOf(key, tidied(given.code), now);
  if (!step) throw badInput({ code: { reason: 'code_wrong' } });
  const codes = newRecoveryCodes();
  const secondStep = {
    sealedKey: given.sealedKey,
    lastStep: step,
    recovery: hashAll(context, by.id, codes),
    edition: 1,
  };
  const turned = await context.models.Person.updateOne(
    { _id: by.id, secondStepSince: { $exists: false } },
    { $set: { secondStep, secondStepSince: now, codeFailures: 0 } },
  );
  if (turned.matchedCount === 0) throw conflict('accounts.twoStep.alreadyOn');
  await tell(context, by.id, by.name, { action: 'two-step.turned-on', about: 'twoStepOn', by, language });
  return codes;
}

/**
 * Checks a code of the app or a recovery code. Each is good once; tries are counted and lock the account.
 *
 * @returns how many recovery codes are left, when one was used.
 * @throws AppError `not_signed_in`, with the same words whatever is wrong.
 */
export async function checkSecondStep(
  context: Context,
  id: Types.ObjectId,
  code: string,
  { deviceCookie, language }: Asking,
): Promise<{ recoveryLeft?: number }> {
  const whose = { person: id, device: await knownDevice(context, id, deviceCookie) };
  const spent = await spendTry(context, whose, 'codeFailures');
  const person = await context.models.Person.findById(id).select('+secondStep').lean();
  const right =
    spent.may && person?.secondStep ? await useCode(context, id, person.secondStep, code) : undefined;
  if (!person || !right) {
    if (person) await tellLocked(context, person, spent, language);
    throw new AppError('not_signed_in', { message: 'accounts.twoStep.wrong' });
  }
  await forgiveTries(context, whose, 'codeFailures', spent);
  if (right.recoveryLeft !== undefined) {
    const { name } = person;
    const params = { left: String(right.recoveryLeft) };
    const by = { id, name };
    await tell(context, id, name, {
      action: 'two-step.recovery-used',
      about: 'recoveryUsed',
      by,
      language,
      params,
    });
  }
  return right;
}

/**
 * New recovery codes in place of the old ones. A code proves that it is the person who asks.
 *
 * @returns the codes, to be shown once.
 * @throws AppError `bad_input`
 */
export async function renewRecoveryCodes(
  context: Context,
  by: SignedIn,
  code: string,
  asking: Asking,
): Promise<string[]> {
  const { language } = asking;
  await checkOwnCode(context, by, code, asking);
  const codes = newRecoveryCodes();
  const renewed = await context.models.Person.updateOne(
    { _id: by.id, secondStepSince: { $exists: true } },
    { $set: { 'secondStep.recovery': hashAll(context, by.id, codes) }, $inc: { 'secondStep.edition': 1 } },
  );
  if (renewed.matchedCount === 0) throw conflict('accounts.twoStep.alreadyOff');
  await tell(context, by.id, by.name, {
    action: 'two-step.codes-renewed',
    about: 'recoveryRenewed',
    by,
    language,
  });
  return codes;
}

/** Turns one's own second step off: with the password and a code. @throws AppError `bad_input` */
export async function turnOffSecondStep(
  context: Context,
  by: SignedIn,
  given: { current: string; code: string },
  asking: Asking,
): Promise<void> {
  const { language } = asking;
  await checkOwnPassword(context, by.id, given.current, asking);
  await checkOwnCode(context, by, given.code, asking);
  await removeSecondStep(context, by.id);
  await tell(context, by.id, by.name, { action: 'two-step.turned-off', about: 'twoStepOff', by, language });
}

/**
 * An admin takes somebody's second step away, whose telephone and codes are gone: they sign in with the password alone,
 * and set it up anew. All their browsers are signed out.
 *
 * @throws AppError `not_found` also when they have none.
 */
export async function resetSecondStep(
  context: Context,
  by: SignedIn,
  id: Types.ObjectId,
  language: Language,
): Promise<void> {
  const name = await removeSecondStep(context, id);
  await endSessions(context, id);
  await tell(context, id, name, {
    action: 'two-step.reset',
    about: 'twoStepReset',
    by,
    language,
    params: { admin: by.name },
  });
}

/** The browser that somebody asks with, and the language of letters about it. */
export interface Asking {
  deviceCookie?: string;
  language: Language;
}

/**
 * Checks the password of somebody who is signed in already. Tries are counted as they are at signing in: whoever found a
 * browser open must not guess on.
 *
 * @throws AppError `bad_input` when it is not the person's password, or no try is left.
 */
export async function checkOwnPassword(
  context: Context,
  id: Types.ObjectId,
  password: string,
  { deviceCookie, language }: Asking,
): Promise<void> {
  const whose = { person: id, device: await knownDevice(context, id, deviceCookie) };
  const spent = await spendTry(context, whose, 'failures');
  const person = await context.models.Person.findById(id).select('+passwordHash').lean();
  const right = await checkPassword(password, person?.passwordHash);
  if (!spent.may) throw badInput({ current: { reason: 'password_tries' } });
  if (!right) {
    if (person) await tellLocked(context, person, spent, language);
    throw badInput({ current: { reason: spent.lockedUntil ? 'password_tries' : 'password_wrong' } });
  }
  await forgiveTries(context, whose, 'failures', spent);
}

async function checkOwnCode(context: Context, by: SignedIn, code: string, asking: Asking): Promise<void> {
  try {
    await checkSecondStep(context, by.id, code, asking);
  } catch (error) {
    if (error instanceof AppError) throw badInput({ code: { reason: 'code_wrong' } });
    throw error;
  }
}

const tidied = (code: string) => code.replaceAll(/[\s-]/g, '');

const hashAll = (context: Context, id: Types.ObjectId, codes: readonly string[]) =>
  codes.map((code) => hashRecoveryCode(context.config.secret, String(id), code));

async function useCode(
  context: Context,
  id: Types.ObjectId,
  secondStep: SecondStep,
  given: string,
): Promise<{ recoveryLeft?: number } | undefined> {
  const { Person } = context.models;
  const key = openKey(context, id, secondStep.sealedKey);
  const step = key && stepOf(key, tidied(given), context.clock.now());
  if (step) {
    // A code that was seen over a shoulder, or sent twice, is good for nobody: each step counts once.
    const used = await Person.updateOne(
      { _id: id, 'secondStep.lastStep': { $lt: step } },
      { $set: { 'secondStep.lastStep': step } },
    );
    return used.modifiedCount === 1 ? {} : undefined;
  }
  const code = recoveryCode(given);
  if (code === undefined) return undefined;
  const hashes = new Set(
    secretsOf(context.config).map((secret) => hashRecoveryCode(secret, String(id), code)),
  );
  const recovery = secondStep.recovery.filter((kept) => !hashes.has(kept));
  if (recovery.length === secondStep.recovery.length) return undefined;
  const used = await Person.updateOne(
    { _id: id, 'secondStep.edition': secondStep.edition },
    { $set: { 'secondStep.recovery': recovery }, $inc: { 'secondStep.edition': 1 } },
  );
  return used.modifiedCount === 1 ? { recoveryLeft: recovery.length } : undefined;
}

async function removeSecondStep(context: Context, id: Types.ObjectId): Promise<string> {
  const before = await context.models.Person.findOneAndUpdate(
    { _id: id, secondStepSince: { $exists: true } },
    { $unset: { secondStep: 1, secondStepSince: 1 }, $set: { codeFailures: 0 } },
  ).lean();
  if (!before) throw notFound();
  return before.name;
}

/** What changes how somebody signs in is recorded, and they are told of it. */
async function tell(
  context: Context,
  id: Types.ObjectId,
  name: string,
  told: {
    action: string;
    about: string;
    by: Pick<SignedIn, 'id' | 'name'>;
    language: Language;
    params?: Record<string, string>;
  },
): Promise<void> {
  const { action, about, by, language, params } = told;
  await recordAction(context, {
    by: actorOf(by),
    action,
    on: { kind: 'person', id: String(id), label: name },
  });
  await oweLetter(context, {
    key: `${action}:${String(new Types.ObjectId())}`,
    to: { person: id },
    language,
    about,
    params: { name, ...params },
  });
}
