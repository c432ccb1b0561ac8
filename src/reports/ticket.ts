import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so a ticket survives handwriting and telephones. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;
const readable = new RegExp(`^[${digits}]{${length}}$`, 'u');
const between = String.raw`[\s\p{Pd}_.]{0,3}`;
/** A ticket among other words: behind its SRG, or at the end of an address of its page. */
const amongWords = new RegExp(
  `(?:(?<![\\p{L}\\p{N}])SRG${between}|/LACAK/)([\\p{L}\\p{N}]{4})${between}([\\p{L}\\p{N}]{4})(?![\\p{L}\\p{N}])`,
  'gu',
);
/** What people paste is a message or an address; nobody looks for a ticket in more. */
const longestPaste = 2000;

/** A new random ticket, such as `SRG-7K3Q-9FXD`: one of 2^40. */
export function newTicket(): string {
  return written(Array.from({ length }, () => digits.charAt(randomInt(digits.length))).join(''));
}

const written = (code: string) => `SRG-${code.slice(0, 4)}-${code.slice(4)}`;

/**
 * Reads a ticket as people type it: lower case, spaces or no dashes, without `SRG`, O for 0, I or L for 1.
 * @returns the ticket as it is stored, or null when it cannot be one.
 */
export function readTicket(typed: string): string | null {
  if (typeof typed !== 'string' || typed.length > 100) return null;
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}_.]/gu, '')
    .replace(/^SRG(?=.{8}$)/u, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1');
  return readable.test(code) ? written(code) : null;
}

/**
 * Finds a ticket in what was pasted: "tiket saya SRG-7K3Q-9FXD ya", or the address of its page.
 * @returns the first one as it is stored, or null when there is none.
 */
export function findTicket(pasted: string): string | null {
  const whole = readTicket(pasted);
  if (whole !== null) return whole;
  const text = pasted.slice(0, longestPaste).normalize('NFKC').toUpperCase();
  for (const [, first = '', second = ''] of text.matchAll(amongWords)) {
    const ticket = readTicket(first + second);
    if (ticket !== null) return ticket;
  }
  return null;
}
