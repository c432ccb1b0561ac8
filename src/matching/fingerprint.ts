import { createHash } from 'node:crypto';
import { readWords, type Word } from './words.js';

/** The fingerprint of a text that was read already. */
export function fingerprintOf(words: readonly Word[]): string {
  if (words.length === 0) return '';
  return createHash('sha256')
    .update(words.map((word) => word.plain).join(' '))
    .digest('hex');
}

/**
 * Names exact repeats: the hexadecimal SHA-256 of the text after normalising (case, costume letters, punctuation,
 * chat spelling, how links and numbers are written). Two texts with the same words in the same order have the
 * same fingerprint. The empty string for a text without letters or digits, which repeats nothing.
 */
export function fingerprint(text: string): string {
  return fingerprintOf(readWords(text));
}
