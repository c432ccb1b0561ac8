import { calculateObjectSize, deserialize, serialize, type Document } from 'bson';
import { commandError } from './command-error.js';

/** The largest document that MongoDB takes, in bytes. */
export const largestDocument = 16 * 1024 * 1024;

/** Bytes as values: longs as BigInt and patterns as BSONRegExp, so that writing them back changes nothing. */
export const decode = (bytes: Uint8Array): Document =>
  deserialize(bytes, { useBigInt64: true, bsonRegExp: true, allowObjectSmallerThanBufferSize: true });

/** Values as bytes, of any size: a reply may be larger than a document. */
export function encodeReply(value: Document): Buffer {
  const bytes = serialize(value, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A document as bytes. @throws BSONObjectTooLarge past MongoDB's 16 MiB */
export function encodeDocument(value: Document): Buffer {
  const size = calculateObjectSize(value, { ignoreUndefined: true });
  if (size > largestDocument) {
    throw commandError('BSONObjectTooLarge', `object to insert too large. size in bytes: ${size}`);
  }
  return encodeReply(value);
}

/** Where the value of a BSON element ends; https://bsonspec.org/spec.html */
function endOfValue(bytes: Buffer, type: number, start: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return start + 8;
    case 0x02:
    case 0x0d:
    case 0x0e:
      return start + 4 + bytes.readInt32LE(start);
    case 0x03:
    case 0x04:
    case 0x0f:
      return start + bytes.readInt32LE(start);
    case 0x05:
      return start + 5 + bytes.readInt32LE(start);
    case 0x06:
    case 0x0a:
    case 0x7f:
    case 0xff:
      return start;
    case 0x07:
      return start + 12;
    case 0x08:
      return start + 1;
    case 0x0b:
      return bytes.indexOf(0, bytes.indexOf(0, start) + 1) + 1;
    case 0x0c:
      return start + 16 + bytes.readInt32LE(start);
    case 0x10:
      return start + 4;
    case 0x13:
      return start + 16;
    default:
      throw commandError('BadValue', `Unknown BSON type 0x${type.toString(16)}`);
  }
}

/** Calls back with the bounds of every top-level element: where it starts, its name starts and ends, it ends. */
function eachElement(
  bytes: Buffer,
  visit: (start: number, name: number, nameEnd: number, end: number) => void,
): void {
  let at = 4;
  while (bytes[at] !== 0) {
    const nameEnd = bytes.indexOf(0, at + 1);
    const end = endOfValue(bytes, bytes[at]!, nameEnd + 1);
    if (nameEnd < 0 || end > bytes.length) throw commandError('BadValue', 'A document ends too early');
    visit(at, at + 1, nameEnd, end);
    at = end;
  }
}

function named(bytes: Buffer, start: number, end: number, names: Buffer[]): boolean {
  return names.some(
    (name) => name.length === end - start && bytes.compare(name, 0, name.length, start, end) === 0,
  );
}

function assemble(parts: Buffer[]): Buffer {
  const size = parts.reduce((total, part) => total + part.length, 5);
  const whole = Buffer.allocUnsafe(size);
  whole.writeInt32LE(size, 0);
  let at = 4;
  for (const part of parts) at += part.copy(whole, at);
  whole[at] = 0;
  return whole;
}

/** The document with only (`keep`) or without (`!keep`) the named top-level fields, copied byte by byte. */
export function selectFields(bytes: Buffer, names: Buffer[], keep: boolean): Buffer {
  const parts: Buffer[] = [];
  eachElement(bytes, (start, name, nameEnd, end) => {
    if (named(bytes, name, nameEnd, names) === keep) parts.push(bytes.subarray(start, end));
  });
  return assemble(parts);
}

/** Only some top-level fields as values: most filters need two of twenty. Without names, all of them. */
export function decodeFields(bytes: Buffer, names?: Buffer[]): Document {
  return decode(names ? selectFields(bytes, names, true) : bytes);
}

const idName = [Buffer.from('_id')];

/** The document with `_id` first, as MongoDB keeps it; a missing one is taken from `makeId`. */
export function withIdFirst(bytes: Buffer, makeId: () => unknown): { bytes: Buffer; id: unknown } {
  const found = selectFields(bytes, idName, true);
  if (found.length === 5) {
    const id = makeId();
    const made = encodeDocument({ _id: id });
    return { bytes: assemble([made.subarray(4, -1), bytes.subarray(4, -1)]), id };
  }
  const id = decode(found)['_id'] as unknown;
  const isFirst = bytes.compare(found, 4, found.length - 1, 4, found.length - 1) === 0;
  if (isFirst) return { bytes, id };
  return { bytes: assemble([found.subarray(4, -1), selectFields(bytes, idName, false).subarray(4, -1)]), id };
}

/** A cursor's reply with its documents copied as they lie on disk, never decoded. */
export function cursorReply(batchName: string, documents: Buffer[], id: bigint, ns: string): Buffer {
  const array = assemble(
    documents.map((bytes, i) => Buffer.concat([Buffer.from([0x03]), Buffer.from(`${i}\0`), bytes])),
  );
  const rest = encodeDocument({ id, ns });
  const cursor = assemble([Buffer.from(`\x04${batchName}\0`), array, rest.subarray(4, -1)]);
  return assemble([Buffer.from('\x03cursor\0'), cursor, encodeDocument({ ok: 1 }).subarray(4, -1)]);
}
