import { ObjectId, type Document } from 'bson';
import { describeError, commandError } from './command-error.js';
import type { Collection } from './catalogue.js';
import { booleanOf, documentOf, nameOf, type Command, type Server } from './command.js';
import { changeDocument, idKey, readDocument, type Stored } from './documents.js';
import { compileFilter } from './match.js';
import { same } from './order.js';
import { sortOf } from './aggregate.js';
import { compileProjection } from './project.js';
import { decode, encodeDocument, largestDocument, withIdFirst } from './raw.js';
import { findFirst, search } from './search.js';
import { applyUpdate, compileUpdate, documentFromFilter, isModifier, type Modification } from './update.js';

/** Documents changed in one transaction: more would keep other writers waiting. */
const atOnce = 250;

interface WriteError {
  index: number;
  [detail: string]: unknown;
}

/** Runs the statements of a write command one after the other; an ordered command stops at the first error. */
async function eachStatement(
  body: Document,
  statements: unknown[],
  run: (statement: Document, index: number) => Promise<void>,
): Promise<WriteError[]> {
  const errors: WriteError[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      await run(statement as Document, index);
    } catch (error) {
      errors.push({ index, ...describeError(error) });
      if (body['ordered'] !== false) break;
    }
  }
  return errors;
}

const withErrors = (reply: Document, writeErrors: WriteError[]): Document => ({
  ...reply,
  ...(writeErrors.length > 0 && { writeErrors }),
  ok: 1,
});

const statementsOf = ({ body, sequences }: Parameters<Command['run']>[1], name: string): Document[] => {
  const found = sequences.get(name)?.map((bytes) => decode(bytes)) ?? (body[name] as unknown);
  if (!Array.isArray(found) || found.length === 0)
    throw commandError('BadValue', `Write batch sizes must be between 1 and 100000: ${name}`);
  return found as Document[];
};

export const insert: Command = {
  takes: ['documents', 'ordered', 'bypassDocumentValidation'],
  async run({ engine }, { body, sequences }) {
    const [database, name] = nameOf(body, 'insert');
    const given =
      sequences.get('documents') ??
      (body['documents'] as Document[] | undefined)?.map((each) => encodeDocument(each));
    if (!given?.length) throw commandError('BadValue', 'Write batch sizes must be between 1 and 100000');
    const errors: WriteError[] = [];
    let n = 0;
    for (let from = 0; from < given.length; from += atOnce) {
      await engine.write(() => {
        const collection = engine.catalogue.create(database, name);
        for (const [i, document] of given.slice(from, from + atOnce).entries()) {
          try {
            if (document.length > largestDocument)
              throw commandError(
                'BSONObjectTooLarge',
                `object to insert too large. size in bytes: ${document.length}`,
              );
            const { bytes, id } = withIdFirst(document, () => new ObjectId());
            changeDocument(engine, collection, idKey(id), undefined, bytes);
            n++;
          } catch (error) {
            errors.push({ index: from + i, ...describeError(error) });
            if (body['ordered'] !== false) break;
          }
        }
      });
      if (errors.length > 0 && body['ordered'] !== false) break;
    }
    return withErrors({ n }, errors);
  },
};

interface UpdateStatement {
  filter: Document;
  /** Operators, or the whole new document. */
  modifications?: Modification[] | undefined;
  replacement: Document;
  upsert: boolean;
  sort?: [string, 1 | -1][] | undefined;
  hint?: string | undefined;
}

/** The document after the update; the same bytes when nothing changed. */
function updated(before: Buffer, { filter, modifications, replacement }: UpdateStatement): Buffer {
  const document = decode(before);
  if (modifications) {
    applyUpdate(document, modifications, { filter, isInsert: false });
    return encodeDocument(document);
  }
  if ('_id' in replacement && !same(replacement['_id'], document['_id'])) {
    throw commandError(
      'ImmutableField',
      "After applying the update, the (immutable) field '_id' was altered",
    );
  }
  return encodeDocument({ _id: document['_id'] as unknown, ...replacement });
}

function inserted({ filter, modifications, replacement }: UpdateStatement): {
  bytes: Buffer;
  id: unknown;
} {
  const base = documentFromFilter(filter);
  let document = base;
  if (modifications) applyUpdate(document, modifications, { filter, isInsert: true });
  else document = '_id' in base ? { _id: base['_id'] as unknown, ...replacement } : replacement;
  return withIdFirst(encodeDocument(document), () => new ObjectId());
}

interface Outcome {
  matched: number;
  modified: number;
  upsertedId?: unknown;
  before?: Buffer | undefined;
  after?: Buffer | undefined;
}

/** Updates the first match, or inserts: one transaction, so nobody comes in between. Inside a write. */
function updateFirst(
  { engine }: Server,
  database: string,
  name: string,
  statement: UpdateStatement,
): Outcome {
  const existing = engine.catalogue.get(database, name);
  const found = existing && findFirst(engine, existing, statement);
  if (existing && found) {
    const after = updated(found.bytes, statement);
    const modified = after.equals(found.bytes) ? 0 : 1;
    if (modified) changeDocument(engine, existing, found.id, found.bytes, after);
    return { matched: 1, modified, before: found.bytes, after };
  }
  if (!statement.upsert) return { matched: 0, modified: 0 };
  return upsert({ engine }, database, name, statement);
}

function upsert(
  { engine }: Pick<Server, 'engine'>,
  database: string,
  name: string,
  statement: UpdateStatement,
): Outcome {
  const { bytes, id } = inserted(statement);
  changeDocument(engine, engine.catalogue.create(database, name), idKey(id), undefined, bytes);
  return { matched: 0, modified: 0, upsertedId: id, after: bytes };
}

/** Does something to every match, some at a time; a document that changed meanwhile is asked again. */
async function eachMatch(
  { engine }: Server,
  collection: Collection,
  filter: Document,
  hint: string | undefined,
  act: (stored: Stored) => void,
): Promise<void> {
  const ids: Buffer[] = [];
  for await (const chunk of search(engine, collection, { filter, hint }))
    ids.push(...chunk.map(({ id }) => id));
  const test = compileFilter(filter);
  for (let from = 0; from < ids.length; from += atOnce) {
    await engine.write(() => {
      if (engine.catalogue.get(collection.database, collection.name) !== collection) return;
      for (const id of ids.slice(from, from + atOnce)) {
        const bytes = readDocument(engine, collection, id);
        if (bytes && test(decode(bytes))) act({ id, bytes });
      }
    });
  }
}

async function updateAll(
  server: Server,
  database: string,
  name: string,
  statement: UpdateStatement,
): Promise<Outcome> {
  const { engine } = server;
  if (!statement.modifications)
    throw commandError('FailedToParse', 'multi update is not supported for replacement-style update');
  const outcome: Outcome = { matched: 0, modified: 0 };
  const collection = engine.catalogue.get(database, name);
  if (collection) {
    await eachMatch(server, collection, statement.filter, statement.hint, ({ id, bytes }) => {
      const after = updated(bytes, statement);
      if (!after.equals(bytes)) {
        changeDocument(engine, collection, id, bytes, after);
        outcome.modified++;
      }
      outcome.matched++;
    });
  }
  if (outcome.matched > 0 || !statement.upsert) return outcome;
  return engine.write(() => {
    const now = engine.catalogue.get(database, name);
    if (now && findFirst(engine, now, statement)) return outcome;
    return upsert(server, database, name, statement);
  });
}

function updateStatement(given: Document, filter: unknown, update: unknown): UpdateStatement {
  if (given['collation'] !== undefined)
    throw commandError('CommandNotSupported', 'The embedded store does not have collations');
  const statement: UpdateStatement = {
    filter: documentOf(filter, 'q'),
    modifications: isModifier(update) ? compileUpdate(update as Document, new Date()) : undefined,
    replacement: update as Document,
    upsert: booleanOf(given['upsert'], 'upsert'),
    sort: given['sort'] === undefined ? undefined : sortOf(given['sort']),
  };
  compileFilter(statement.filter);
  return statement;
}

const known = new Set(['q', 'u', 'multi', 'upsert', 'hint', 'collation', 'limit', 'sort']);

function refuseUnknown(statement: Document, kind: string): void {
  const stray = Object.keys(statement).find((name) => !known.has(name));
  if (stray) throw commandError('IDLUnknownField', `BSON field '${kind}.${stray}' is an unknown field.`);
}

export const update: Command = {
  takes: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  async run(server, request) {
    const [database, name] = nameOf(request.body, 'update');
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = await eachStatement(
      request.body,
      statementsOf(request, 'updates'),
      async (given, index) => {
        refuseUnknown(given, 'update.updates');
        const statement = {
          ...updateStatement(given, given['q'], given['u']),
          hint: hintName(given['hint']),
        };
        const outcome = booleanOf(given['multi'], 'multi')
          ? await updateAll(server, database, name, statement)
          : await server.engine.write(() => updateFirst(server, database, name, statement));
        n += outcome.matched;
        nModified += outcome.modified;
        if ('upsertedId' in outcome) {
          n++;
          upserted.push({ index, _id: outcome.upsertedId });
        }
      },
    );
    return withErrors({ n, nModified, ...(upserted.length > 0 && { upserted }) }, errors);
  },
};

/** MongoDB names an index by its key's parts. */
export function hintName(hint: unknown): string | undefined {
  if (hint === undefined) return undefined;
  if (typeof hint === 'string') return hint;
  return Object.entries(documentOf(hint, 'hint')).map(([path, direction]) => (path === '$natural' ? path : `${path}_${String(direction)}`)).join('_'); // prettier-ignore
}

export const remove: Command = {
  takes: ['deletes', 'ordered', 'let'],
  async run(server, request) {
    const { engine } = server;
    const [database, name] = nameOf(request.body, 'delete');
    let n = 0;
    const errors = await eachStatement(request.body, statementsOf(request, 'deletes'), async (given) => {
      refuseUnknown(given, 'delete.deletes');
      if (given['collation'] !== undefined)
        throw commandError('CommandNotSupported', 'The embedded store does not have collations');
      const filter = documentOf(given['q'], 'q');
      compileFilter(filter);
      const collection = engine.catalogue.get(database, name);
      if (!collection) return;
      const act = ({ id, bytes }: Stored) => {
        changeDocument(engine, collection, id, bytes, undefined);
        n++;
      };
      const hint = hintName(given['hint']);
      if (Number(given['limit']) === 0) {
        await eachMatch(server, collection, filter, hint, act);
        return;
      }
      await engine.write(() => {
        const found = findFirst(engine, collection, { filter, hint });
        if (found) act(found);
      });
    });
    return withErrors({ n }, errors);
  },
};

export const findAndModify: Command = {
  takes: [
    'query',
    'sort',
    'update',
    'remove',
    'new',
    'fields',
    'upsert',
    'hint',
    'bypassDocumentValidation',
    'collation',
    'let',
  ],
  async run(server, { body }) {
    const { engine } = server;
    const [database, name] = nameOf(body, 'findAndModify' in body ? 'findAndModify' : 'findandmodify');
    const removes = booleanOf(body['remove'], 'remove');
    if (removes === (body['update'] !== undefined))
      throw commandError(
        'FailedToParse',
        "Either an update or 'remove=true' must be specified, and not both",
      );
    const project = compileProjection(body['fields'] as Document | undefined);
    const statement = {
      ...updateStatement(body, body['query'] ?? {}, removes ? {} : body['update']),
      hint: hintName(body['hint']),
    };
    const shown = (bytes: Buffer | undefined) => (bytes ? decode(project(bytes)) : null);
    if (removes) {
      const found = await engine.write(() => {
        const collection = engine.catalogue.get(database, name);
        const first = collection && findFirst(engine, collection, statement);
        if (collection && first) changeDocument(engine, collection, first.id, first.bytes, undefined);
        return first;
      });
      return { lastErrorObject: { n: found ? 1 : 0 }, value: shown(found?.bytes), ok: 1 };
    }
    const { matched, before, after, ...rest } = await engine.write(() =>
      updateFirst(server, database, name, statement),
    );
    const made = 'upsertedId' in rest;
    return {
      lastErrorObject: {
        n: matched + Number(made),
        updatedExisting: matched === 1,
        ...(made && { upserted: rest.upsertedId }),
      },
      value: shown(booleanOf(body['new'], 'new') ? after : before),
      ok: 1,
    };
  },
};
