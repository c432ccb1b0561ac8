import type { Document } from 'bson';
import type { Collection, Index } from './catalogue.js';
import { commandError } from './command-error.js';
import { documentOf, nameOf, type Command, type Server } from './command.js';
import { addToIndex, readDocument } from './documents.js';
import { compileFilter } from './match.js';
import { same } from './order.js';
import { largestDocument } from './raw.js';
import { listCursor } from './read-commands.js';
import { search } from './search.js';
import { longestMessage } from './wire.js';

/** What MongoDB 7.0 speaks. */
const wireVersion = 21;

export const hello: Command = {
  takes: [
    'helloOk', 'client', 'compression', 'hostInfo', 'saslSupportedMechs', 'speculativeAuthenticate', 'topologyVersion',
    'maxAwaitTimeMS', 'loadBalanced', 'backpressure',
  ], // prettier-ignore
  run: (_server, { body }) => ({
    ['hello' in body ? 'isWritablePrimary' : 'ismaster']: true,
    helloOk: true,
    maxBsonObjectSize: largestDocument,
    maxMessageSizeBytes: longestMessage,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
    ok: 1,
  }),
};

export const ping: Command = { takes: [], run: () => ({ ok: 1 }) };
export const endSessions: Command = { takes: [], run: () => ({ ok: 1 }) };

export const create: Command = {
  takes: [],
  async run({ engine }, { body }) {
    const [database, name] = nameOf(body, 'create');
    if (engine.catalogue.get(database, name)) {
      throw commandError('NamespaceExists', `Collection ${database}.${name} already exists.`);
    }
    await engine.write(() => engine.catalogue.create(database, name));
    return { ok: 1 };
  },
};

export const drop: Command = {
  takes: [],
  async run({ engine }, { body }) {
    const [database, name] = nameOf(body, 'drop');
    await engine.write(() => {
      const collection = engine.catalogue.get(database, name);
      if (collection) engine.catalogue.drop(collection);
    });
    return { ns: `${database}.${name}`, ok: 1 };
  },
};

export const dropDatabase: Command = {
  takes: [],
  async run({ engine }, { body }) {
    const database = String(body['$db']);
    await engine.write(() => {
      for (const collection of collectionsOf(engine, database)) engine.catalogue.drop(collection);
    });
    return { dropped: database, ok: 1 };
  },
};

const collectionsOf = ({ catalogue }: Server['engine'], database: string): Collection[] =>
  [...catalogue.collections.values()].filter((collection) => collection.database === database);

export const listCollections: Command = {
  takes: ['nameOnly', 'authorizedCollections', 'filter', 'cursor'],
  run({ engine, cursors }, { body }) {
    const database = String(body['$db']);
    const test = compileFilter(documentOf(body['filter'] ?? {}, 'filter'));
    const found = collectionsOf(engine, database).map(({ name, primary }) => ({
      name,
      type: 'collection',
      options: {},
      info: { readOnly: false },
      idIndex: primary.spec,
    }));
    return listCursor(cursors, `${database}.$cmd.listCollections`, found.filter(test), body);
  },
};

function existing({ engine }: Server, body: Document, command: string): Collection {
  const [database, name] = nameOf(body, command);
  const collection = engine.catalogue.get(database, name);
  if (!collection) throw commandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
  return collection;
}

export const listIndexes: Command = {
  takes: ['cursor'],
  run(server, { body }) {
    const collection = existing(server, body, 'listIndexes');
    const specs = [collection.primary, ...collection.indexes].map(({ spec }) => spec);
    return listCursor(server.cursors, `${collection.database}.${collection.name}`, specs, body);
  },
};

const indexOptions = new Set(['key', 'name', 'v', 'background', 'unique', 'sparse', 'expireAfterSeconds']);

/** The specification as it is kept. @throws CannotCreateIndex for kinds that the embedded store does not have */
function checkedSpec(given: Document): Document {
  const key = Object.entries(documentOf(given['key'], 'key'));
  const refuse = (why: string) => commandError('CannotCreateIndex', `Error in specification: ${why}`);
  if (key.length === 0) throw refuse('index keys cannot be empty');
  for (const [path, direction] of key) {
    if (typeof direction !== 'number' || direction === 0)
      throw refuse(`the embedded store has no index of kind '${String(direction)}'`);
    if (path.split('.').some((name) => name === '' || /^\$|^\d+$/.test(name)))
      throw refuse(`the embedded store cannot index the path '${path}'`);
  }
  const stray = Object.keys(given).find((option) => !indexOptions.has(option));
  if (stray) throw refuse(`the embedded store does not have the index option '${stray}'`);
  const { unique, sparse, expireAfterSeconds } = given;
  const expires = expireAfterSeconds !== undefined;
  if (expires && (key.length !== 1 || !(Number(expireAfterSeconds) >= 0)))
    throw refuse('TTL indexes are single-field indexes and need a number of seconds');
  return {
    v: 2,
    key: given['key'] as unknown,
    name: given['name'] ?? key.map(([path, direction]) => `${path}_${String(direction)}`).join('_'),
    ...(unique && { unique: true }),
    ...(sparse && { sparse: true }),
    ...(expires && { expireAfterSeconds: Number(expireAfterSeconds) }),
  };
}

/** Is it there already? @throws when another index has its name or its key */
function isThere(collection: Collection, spec: Document): boolean {
  if (same(spec['key'], collection.primary.spec['key'])) return true;
  for (const other of collection.indexes) {
    const sameKey = same(other.spec['key'], spec['key']);
    if (sameKey && other.name === spec['name'] && same(other.spec, spec)) return true;
    if (other.name === spec['name']) {
      throw commandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index but another specification: ${other.name}`,
      );
    }
    if (sameKey) {
      throw commandError('IndexOptionsConflict', `Index already exists with a different name: ${other.name}`);
    }
  }
  return false;
}

export const createIndexes: Command = {
  takes: ['indexes', 'commitQuorum'],
  async run({ engine }, { body }) {
    const [database, name] = nameOf(body, 'createIndexes');
    if (!Array.isArray(body['indexes']) || body['indexes'].length === 0)
      throw commandError('BadValue', 'Must specify at least one index to create');
    const specs = (body['indexes'] as Document[]).map(checkedSpec);
    const isNew = !engine.catalogue.get(database, name);
    let numIndexesBefore = 0;
    const added = await engine.write(() => {
      const collection = engine.catalogue.create(database, name);
      numIndexesBefore = collection.indexes.length + 1;
      const wanted = specs.filter((spec) => !isThere(collection, spec));
      return wanted.map((spec) => engine.catalogue.addIndex(collection, spec));
    });
    const collection = engine.catalogue.get(database, name)!;
    try {
      for (const index of added) await fill(engine, collection, index);
    } catch (error) {
      const unfilled = added.filter(({ ready }) => !ready);
      await engine.write(() => {
        for (const index of unfilled) engine.catalogue.dropIndex(collection, index);
      });
      throw error;
    }
    const numIndexesAfter = collection.indexes.length + 1;
    return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically: isNew, ok: 1 };
  },
};

/** Puts all documents under a new index, some at a time; writers keep it up to date from the start. */
async function fill(engine: Server['engine'], collection: Collection, index: Index): Promise<void> {
  for await (const chunk of search(engine, collection, { filter: {}, hint: '$natural' })) {
    await engine.write(() => {
      for (const { id } of chunk) {
        const bytes = readDocument(engine, collection, id);
        if (bytes) addToIndex(engine, collection, index, { id, bytes });
      }
    });
  }
  await engine.write(() => {
    index.ready = true;
    engine.catalogue.save(collection);
  });
}
