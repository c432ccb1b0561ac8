import { createHash, randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import type { Token } from './token.model.js';

/** More keys than this nobody can keep apart. */
const mostTokens = 20;

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * Makes a key to the staff API.
 *
 * @returns the token itself, which is kept nowhere: whoever loses it makes another.
 * @throws AppError `wrong_state` when the person has too many.
 */
export async function addToken(
  context: Context,
  person: Types.ObjectId,
  label: string,
): Promise<{ token: string }> {
  const { Token } = context.models;
  if ((await Token.countDocuments({ person })) >= mostTokens) {
    throw new AppError('wrong_state', { message: 'accounts.tooManyTokens', params: { count: mostTokens } });
  }
  // The prefix lets secret scanners and people recognise it.
  const token = `saring_${randomBytes(32).toString('base64url')}`;
  await Token.create({
    _id: new Types.ObjectId(),
    hash: hashToken(token),
    person,
    label,
    createdAt: context.clock.now(),
  });
  return { token };
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
export async function revokeToken(context: Context, person: Types.ObjectId, id: string): Promise<void> {
  const gone = await context.models.Token.deleteOne({ _id: new Types.ObjectId(id), person });
  if (gone.deletedCount === 0) throw notFound();
}
