import { deserialize, type Document } from 'bson';
import { Aggregator } from 'mingo';
import type { Collection } from './catalogue.js';
import { commandError } from './command-error.js';
import type { Engine } from './engine.js';
import { checkExpression, mingoOptions } from './expressions.js';
import { compileFilter, isPlainObject } from './match.js';
import { compileProjection } from './project.js';
import { compare } from './order.js';
import { sortValue } from './index-keys.js';
import { encodeDocument, selectFields } from './raw.js';
import { count, search, type Search } from './search.js';

type Stage = [name: string, value: unknown];

/** The stages that mingo runs; the others are run here. */
const byMingo = new Set([
  '$group',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$unwind',
  '$replaceRoot',
  '$replaceWith',
  '$sortByCount',
]);

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

function stagesOf(pipeline: unknown): Stage[] {
  if (!Array.isArray(pipeline))
    throw commandError('TypeMismatch', "'pipeline' option must be specified as an array");
  return pipeline.map((stage: unknown) => {
    const entries = isPlainObject(stage) ? Object.entries(stage) : [];
    if (entries.length !== 1) {
      throw commandError(
        'FailedToParse',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    return entries[0] as Stage;
  });
}

/** The search that the first stages amount to, and the stages that remain. */
function splitPipeline(stages: Stage[]): { query: Search; rest: Stage[] } {
  const rest = [...stages];
  const filters: Document[] = [];
  while (rest[0]?.[0] === '$match') filters.push(rest.shift()![1] as Document);
  const query: Search = {
    filter: filters.length === 1 ? filters[0]! : filters.length ? { $and: filters } : {},
  };
  if (rest[0]?.[0] === '$sort') query.sort = sortOf(rest.shift()![1]);
  if (rest[0]?.[0] === '$skip') query.skip = whole(rest.shift()![1], '$skip', 0);
  if (rest[0]?.[0] === '$limit') query.limit = whole(rest.shift()![1], '$limit', 1);
  return { query, rest };
}

/** What `countDocuments` asks, so that an index can answer it. */
function isCounting([stage, ...more]: Stage[]): boolean {
  if (stage?.[0] !== '$group' || more.length > 0) return false;
  const { _id, n, ...others } = stage[1] as Document;
  return typeof _id !== 'object' && typeof _id !== 'string' && Object.keys(others).length === 0 &&
    isPlainObject(n) && Object.keys(n).length === 1 && n['$sum'] === 1; // prettier-ignore
}

/** The fields that a first `$group` reads; undefined when it may read all. */
function fieldsRead(stage: Stage | undefined): Buffer[] | undefined {
  if (stage?.[0] !== '$group' && stage?.[0] !== '$sortByCount') return undefined;
  const names = new Set<string>();
  let all = false;
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && value.startsWith('$$')) all = true;
    else if (typeof value === 'string' && value.startsWith('$')) names.add(value.slice(1).split('.')[0]!);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(stage[1]);
  return all ? undefined : [...names].map((name) => Buffer.from(name));
}

/** Runs a pipeline over a collection, if there is one, and gives its documents. */
export async function aggregate(
  engine: Engine,
  collection: Collection | undefined,
  pipeline: unknown,
  deadline?: number,
): Promise<Document[]> {
  const stages = stagesOf(pipeline);
  const { query, rest } = splitPipeline(stages);
  compileFilter(query.filter);
  checkStages(rest);
  if (!collection) return runStages([], rest);
  if (isCounting(rest) && !query.sort) {
    const n = await count(engine, collection, { ...query, deadline });
    return n > 0 ? [{ _id: (rest[0]![1] as Document)['_id'] as unknown, n }] : [];
  }
  const names = fieldsRead(rest[0]);
  const documents: Document[] = [];
  for await (const chunk of search(engine, collection, { ...query, deadline })) {
    for (const { bytes } of chunk) {
      documents.push(
        deserialize(names ? selectFields(bytes, names, true) : bytes, { promoteBuffers: false }),
      );
    }
  }
  return runStages(documents, rest);
}

function checkStages(stages: Stage[]): void {
  for (const [name, value] of stages) {
    if (byMingo.has(name)) checkExpression(value);
    else if (name === '$facet')
      for (const inner of Object.values(value as Document)) checkStages(stagesOf(inner));
    else if (name === '$match') compileFilter(value as Document);
    else if (!['$sort', '$skip', '$limit', '$count'].includes(name)) {
      throw commandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    }
  }
}

function runStages(documents: Document[], stages: Stage[]): Document[] {
  return stages.reduce(runStage, documents);
}

function runStage(documents: Document[], [name, value]: Stage): Document[] {
  switch (name) {
    case '$match':
      return documents.filter(compileFilter(value as Document));
    case '$sort': {
      const sort = sortOf(value).map(([path, direction]) => [path.split('.'), direction] as const);
      return documents.toSorted((a, b) => {
        for (const [path, direction] of sort) {
          const difference =
            compare(sortValue(a, path, direction), sortValue(b, path, direction)) * direction;
          if (difference !== 0) return difference;
        }
        return 0;
      });
    }
    case '$skip':
      return documents.slice(whole(value, '$skip', 0));
    case '$limit':
      return documents.slice(0, whole(value, '$limit', 1));
    case '$count':
      return documents.length > 0 ? [{ [String(value)]: documents.length }] : [];
    case '$facet':
      return [
        Object.fromEntries(
          Object.entries(value as Document).map(([facet, inner]) => [
            facet,
            runStages(documents, stagesOf(inner)),
          ]),
        ),
      ];
    case '$project': {
      const plain = Object.values(value as Document).every(
        (flag) => typeof flag === 'number' || typeof flag === 'boolean',
      );
      if (!plain) break;
      const project = compileProjection(value as Document);
      return documents.map((document) => deserialize(project(encodeDocument(document))));
    }
    default:
  }
  return new Aggregator([{ [name]: value }], mingoOptions).run(documents);
}
