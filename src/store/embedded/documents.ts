import type { Collection, Index } from './catalogue.js';
import { commandError } from './command-error.js';
import type { Engine } from './engine.js';
import { indexKeys, type IndexKeys } from './index-keys.js';
import { after, encodeComponent, invert, isCut } from './order.js';
import { decode, decodeFields } from './raw.js';

/** LMDB's own limit, less the table's prefix. */
const longestKey = 1978;

/** One document as the storage knows it: the encoded `_id`, and the bytes. */
export interface Stored {
  id: Buffer;
  bytes: Buffer;
}

/** The key that a document's `_id` gives. @throws BadValue for an `_id` that MongoDB refuses */
export function idKey(id: unknown): Buffer {
  if (Array.isArray(id) || id === undefined) {
    throw commandError('BadValue', "The '_id' value cannot be of type array or undefined");
  }
  return encodeComponent(id);
}

export function readDocument(engine: Engine, collection: Collection, id: Buffer): Buffer | undefined {
  return engine.db.get(Buffer.concat([collection.primary.prefix, id]));
}

interface IndexChange {
  index: Index;
  removed: Buffer[];
  added: Buffer[];
  /** What the new document is like under the index. */
  shape: Pick<IndexKeys, 'array' | 'cut'>;
}

/** Inserts (no `before`), replaces or removes (no `next`) a document with all its index entries. Inside a write. */
export function changeDocument(
  engine: Engine,
  collection: Collection,
  id: Buffer,
  before: Buffer | undefined,
  next: Buffer | undefined,
): void {
  const { db } = engine;
  const key = Buffer.concat([collection.primary.prefix, id]);
  if (next && !before && db.doesExist(key)) throw duplicate(collection, collection.primary, next);
  const changes = indexChanges(collection, collection.indexes, id, before, next);
  for (const change of changes) refuseDuplicate(engine, collection, change, id, next);
  // From here on nothing may fail: a throw would leave half of it.
  for (const change of changes) applyChange(engine, change, id);
  if (next) db.putSync(key, next);
  else db.removeSync(key);
  noteShape(engine, collection, changes, isCut(id));
}

/** Puts an existing document under one new index. Inside a write. */
export function addToIndex(
  engine: Engine,
  collection: Collection,
  index: Index,
  { id, bytes }: Stored,
): void {
  const [change] = indexChanges(collection, [index], id, undefined, bytes);
  refuseDuplicate(engine, collection, change!, id, bytes);
  applyChange(engine, change!, id);
  noteShape(engine, collection, [change!], false);
}

function indexChanges(
  collection: Collection,
  indexes: Index[],
  id: Buffer,
  before: Buffer | undefined,
  next: Buffer | undefined,
): IndexChange[] {
  if (indexes.length === 0) return [];
  const old = before && decodeFields(before, collection.indexed);
  const young = next && decodeFields(next, collection.indexed);
  return indexes.map((index) => {
    const oldKeys = old ? indexKeys(old, index).keys : [];
    const { keys: newKeys, ...shape } = young ? indexKeys(young, index) : { keys: [], cut: false };
    if (newKeys.some((key) => key.length + id.length + 4 > longestKey)) {
      throw commandError(
        'KeyTooLong',
        `Index key too large for index ${index.name} in ${collection.database}.${collection.name}`,
      );
    }
    const lacks = (keys: Buffer[]) => (key: Buffer) => !keys.some((other) => other.equals(key));
    return { index, removed: oldKeys.filter(lacks(newKeys)), added: newKeys.filter(lacks(oldKeys)), shape };
  });
}

/** Behind the values stands the document's `_id`, in the direction of the index's last field. */
function entryKey(index: Index, values: Buffer, id: Buffer): Buffer {
  return Buffer.concat([index.prefix, values, index.directions.at(-1) === 1 ? id : invert(id)]);
}

function refuseDuplicate(
  engine: Engine,
  collection: Collection,
  { index, added }: IndexChange,
  id: Buffer,
  next: Buffer | undefined,
): void {
  if (!index.unique || !next) return;
  for (const values of added) {
    const start = Buffer.concat([index.prefix, values]);
    for (const { value } of engine.db.getRange({ start, end: after(start), limit: 2 })) {
      if (!value.equals(id)) throw duplicate(collection, index, next);
    }
  }
}

function applyChange({ db }: Engine, { index, removed, added }: IndexChange, id: Buffer): void {
  for (const values of removed) db.removeSync(entryKey(index, values, id));
  for (const values of added) db.putSync(entryKey(index, values, id), id);
}

/** Writes down what plans have to know of the indexes: where arrays are, and whether they still give an order. */
function noteShape(engine: Engine, collection: Collection, changes: IndexChange[], isIdCut: boolean): void {
  let changed = isIdCut && !collection.primary.cut;
  collection.primary.cut ||= isIdCut;
  for (const { index, shape } of changes) {
    if (shape.array !== undefined && !index.arrays.has(shape.array)) {
      index.arrays.add(shape.array);
      changed = true;
    }
    // Entries with equal values go by _id: a cut one ends that order too.
    changed ||= (shape.cut || isIdCut) && !index.cut;
    index.cut ||= shape.cut || isIdCut;
  }
  if (changed) engine.catalogue.save(collection);
}

function duplicate(collection: Collection, index: Index, next: Buffer): Error {
  const document = decode(next);
  const keyValue = Object.fromEntries(
    index.key.map((path) => [
      path,
      path
        .split('.')
        .reduce<unknown>(
          (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
          document,
        ) ?? null,
    ]),
  );
  const told = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
  return commandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.database}.${collection.name} index: ${index.name} dup key: { ${told.join(', ')} }`,
    { keyPattern: index.spec['key'] as unknown, keyValue },
  );
}
