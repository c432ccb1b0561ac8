import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Config } from '../config.js';

type Secrets = Pick<Config, 'secret' | 'secretBefore'>;

interface Key {
  /** Names the key without telling it. */
  id: string;
  bytes: Buffer;
}

const algorithm = 'aes-256-gcm';
/** 96 bits, as NIST SP 800-38D recommends for GCM. */
const ivBytes = 12;
const tagBytes = 16;
const version = 'v1';

const keys = new Map<string, Key>();

/** A key of its own for contacts: HKDF-SHA-256 (RFC 5869) of SECRET. */
function keyOf(secret: string): Key {
  const known = keys.get(secret);
  if (known) return known;
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'saring contact', 32));
  const id = createHash('sha256').update('name ').update(bytes).digest('hex').slice(0, 8);
  const key = { id, bytes };
  keys.set(secret, key);
  return key;
}

/**
 * An e-mail address as the store keeps it: AES-256-GCM under a random IV, bound to its report, so that a copied one is
 * worth nothing in another report.
 *
 * @param report the report's id.
 * @returns `v1.<key id>.<base64url of IV, tag and ciphertext>`.
 */
export function sealContact({ secret }: Secrets, report: { toString(): string }, email: string): string {
  const key = keyOf(secret);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key.bytes, iv).setAAD(Buffer.from(String(report)));
  const sealed = Buffer.concat([cipher.update(email, 'utf8'), cipher.final()]);
  const packed = Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  return [version, key.id, packed.toString('base64url')].join('.');
}

/**
 * The address again.
 *
 * @returns undefined when it cannot be read: SECRET is another one than it was sealed with (and SECRET_BEFORE, too), it
 * was sealed for another report, or it was changed.
 */
export function openContact(
  { secret, secretBefore }: Secrets,
  report: { toString(): string },
  sealed: string,
): string | undefined {
  const [form, id, packed = ''] = sealed.split('.');
  const key = [secret, secretBefore]
    .filter((one) => one !== undefined)
    .map(keyOf)
    .find((one) => one.id === id);
  const bytes = Buffer.from(packed, 'base64url');
  if (form !== version || !key || bytes.length < ivBytes + tagBytes) return undefined;
  try {
    const decipher = createDecipheriv(algorithm, key.bytes, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(String(report)))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    // The tag does not fit: nothing that comes out may be trusted.
    return undefined;
  }
}
