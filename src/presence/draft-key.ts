import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Config } from '../config.js';
import { keyFor } from '../privacy/secret-keys.js';

/**
 * Says that the server gave a person this id for a draft, which is nowhere else before it is saved.
 *
 * @returns 32 hex digits.
 */
export function draftKey({ secret }: Pick<Config, 'secret'>, draft: string, person: Types.ObjectId): string {
  return createHmac('sha256', keyFor(secret, 'draft of a person'))
    .update(`${draft.toLowerCase()} ${String(person)}`)
    .digest('hex')
    .slice(0, 32);
}

/** Is it the key of this draft for this person? */
export function isDraftKey(
  config: Pick<Config, 'secret'>,
  given: string | undefined,
  { draft, person }: { draft: string; person: Types.ObjectId },
): boolean {
  const right = Buffer.from(draftKey(config, draft, person));
  const told = Buffer.from(given ?? '');
  return told.length === right.length && timingSafeEqual(told, right);
}
