import { createHmac } from 'node:crypto';
import { keyFor } from '../privacy/secret-keys.js';
import type { AuditHead, AuditLine } from './audit.model.js';

/** A line before it is sealed. */
export type UnchainedLine = Omit<AuditLine, 'hash'>;

/**
 * The key of the chain: whoever can write to the store, but does not know SECRET, cannot make lines that fit.
 * @returns 32 bytes.
 */
export function chainKey(secret: string): Buffer {
  return keyFor(secret, 'audit chain');
}

/** Names a key without telling it. @returns 16 hex digits. */
export function keyNameOf(key: Buffer): string {
  return createHmac('sha256', key).update('name').digest('hex').slice(0, 16);
}

/**
 * What a line's hash is: HMAC-SHA-256 over the canonical JSON of all its fields but the hash, also of those that no line
 * should have. It holds the hash of the line before: so no line can be changed, added to, left out or put elsewhere
 * without the chain showing it.
 * @returns 64 hex digits.
 */
export function hashOf(key: Buffer, line: UnchainedLine): string {
  const told = { ...line, hash: undefined };
  return createHmac('sha256', key)
    .update(`line ${canonical(told)}`)
    .digest('hex');
}

/** The seal of a head. @returns 64 hex digits. */
export function sealOf(key: Buffer, { seq, hash }: Pick<AuditHead, 'seq' | 'hash'>): string {
  return createHmac('sha256', key).update(`head ${seq} ${hash}`).digest('hex');
}

/** JSON with sorted keys and without what is undefined: the same line gives the same text wherever it was read. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
