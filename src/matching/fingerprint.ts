import { createHash } from 'node:crypto';
import { readWords } from './words.js';

/**
 * Names exact repeats: the hexadecimal SHA-256 of the text after normalising (case, costume letters, punctuation,
 * chat spelling, how links and numbers are written). Two texts with the same words in the same order have the
 * same fingerprint. The empty string for a text without letters or digits, which repeats nothing.
 */
export function fingerprint(text: string): string {
  const plain = readWords(text)
    .map((word) => word.plain)
    .join(' ');
  return plain === '' ? '' : createHash('sha256').update(plain).digest('hex');
}
