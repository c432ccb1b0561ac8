import { hkdfSync } from 'node:crypto';
import type { Config } from '../config.js';

/** SECRET and the one before it, where there is one: what was made with either can still be read. */
export type Secrets = Pick<Config, 'secret' | 'secretBefore'>;

/**
 * A key of its own for one purpose, so that what is made with it is worth nothing elsewhere.
 *
 * @param purpose names it; with another name it is another key.
 * @returns 32 bytes, by HKDF-SHA-256 (RFC 5869).
 */
export function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `saring ${purpose}`, 32));
}

/** The secrets that hold, the present one first. */
export function secretsOf({ secret, secretBefore }: Secrets): string[] {
  return secretBefore === undefined ? [secret] : [secret, secretBefore];
}
