import { ObjectId, type Document } from 'bson';
import { describeError, commandError } from './command-error.js';
import type { Collection } from './catalogue.js';
import { booleanOf, documentOf, nameOf, type Command } from './command.js';
import { changeDocument, idKey, readDocument, type Stored } from './documents.js';
import type { Engine } from './engine.js';
import { compileFilter } from './match.js';
import { compileProjection } from './project.js';
import { decode, encodeDocument, largestDocument, withIdFirst } from './raw.js';
import { findFirst, search } from './search.js';
import { applyUpdate, compileUpdate, documentFromFilter, type Modification } from './update.js';

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
  modifications: Modification[];
  upsert: boolean;
  hint?: string | undefined;
}

/** The document after the update; the same bytes when nothing changed. */
function updated(before: Buffer, { modifications }: UpdateStatement): Buffer {
  const document = decode(before);
  applyUpdate(document, modifications, false);
  return encodeDocument(document);
}

interface Outcome {
  matched: number;
  modified: number;
  upsertedId?: unknown;
  before?: Buffer | undefined;
  after?: Buffer | undefined;
}

/** Updates the first match, or inserts: one transaction, so nobody comes in between. Inside a write. */
function updateFirst(engine: Engine, database: string, name: string, statement: UpdateStatement): Outcome {
  const collection = engine.catalogue.get(database, name);
  const found = collection && findFirst(engine, collection, statement);
  if (collection && found) {
    const after = updated(found.bytes, statement);
    const modified = after.equals(found.bytes) ? 0 : 1;
    if (modified) changeDocument(engine, collection, found.id, found.bytes, after);
    return { matched: 1, modified, before: found.bytes, after };
  }
  if (!statement.upsert) return { matched: 0, modified: 0 };
  const document = documentFromFilter(statement.filter);
  applyUpdate(document, statement.modifications, true);
  const { bytes, id } = withIdFirst(encodeDocument(document), () => new ObjectId());
  changeDocument(engine, engine.catalogue.create(database, name), idKey(id), undefined, bytes);
  return { matched: 0, modified: 0, upsertedId: id, after: bytes };
}

/** Does something to every match, some at a time; a document that changed meanwhile is asked again. */
async function eachMatch(
  engine: Engine,
  collection: Collection,
  { filter, hint }: Pick<UpdateStatement, 'filter' | 'hint'>,
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
  engine: Engine,
  database: string,
  name: string,
  statement: UpdateStatement,
): Promise<Outcome> {
  if (statement.upsert)
    throw commandError('CommandNotSupported', 'The embedded store upserts one document at a time');
  const outcome: Outcome = { matched: 0, modified: 0 };
  const collection = engine.catalogue.get(database, name);
  if (!collection) return outcome;
  await eachMatch(engine, collection, statement, ({ id, bytes }) => {
    const after = updated(bytes, statement);
    if (!after.equals(bytes)) {
      changeDocument(engine, collection, id, bytes, after);
      outcome.modified++;
    }
    outcome.matched++;
  });
  return outcome;
}

/** A filter that can be asked, and the index to use. */
function conditionOf(filter: unknown, hint: unknown): { filter: Document; hint: string | undefined } {
  const condition = { filter: documentOf(filter, 'q'), hint: hintName(hint) };
  compileFilter(condition.filter);
  return condition;
}

function refuseUnknown(statement: Document, kind: string, known: string[]): void {
  const stray = Object.keys(statement).find((name) => !known.includes(name));
  if (stray) throw commandError('IDLUnknownField', `BSON field '${kind}.${stray}' is an unknown field.`);
}

export const update: Command = {
  takes: ['updates', 'ordered', 'bypassDocumentValidation'],
  async run({ engine }, request) {
    const [database, name] = nameOf(request.body, 'update');
    let n = 0;
    let nModified = 0;
    const upserted: Document[] = [];
    const errors = await eachStatement(
      request.body,
      statementsOf(request, 'updates'),
      async (given, index) => {
        refuseUnknown(given, 'update.updates', ['q', 'u', 'multi', 'upsert', 'hint']);
        const statement = {
          ...conditionOf(given['q'], given['hint']),
          modifications: compileUpdate(given['u']),
          upsert: booleanOf(given['upsert'], 'upsert'),
        };
        const outcome = booleanOf(given['multi'], 'multi')
          ? await updateAll(engine, database, name, statement)
          : await engine.write(() => updateFirst(engine, database, name, statement));
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
  if (hint === undefined || typeof hint === 'string') return hint;
  const parts = Object.entries(documentOf(hint, 'hint'));
  return parts.map(([path, way]) => (path === '$natural' ? path : `${path}_${String(way)}`)).join('_');
}

export const remove: Command = {
  takes: ['deletes', 'ordered'],
  async run({ engine }, request) {
    const [database, name] = nameOf(request.body, 'delete');
    let n = 0;
    const errors = await eachStatement(request.body, statementsOf(request, 'deletes'), async (given) => {
      refuseUnknown(given, 'delete.deletes', ['q', 'limit', 'hint']);
      const condition = conditionOf(given['q'], given['hint']);
      const collection = engine.catalogue.get(database, name);
      if (!collection) return;
      const act = ({ id, bytes }: Stored) => {
        changeDocument(engine, collection, id, bytes, undefined);
        n++;
      };
      if (Number(given['limit']) === 0) {
        await eachMatch(engine, collection, condition, act);
        return;
      }
      await engine.write(() => {
        const found = findFirst(engine, collection, condition);
        if (found) act(found);
      });
    });
    return withErrors({ n }, errors);
  },
};

export const findAndModify: Command = {
  takes: ['query', 'update', 'remove', 'new', 'fields', 'upsert', 'hint', 'bypassDocumentValidation'],
  async run({ engine }, { body }) {
    const [database, name] = nameOf(body, 'findAndModify' in body ? 'findAndModify' : 'findandmodify');
    if (booleanOf(body['remove'], 'remove'))
      throw commandError('CommandNotSupported', 'The embedded store does not have findAndModify with remove');
    const project = compileProjection(body['fields'] as Document | undefined);
    const statement = {
      ...conditionOf(body['query'] ?? {}, body['hint']),
      modifications: compileUpdate(body['update']),
      upsert: booleanOf(body['upsert'], 'upsert'),
    };
    const outcome = await engine.write(() => updateFirst(engine, database, name, statement));
    const shown = booleanOf(body['new'], 'new') ? outcome.after : outcome.before;
    return {
      lastErrorObject: {
        n: outcome.after ? 1 : 0,
        updatedExisting: outcome.matched === 1,
        ...('upsertedId' in outcome && { upserted: outcome.upsertedId }),
      },
      value: shown ? decode(project(shown)) : null,
      ok: 1,
    };
  },
};
