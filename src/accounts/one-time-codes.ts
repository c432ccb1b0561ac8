import { createHmac, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { keyFor } from '../privacy/secret-keys.js';

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, thirty seconds. */
const algorithm = 'SHA1';
const digits = 6;
const period = 30;

/** A new key, base32, 160 bits as RFC 4226 recommends. */
export function newKey(): string {
  return new Secret({ size: 20 }).base32;
}

/** What an app reads from the picture: whose key it is, and for which site. */
export function keyAddress(key: string, { site, email }: { site: string; email: string }): string {
  return new TOTP({ issuer: site, label: email, secret: key, algorithm, digits, period }).toString();
}

/**
 * The thirty-second step that a code belongs to, at most one away from now: clocks go a little wrong, and people type
 * slowly.
 *
 * @returns undefined when it is no code of these steps.
 */
export function stepOf(key: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const timestamp = now.getTime();
  const secret = Secret.fromBase32(key);
  const delta = TOTP.validate({ token: code, secret, algorithm, digits, period, timestamp, window: 1 });
  return delta === null ? undefined : TOTP.counter({ period, timestamp }) + delta;
}

/** Codes for the day on which the telephone is gone. */
const recoveryCodes = 10;

// Without letters and digits that look alike: thirty-one of them.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');

/** Ten codes of 59 random bits, e.g. `k7wq-3mfx-9dtr`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodes }, () => [group(), group(), group()].join('-'));
}

/** A recovery code as it was made, however it was typed; undefined when it cannot be one. */
export function recoveryCode(typed: string): string | undefined {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '');
  return /^[a-z2-9]{12}$/.test(plain) ? plain.replaceAll(/(.{4})(?!$)/g, '$1-') : undefined;
}

/**
 * How a recovery code is kept: HMAC-SHA-256 under a key from SECRET, with its owner. The codes are too short for a bare
 * hash: somebody with a copy of the store could try them all.
 */
export function hashRecoveryCode(secret: string, owner: string, code: string): string {
  return createHmac('sha256', keyFor(secret, 'recovery codes')).update(`${owner} ${code}`).digest('hex');
}
