import type { Types } from 'mongoose';
import { seal } from '../privacy/seal.js';
import type { Context } from '../context.js';
import { isDuplicate } from '../store/duplicate.js';

export interface OwedLetter {
  /** Names the letter: a second one with it is dropped, so that what may be repeated sends one. */
  key: string;
  to: { person: Types.ObjectId } | { email: string };
  /** Indonesian unless told otherwise. */
  language?: 'id' | 'en';
  /** Its words: `notices.letters.<about>.subject` and `.body` in the language files. */
  about: string;
  params?: Record<string, string>;
  /** A path of this site; it stands under the text as an address. Forgotten once the letter is sent. */
  path?: string;
}

/**
 * Owes a letter to a member of staff, or to somebody who is invited to become one. It goes out through the outbox, as
 * news to reporters does: sent once, tried again, shown on the desk. Safe to repeat.
 */
export async function oweLetter(context: Context, owed: OwedLetter): Promise<void> {
  const now = context.clock.now();
  const { key, to, language = 'id', about, params = {}, path } = owed;
  try {
    await context.models.Notice.create({
      key: `letter:${key}`,
      kind: 'letter',
      letter: {
        ...to,
        language,
        about,
        params,
        ...(path !== undefined && { path: seal(context.config, 'letter', `letter:${key}`, path) }),
      },
      status: context.mailer.configured ? 'waiting' : 'kept',
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
