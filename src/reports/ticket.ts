import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so a ticket survives handwriting and telephones. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;
const readable = new RegExp(`^[${digits}]{${length}}$`, 'u');

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
