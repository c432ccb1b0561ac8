import type { Document } from 'bson';
import type { Database } from 'lmdb';
import { commandError } from './command-error.js';
import type { KeyPattern } from './index-keys.js';
import { decode, encodeDocument } from './raw.js';

export interface Index extends KeyPattern {
  name: string;
  /** The paths, in order. */
  key: string[];
  /** What every LMDB key of this index starts with. */
  prefix: Buffer;
  unique: boolean;
  expireAfterSeconds?: number | undefined;
  /** Positions of the fields under which some document has an array. Only grows. */
  arrays: Set<number>;
  /** Some key was cut, so the index no longer gives an order. Only grows. */
  cut: boolean;
  /** False while it is being filled. */
  ready: boolean;
  /** As `listIndexes` gives it. */
  spec: Document;
}

export interface Collection {
  database: string;
  name: string;
  /** The documents themselves, by `_id`. */
  primary: Index;
  /** All others. */
  indexes: Index[];
  /** The top-level fields that the indexes need to see of a document. */
  indexed: Buffer[];
}

/** What there is: read at start, kept in memory, written with every change. */
export interface Catalogue {
  collections: Map<string, Collection>;
  get(database: string, name: string): Collection | undefined;
  /** Only inside a write, as all below. */
  create(database: string, name: string): Collection;
  drop(collection: Collection): void;
  addIndex(collection: Collection, spec: Document): Index;
  dropIndex(collection: Collection, index: Index): void;
  /** Writes down what changed on a collection's indexes. */
  save(collection: Collection): void;
  /** Prefixes whose keys still have to be removed. */
  leftovers(): Buffer[];
  forget(prefix: Buffer): void;
  /** Reads everything again: after a write that did not reach the disk. */
  reload(): void;
}

const entry = (kind: string, name = ''): Buffer => Buffer.from(`\0\0\0\0${kind}${name}`);
const collectionKind = 'c';
const leftoverKind = 'x';
const counter = entry('n');

function table(number: number): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(number);
  return prefix;
}

/** The index that a `createIndexes` specification describes. */
export function indexFrom(spec: Document, prefix: Buffer): Index {
  const entries = Object.entries(spec['key'] as Document);
  return {
    name: spec['name'] as string,
    key: entries.map(([path]) => path),
    paths: entries.map(([path]) => path.split('.')),
    directions: entries.map(([, direction]) => (Number(direction) > 0 ? 1 : -1)),
    prefix,
    unique: spec['unique'] === true,
    sparse: spec['sparse'] === true,
    expireAfterSeconds:
      spec['expireAfterSeconds'] === undefined ? undefined : Number(spec['expireAfterSeconds']),
    arrays: new Set(),
    cut: false,
    ready: true,
    spec,
  };
}

const fieldsOfIndexes = (indexes: Index[]): Buffer[] =>
  [...new Set(indexes.flatMap(({ paths }) => paths.map(([first]) => first!)))].map((name) =>
    Buffer.from(name),
  );

export function openCatalogue(db: Database<Buffer, Buffer>): Catalogue {
  const collections = new Map<string, Collection>();
  const nameOf = (database: string, name: string) => `${database}.${name}`;

  const nextPrefix = (): Buffer => {
    const number = (db.get(counter)?.readUInt32BE(0) ?? 0) + 1;
    const prefix = table(number);
    db.putSync(counter, prefix);
    return prefix;
  };

  const save = (collection: Collection): void => {
    // Whoever still holds a dropped collection must not bring it back.
    if (catalogue.get(collection.database, collection.name) !== collection) return;
    collection.indexed = fieldsOfIndexes(collection.indexes);
    const { database, name, primary, indexes } = collection;
    const kept = indexes.map(({ spec, prefix, arrays, cut, ready }) => ({
      spec, table: prefix.readUInt32BE(0), arrays: [...arrays], cut, ready,
    })); // prettier-ignore
    const described = {
      database,
      name,
      table: primary.prefix.readUInt32BE(0),
      cut: primary.cut,
      indexes: kept,
    };
    db.putSync(entry(collectionKind, nameOf(database, name)), encodeDocument(described));
  };

  const make = (database: string, name: string, prefix: Buffer): Collection => {
    const primary = indexFrom({ v: 2, key: { _id: 1 }, name: '_id_', unique: true }, prefix);
    return { database, name, primary, indexes: [], indexed: [] };
  };

  const abandon = ({ prefix }: Index): void =>
    db.putSync(Buffer.concat([entry(leftoverKind), prefix]), Buffer.alloc(0));

  const read = (kept: Document): void => {
    const collection = make(
      kept['database'] as string,
      kept['name'] as string,
      table(kept['table'] as number),
    );
    collection.primary.cut = kept['cut'] as boolean;
    collection.indexes = (kept['indexes'] as Document[]).map((each) => ({
      ...indexFrom(each['spec'] as Document, table(each['table'] as number)),
      arrays: new Set(each['arrays'] as number[]),
      cut: each['cut'] as boolean,
      ready: each['ready'] as boolean,
    }));
    collection.indexed = fieldsOfIndexes(collection.indexes);
    collections.set(nameOf(collection.database, collection.name), collection);
  };

  const catalogue: Catalogue = {
    collections,
    get: (database, name) => collections.get(nameOf(database, name)),
    create(database, name) {
      const existing = catalogue.get(database, name);
      if (existing) return existing;
      checkName(database, name);
      const collection = make(database, name, nextPrefix());
      collections.set(nameOf(database, name), collection);
      save(collection);
      return collection;
    },
    drop(collection) {
      for (const index of [collection.primary, ...collection.indexes]) abandon(index);
      collections.delete(nameOf(collection.database, collection.name));
      db.removeSync(entry(collectionKind, nameOf(collection.database, collection.name)));
    },
    addIndex(collection, spec) {
      const index = { ...indexFrom(spec, nextPrefix()), ready: false };
      collection.indexes.push(index);
      save(collection);
      return index;
    },
    dropIndex(collection, index) {
      collection.indexes = collection.indexes.filter((other) => other !== index);
      abandon(index);
      save(collection);
    },
    save,
    leftovers: () =>
      [
        ...db.getKeys({
          start: entry(leftoverKind),
          end: entry(String.fromCodePoint(leftoverKind.codePointAt(0)! + 1)),
        }),
      ].map((key) => Buffer.from(key.subarray(-4))),
    forget: (prefix) => void db.removeSync(Buffer.concat([entry(leftoverKind), prefix])),
    reload() {
      collections.clear();
      const end = entry(String.fromCodePoint(collectionKind.codePointAt(0)! + 1));
      for (const { value } of db.getRange({ start: entry(collectionKind), end })) read(decode(value));
    },
  };
  catalogue.reload();
  return catalogue;
}

function checkName(database: string, name: string): void {
  if (
    !/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database) ||
    !/^[^$\0]+$/.test(name) ||
    name.startsWith('.') ||
    name.endsWith('.')
  ) {
    throw commandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`);
  }
  if (Buffer.byteLength(`${database}.${name}`) > 255) {
    throw commandError('InvalidNamespace', `Fully qualified namespace is too long: ${database}.${name}`);
  }
}
