import type { Document } from 'bson';
import { aggregate as runPipeline, sortOf } from './aggregate.js';
import { commandError } from './command-error.js';
import { amountOf, booleanOf, documentOf, nameOf, type Command } from './command.js';
import type { Cursors } from './cursors.js';
import { compileFilter, isPlainObject } from './match.js';
import { compileProjection } from './project.js';
import { encodeDocument } from './raw.js';
import { count as countMatches, planOf, search, type Search } from './search.js';
import type { Collection } from './catalogue.js';
import { hintName } from './write-commands.js';

/** Without `batchSize` a first batch has so many documents, as MongoDB's; later ones are bounded by size alone. */
const firstBatch = 101;

function deadlineOf(body: Document): number | undefined {
  const limit = amountOf(body['maxTimeMS'], 'maxTimeMS');
  return limit ? performance.now() + limit : undefined;
}

function searchOf(body: Document, collection: Collection | undefined): Search {
  const filter = documentOf(body['filter'] ?? body['query'] ?? {}, 'filter');
  compileFilter(filter);
  const hint = hintName(body['hint']);
  if (
    hint !== undefined &&
    hint !== '$natural' &&
    collection &&
    ![collection.primary, ...collection.indexes].some(({ name }) => name === hint)
  ) {
    throw commandError(
      'BadValue',
      'error processing query: hint provided does not correspond to an existing index',
    );
  }
  const sort = body['sort'] === undefined ? [] : sortOf(body['sort']);
  return {
    filter,
    hint,
    sort: sort.length > 0 && sort[0]![0] !== '$natural' ? sort : undefined,
    skip: amountOf(body['skip'], 'skip'),
    limit: amountOf(body['limit'], 'limit'),
    deadline: deadlineOf(body),
  };
}

async function* nothing(): AsyncGenerator<Buffer[]> {}

export const find: Command = {
  takes: [
    'filter', 'sort', 'projection', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'allowDiskUse', 'noCursorTimeout',
    'allowPartialResults',
  ], // prettier-ignore
  run({ engine, cursors }, { body }) {
    const [database, name] = nameOf(body, 'find');
    const collection = engine.catalogue.get(database, name);
    const query = searchOf(body, collection);
    const project = compileProjection(
      body['projection'] === undefined ? undefined : documentOf(body['projection'], 'projection'),
    );
    async function* documents(): AsyncGenerator<Buffer[]> {
      for await (const chunk of search(engine, collection!, query))
        yield chunk.map(({ bytes }) => project(bytes));
    }
    const size = amountOf(body['batchSize'], 'batchSize') ?? firstBatch;
    return cursors.open(
      `${database}.${name}`,
      collection ? documents() : nothing(),
      size,
      !booleanOf(body['singleBatch'], 'singleBatch'),
    );
  },
};

export const getMore: Command = {
  takes: ['collection', 'batchSize'],
  run({ cursors }, { body }) {
    const size = amountOf(body['batchSize'], 'batchSize') || Infinity;
    return cursors.next(
      BigInt(body['getMore'] as bigint | number),
      `${String(body['$db'])}.${String(body['collection'])}`,
      size,
    );
  },
};

export const killCursors: Command = {
  takes: ['cursors'],
  async run({ cursors }, { body }) {
    const { killed, missing } = await cursors.kill((body['cursors'] as (bigint | number)[]).map(BigInt));
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  },
};

export const count: Command = {
  takes: ['query', 'limit', 'skip', 'hint', 'fields'],
  async run({ engine }, { body }) {
    const collection = engine.catalogue.get(...nameOf(body, 'count'));
    const query = searchOf(body, collection);
    return { n: collection ? await countMatches(engine, collection, query) : 0, ok: 1 };
  },
};

/** A list that is already there, as a cursor. */
export function listCursor(
  cursors: Cursors,
  ns: string,
  documents: Document[],
  body: Document,
): Promise<Buffer> {
  async function* source(): AsyncGenerator<Buffer[]> {
    yield documents.map((document) => encodeDocument(document));
  }
  const options = isPlainObject(body['cursor']) ? body['cursor'] : {};
  return cursors.open(ns, source(), amountOf(options['batchSize'], 'batchSize') ?? firstBatch, true);
}

export const aggregate: Command = {
  takes: ['pipeline', 'cursor', 'allowDiskUse', 'bypassDocumentValidation'],
  async run({ engine, cursors }, { body }) {
    const [database, name] = nameOf(body, 'aggregate');
    const documents = await runPipeline(
      engine,
      engine.catalogue.get(database, name),
      body['pipeline'],
      deadlineOf(body),
    );
    return listCursor(cursors, `${database}.${name}`, documents, body);
  },
};

/** By which index a `find` or `count` would be answered. */
export const explain: Command = {
  takes: ['verbosity'],
  run({ engine }, { body }) {
    const inner = documentOf(body['explain'], 'explain');
    const command = 'find' in inner ? 'find' : 'count';
    const [database, name] = nameOf({ ...inner, $db: body['$db'] as unknown }, command);
    const collection = engine.catalogue.get(database, name);
    if (!collection) return { queryPlanner: { winningPlan: { stage: 'EOF' } }, ok: 1 };
    const { index, sorted, bounded } = planOf(engine, collection, searchOf(inner, collection));
    const isScan = index === collection.primary && !bounded;
    const found = isScan
      ? { stage: 'COLLSCAN' }
      : { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: index.name } };
    return {
      queryPlanner: { winningPlan: sorted ? found : { stage: 'SORT', inputStage: found } },
      ok: 1,
    };
  },
};
