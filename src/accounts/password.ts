import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

// Argon2id with OWASP's memory (46 MiB) and five passes: 50 to 100 ms on one ordinary core. A hash carries its own
// parameters, so raising them later leaves old passwords valid.
const cost = { memoryCost: 47_104, timeCost: 5, parallelism: 1 };

/** Fewest and most characters of a password. */
export const passwordLength = { least: 12, most: 200 } as const;

/** An argon2id PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), cost);
}

/**
 * Does a password belong to a hash? Without a hash (nobody has that e-mail) it does the same work and says no, so
 * that the time of an answer tells nothing.
 */
export async function checkPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodysHash()), normalised(password));
  return matches && passwordHash !== undefined;
}

let nobodys: Promise<string> | undefined;

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(randomBytes(24).toString('base64url'));
  return nobodys;
}

// The same letters typed on another keyboard may arrive composed differently.
function normalised(password: string): string {
  return password.normalize('NFKC');
}

// Without letters and digits that look alike.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be read out and typed once: four groups of four, 79 random bits, e.g. `k7wq-3mfx-9dtr-hp2c`. */
export function oneTimePassword(): string {
  return Array.from({ length: 4 }, fourLetters).join('-');
}

function fourLetters(): string {
  return Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
}
