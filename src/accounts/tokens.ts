import { createHash, randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import { oweLetter } from '../notices/owe-letter.js';
import type { Language } from '../web/languages.js';
import { actorOf } from './actor.js';
import type { Scope } from './scopes.js';
import type { Token } from './token.model.js';

/** More keys than this nobody can keep apart. */
const mostTokens = 20;

const day = 24 * 60 * 60 * 1000;

/** Under which a token is kept. @returns hex SHA-256. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

export interface NewToken {
  label: string;
  /** Missing: whatever the person may. */
  scopes?: readonly Scope[];
  /** Missing: until it is revoked. */
  days?: number;
}

/**
 * Makes a key to the staff API.
 *
 * @returns the token itself, which is kept nowhere: whoever loses it makes another.
 * @throws AppError `wrong_state` when the person has too many.
 */
export async function addToken(
  context: Context,
  person: Types.ObjectId,
  given: NewToken | string,
): Promise<{ token: string; id: Types.ObjectId }> {
  const { Token } = context.models;
  const { label, scopes, days } = typeof given === 'string' ? { label: given } : given;
  if ((await Token.countDocuments({ person })) >= mostTokens) {
    throw new AppError('wrong_state', { message: 'accounts.tooManyTokens', params: { count: mostTokens } });
  }
  // The prefix lets secret scanners and people recognise it.
  const token = `saring_${randomBytes(32).toString('base64url')}`;
  const id = new Types.ObjectId();
  const now = context.clock.now();
  await Token.create({
    _id: id,
    hash: hashToken(token),
    person,
    label,
    ...(scopes && { scopes: [...scopes] }),
    ...(days !== undefined && { expiresAt: new Date(now.getTime() + days * day) }),
    createdAt: now,
  });
  return { token, id };
}

/** Tells the audit log, and the person, that somebody made a token in their name. */
export async function tellNewToken(
  context: Context,
  person: { id: Types.ObjectId; name: string },
  made: NewToken & { id: Types.ObjectId },
  { own, language }: { own: boolean; language: Language },
): Promise<void> {
  const { id, label, scopes, days } = made;
  await recordAction(context, {
    ...(own && { by: actorOf(person) }),
    action: 'token.made',
    on: { kind: 'token', id: String(id), label },
    after: { person: person.name, scopes: scopes ?? 'all', ...(days !== undefined && { days }) },
    key: `token.made:${String(id)}`,
  });
  await oweLetter(context, {
    key: `token:${String(id)}`,
    to: { person: person.id },
    language,
    about: 'newToken',
    params: { name: person.name, label },
    path: '/meja/akun',
  });
}

/** A person's tokens, newest first, without anything that would open a door. */
export async function tokensOf(
  context: Context,
  person: Types.ObjectId,
): Promise<Omit<Token, 'hash' | 'person'>[]> {
  const tokens = await context.models.Token.find({ person }).select('-hash -person').lean();
  return tokens.sort((left, right) => right.createdAt.getTime() - left.createdAt.getTime());
}

/** Ends one of a person's own tokens at once. @throws AppError `not_found` also for somebody else's. */
export async function revokeToken(
  context: Context,
  person: { id: Types.ObjectId; name: string },
  id: string,
): Promise<void> {
  const { Token } = context.models;
  const own = { _id: new Types.ObjectId(id), person: person.id };
  const token = await Token.findOne(own).lean();
  const gone = await Token.deleteOne(own);
  if (!token || gone.deletedCount === 0) throw notFound();
  await recordAction(context, {
    by: actorOf(person),
    action: 'token.revoked',
    on: { kind: 'token', id, label: token.label },
  });
}
