import type { Document } from 'bson';
import { commandError } from './command-error.js';
import type { Cursors } from './cursors.js';
import type { Engine } from './engine.js';
import { isPlainObject } from './match.js';
import type { Request } from './wire.js';

/** What commands work on. */
export interface Server {
  engine: Engine;
  cursors: Cursors;
}

export interface Command {
  /** Its own fields; any other is refused rather than ignored. */
  takes: string[];
  run(server: Server, request: Pick<Request, 'body' | 'sequences'>): Promise<Document | Buffer> | Document;
}

/** The database and the collection that a command names. */
export function nameOf(body: Document, command: string): [database: string, name: string] {
  const name: unknown = body[command];
  if (typeof name !== 'string' || name === '') {
    throw commandError('InvalidNamespace', `collection name has invalid type or is empty: ${command}`);
  }
  return [String(body['$db']), name];
}

export function documentOf(value: unknown, field: string): Document {
  if (!isPlainObject(value))
    throw commandError('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'object'`);
  return value;
}

export function booleanOf(value: unknown, field: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean' && typeof value !== 'number') {
    throw commandError('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'bool'`);
  }
  return Boolean(value);
}

/** A number of at least zero. */
export function amountOf(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const amount = Number(value);
  if (!['number', 'bigint'].includes(typeof value) || !Number.isInteger(amount)) {
    throw commandError('TypeMismatch', `BSON field '${field}' is the wrong type, expected a whole number`);
  }
  if (amount < 0)
    throw commandError('BadValue', `BSON field '${field}' value must be >= 0, actual value '${amount}'`);
  return amount;
}
