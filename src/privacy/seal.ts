import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { keyFor, secretsOf, type Secrets } from './secret-keys.js';

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

/** What is sealed; each has a key of its own. */
export type Sealed = 'contact' | 'second step' | 'letter';

/** Whose it is: what was sealed for one opens for nobody else. */
type Owner = { toString(): string };

const keys = new Map<string, Key>();

function keyOf(secret: string, what: Sealed): Key {
  const name = `${what} ${secret}`;
  const known = keys.get(name);
  if (known) return known;
  const bytes = keyFor(secret, what);
  const id = createHash('sha256').update('name ').update(bytes).digest('hex').slice(0, 8);
  const key = { id, bytes };
  keys.set(name, key);
  return key;
}

/**
 * Something private as the store keeps it: AES-256-GCM under a random IV, bound to its owner, so that a copied one is
 * worth nothing elsewhere.
 *
 * @param owner the id of the report, person or letter that it belongs to.
 * @returns `v1.<key id>.<base64url of IV, tag and ciphertext>`.
 */
export function seal({ secret }: Pick<Secrets, 'secret'>, what: Sealed, owner: Owner, text: string): string {
  const key = keyOf(secret, what);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key.bytes, iv).setAAD(Buffer.from(String(owner)));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const packed = Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  return [version, key.id, packed.toString('base64url')].join('.');
}

/**
 * What was sealed again.
 *
 * @returns undefined when it cannot be read: SECRET is another one than it was sealed with (and SECRET_BEFORE, too), it
 * was sealed for another owner, or it was changed.
 */
export function unseal(secrets: Secrets, what: Sealed, owner: Owner, sealed: string): string | undefined {
  const [form, id, packed = ''] = sealed.split('.');
  const key = secretsOf(secrets)
    .map((one) => keyOf(one, what))
    .find((one) => one.id === id);
  const bytes = Buffer.from(packed, 'base64url');
  if (form !== version || !key || bytes.length < ivBytes + tagBytes) return undefined;
  try {
    const decipher = createDecipheriv(algorithm, key.bytes, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(String(owner)))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    // The tag does not fit: nothing that comes out may be trusted.
    return undefined;
  }
}
