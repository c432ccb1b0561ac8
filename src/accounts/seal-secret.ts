import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from '../config.js';

type Secrets = Pick<Config, 'secret' | 'secretBefore'>;

/** Bytes of an initialisation vector and of a tag, as GCM wants them (NIST SP 800-38D). */
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a secret for keeping: AES-256-GCM under a key from SECRET (HKDF-SHA-256, RFC 5869).
 *
 * @param owner whose it is: what was sealed for one opens for nobody else.
 * @returns base64url.
 */
export function sealSecret({ secret }: Secrets, owner: string, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secret), iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/**
 * @returns what was sealed, or undefined when it was sealed for somebody else, with another SECRET (and SECRET_BEFORE,
 * too), or changed.
 */
export function openSecret(
  { secret, secretBefore }: Secrets,
  owner: string,
  sealed: string,
): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < ivBytes + tagBytes) return undefined;
  for (const one of [secret, secretBefore]) {
    const opened = one === undefined ? undefined : open(one, owner, bytes);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

function open(secret: string, owner: string, bytes: Buffer): string | undefined {
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(secret), iv, { authTagLength: tagBytes })
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function keyFrom(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'saring sealed secrets', 32));
}
