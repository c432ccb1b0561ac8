import { createHmac, hkdfSync } from 'node:crypto';
import type { AuditLine } from './audit.model.js';

/** A line before it has its place in the chain. */
export type UnchainedLine = Omit<AuditLine, '_id' | 'hash'>;

/**
 * The key of the chain: whoever can write to the store, but does not know SECRET, cannot make lines that fit.
 * @returns 32 bytes, by HKDF-SHA-256 (RFC 5869).
 */
export function chainKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'saring audit chain', 32));
}

/**
 * What a line's hash is: HMAC-SHA-256 over its canonical JSON, which holds the hash of the line before. So no line can
 * be changed, left out or put elsewhere without every later hash being wrong.
 * @returns 64 hex digits.
 */
export function hashOf(key: Buffer, line: UnchainedLine): string {
  const { seq, at, by, action, on, before, after, reason, key: name, previous } = line;
  const told = { seq, at, by, action, on, before, after, reason, key: name, previous };
  return createHmac('sha256', key).update(canonical(told)).digest('hex');
}

/** JSON with sorted keys and without what is undefined: the same line gives the same text wherever it was read. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !('toJSON' in inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
