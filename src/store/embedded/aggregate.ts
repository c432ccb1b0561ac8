import { deserialize, type Document } from 'bson';
import { Aggregator } from 'mingo';
import type { Collection } from './catalogue.js';
import { commandError } from './command-error.js';
import { documentOf } from './command.js';
import type { Engine } from './engine.js';
import { compileFilter, isPlainObject } from './match.js';
import { selectFields } from './raw.js';
import { count, search, type Search } from './search.js';

/** What `$group` may compute: where mingo's answers agree with MongoDB's. Every other operator is refused. */
const accumulators = new Set(['$sum', '$min', '$max']);

/** The order of a `sort` document. @throws BadValue for anything but 1 and -1 */
export function sortOf(sort: unknown): NonNullable<Search['sort']> {
  if (!isPlainObject(sort)) throw commandError('TypeMismatch', 'Expected field sort to be of type object');
  return Object.entries(sort).map(([path, direction]) => {
    const sign = Number(direction);
    if (sign !== 1 && sign !== -1) {
      throw commandError(
        'BadValue',
        `$sort key ordering must be 1 (for ascending) or -1 (for descending): ${path}`,
      );
    }
    return [path, sign];
  });
}

function whole(value: unknown, stage: string, least: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least) {
    throw commandError(
      'BadValue',
      `invalid argument to ${stage} stage: Expected a number of at least ${least}`,
    );
  }
  return number;
}

interface Pipeline {
  query: Search;
  /** What `$group` is given, if it comes. */
  group?: Document;
}

/** `$match`, `$sort`, `$skip` and `$limit` in this order, then `$group`. @throws for every other pipeline */
function readPipeline(pipeline: unknown): Pipeline {
  if (!Array.isArray(pipeline))
    throw commandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const query: Search = { filter: {} };
  const read: Pipeline = { query };
  let last = '';
  for (const stage of pipeline as Document[]) {
    const [name = '', value] = Object.entries(stage)[0] ?? [];
    if (!['$match', '$sort', '$skip', '$limit', '$group'].slice(places[last] ?? 0).includes(name)) {
      throw commandError(
        'Location40324',
        `Unrecognized pipeline stage name: '${name}'. The embedded store has $match, $sort, $skip, $limit, then $group`,
      );
    }
    last = name;
    if (name === '$match') query.filter = documentOf(value, name);
    else if (name === '$sort') query.sort = sortOf(value);
    else if (name === '$skip') query.skip = whole(value, name, 0);
    else if (name === '$limit') query.limit = whole(value, name, 1);
    else read.group = documentOf(value, name);
  }
  compileFilter(query.filter);
  refuseUnknown(read.group);
  return read;
}

/** How many stages a stage leaves behind it. */
const places: Record<string, number> = { $match: 1, $sort: 2, $skip: 3, $limit: 4, $group: 5 };

function refuseUnknown(expression: unknown): void {
  if (typeof expression === 'string' && expression.startsWith('$$'))
    throw commandError('InvalidPipelineOperator', `Unrecognized expression '${expression}'`);
  if (typeof expression !== 'object' || expression === null) return;
  for (const [name, value] of Object.entries(expression)) {
    if (name.startsWith('$') && !accumulators.has(name))
      throw commandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
    refuseUnknown(value);
  }
}

/** What `countDocuments` asks, so that an index can answer it. */
function isCounting({ _id, n, ...others }: Document): boolean {
  return (
    typeof _id === 'number' && Object.keys(others).length === 0 && (n as Document | undefined)?.['$sum'] === 1
  );
}

/** The top-level fields that an expression reads. */
function fieldsRead(expression: unknown): string[] {
  if (typeof expression === 'string' && expression.startsWith('$'))
    return [expression.slice(1).split('.')[0]!];
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.values(expression).flatMap(fieldsRead);
}

/** Runs a pipeline over a collection, if there is one, and gives its documents. */
export async function aggregate(
  engine: Engine,
  collection: Collection | undefined,
  pipeline: unknown,
  deadline?: number,
): Promise<Document[]> {
  const { query, group } = readPipeline(pipeline);
  if (!collection) return [];
  if (group && isCounting(group)) {
    const n = await count(engine, collection, { ...query, deadline });
    return n > 0 ? [{ _id: group['_id'] as number, n }] : [];
  }
  const names = group && [...new Set(fieldsRead(group))].map((name) => Buffer.from(name));
  const documents: Document[] = [];
  for await (const chunk of search(engine, collection, { ...query, deadline }))
    for (const { bytes } of chunk)
      documents.push(
        deserialize(names ? selectFields(bytes, names, true) : bytes, { promoteBuffers: false }),
      );
  if (!group) return documents;
  return new Aggregator([{ $group: group }], { scriptEnabled: false }).run(documents);
}
