import { createHash } from 'node:crypto';
import type { Binary, Double, Int32, Long, ObjectId } from 'bson';
import { commandError } from './command-error.js';

/**
 * MongoDB's order of values, written as bytes: comparing two encodings with memcmp compares the values. Every
 * encoding ends itself, so encodings can be strung together into compound keys, and inverted for descending ones.
 */
export const rank = {
  /** What an empty array leaves in an index; it stands before null. */
  emptyArray: 0x05,
  null: 0x0a,
  number: 0x14,
  string: 0x1e,
  object: 0x28,
  array: 0x32,
  binary: 0x3c,
  objectId: 0x46,
  boolean: 0x50,
  date: 0x5a,
} as const;

/** Stands for "an empty array was here" in index and sort keys. */
export const emptyArray = Symbol('empty array');

/** Past this many bytes a component is cut to `cutTo` and closed by its hash: equality stays exact, order does not. */
const longest = 256;
export const cutTo = 200;

let scratch = Buffer.allocUnsafe(1024);
let at = 0;

function reserve(bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function byte(value: number): void {
  reserve(1);
  scratch[at++] = value;
}

/** Text or bytes with 00 written as 00 FF, closed by 00 00. */
function escaped(bytes: Uint8Array): void {
  reserve(bytes.length * 2 + 2);
  for (const value of bytes) {
    scratch[at++] = value;
    if (value === 0) scratch[at++] = 0xff;
  }
  scratch[at++] = 0;
  scratch[at++] = 0;
}

function text(value: string): void {
  if (value.includes('\0')) {
    escaped(Buffer.from(value));
    return;
  }
  reserve(value.length * 3 + 2);
  at += scratch.write(value, at);
  scratch[at++] = 0;
  scratch[at++] = 0;
}

/** IEEE 754 with the sign turned so that bytes order like numbers; NaN stands before all others. */
function double(value: number): void {
  reserve(8);
  if (Number.isNaN(value)) {
    scratch.fill(0, at, at + 8);
  } else {
    scratch.writeDoubleBE(value === 0 ? 0 : value, at);
    if (scratch[at]! & 0x80) for (let i = at; i < at + 8; i++) scratch[i] = ~scratch[i]! & 0xff;
    else scratch[at]! |= 0x80;
  }
  at += 8;
}

function number(value: number | bigint): void {
  byte(rank.number);
  const nearest = Number(value);
  double(nearest);
  // Beyond 2^53 several longs share one double: what is missing to the exact value follows.
  if (Math.abs(nearest) >= 2 ** 53) {
    double(typeof value === 'bigint' && Number.isFinite(nearest) ? Number(value - BigInt(nearest)) : 0);
  }
}

function append(value: unknown): void {
  switch (typeof value) {
    case 'undefined':
      return byte(rank.null);
    case 'string':
      byte(rank.string);
      return text(value);
    case 'number':
    case 'bigint':
      return number(value);
    case 'boolean':
      byte(rank.boolean);
      return byte(value ? 1 : 0);
    case 'symbol':
      return byte(rank.emptyArray);
    default:
      return value === null ? byte(rank.null) : appendObject(value as object);
  }
}

function appendObject(value: object): void {
  if (value instanceof Date) {
    byte(rank.date);
    return double(value.getTime());
  }
  if (Array.isArray(value)) {
    byte(rank.array);
    for (const element of value) append(element);
    return byte(0);
  }
  switch ((value as { _bsontype?: string })._bsontype) {
    case undefined:
      byte(rank.object);
      for (const [name, field] of Object.entries(value)) {
        const rankAt = at;
        byte(0);
        text(name);
        const valueAt = at;
        append(field);
        scratch[rankAt] = scratch[valueAt]!;
      }
      return byte(0);
    case 'ObjectId':
      byte(rank.objectId);
      reserve(12);
      at += Buffer.from((value as ObjectId).id).copy(scratch, at);
      return;
    case 'Binary': {
      const { buffer, position, sub_type } = value as Binary;
      byte(rank.binary);
      reserve(5);
      scratch.writeUInt32BE(position, at);
      scratch[at + 4] = sub_type;
      at += 5;
      return escaped(buffer.subarray(0, position));
    }
    case 'Int32':
    case 'Double':
      return number((value as Int32 | Double).value);
    case 'Long':
      return number((value as Long).toBigInt());
    default:
      throw commandError(
        'BadValue',
        `The embedded store cannot compare values of type ${(value as { _bsontype?: string })._bsontype}`,
      );
  }
}

/** The whole encoding of a value, or of several strung together. */
export function encode(...values: unknown[]): Buffer {
  at = 0;
  for (const value of values) append(value);
  return Buffer.from(scratch.subarray(0, at));
}

/** The encoding of a value as an index keeps it: never longer than an LMDB key can bear. */
export function encodeComponent(value: unknown): Buffer {
  const whole = encode(value);
  if (whole.length <= longest) return whole;
  return Buffer.concat([whole.subarray(0, cutTo), createHash('sha512').update(whole).digest()]);
}

/** Was the component cut, and so lost its place in the order? */
export const isCut = (component: Buffer): boolean => component.length > longest;

/** The same bytes for a descending component. */
export function invert(key: Buffer): Buffer {
  const turned = Buffer.allocUnsafe(key.length);
  for (let i = 0; i < key.length; i++) turned[i] = ~key[i]! & 0xff;
  return turned;
}

/** The first position after every key that starts with these bytes. */
export function after(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i]! < 0xff) {
      next[i]!++;
      return next.subarray(0, i + 1);
    }
  }
  return Buffer.concat([prefix, Buffer.alloc(prefix.length + 1, 0xff)]);
}

/** The type class of a value: comparisons such as `$gt` stay inside one. */
export function typeRank(value: unknown): number {
  if (typeof value === 'string') return rank.string;
  if (typeof value === 'number' || typeof value === 'bigint') return rank.number;
  return encode(value)[0]!;
}

/** Negative, zero or positive, in MongoDB's order over all types. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number' && left === left && right === right)
    return left - right;
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (typeof left === 'string' && left === right) return 0;
  return Buffer.compare(encode(left), encode(right));
}

export const same = (left: unknown, right: unknown): boolean => compare(left, right) === 0;
