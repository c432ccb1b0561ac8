import type { Document } from 'bson';
import type { Collection } from './catalogue.js';
import { commandError } from './command-error.js';
import { readDocument, type Stored } from './documents.js';
import type { Engine } from './engine.js';
import { sortValue } from './index-keys.js';
import { compileFilter, fieldsOf } from './match.js';
import { encode, invert } from './order.js';
import { choosePlan, type Plan, type Query, type Range } from './plan.js';
import { decodeFields } from './raw.js';

export interface Search extends Query {
  skip?: number | undefined;
  /** When to give up, in milliseconds of `performance.now()`. */
  deadline?: number | undefined;
}

/** Documents of one chunk; the first ones are small, since most pages are. */
const smallChunk = 32;
const largeChunk = 256;
/** A search lets other commands have their turn after so many milliseconds. */
const turn = 10;
/** As MongoDB's own limit for a sort without an index, in bytes. */
const largestSort = 100 * 1024 * 1024;

interface Entry {
  key: Buffer;
  value: Buffer;
}

/** The entries of one range, read in chunks so that no read transaction stays open between them. */
function* entriesOf({ db }: Engine, { from, to }: Range, reverse: boolean): Generator<Entry[]> {
  let start = reverse ? to : from;
  const end = reverse ? from : to;
  let isFirst = true;
  for (let limit = smallChunk; ; limit = largeChunk) {
    // Forwards: [from, to). Backwards LMDB starts at the upper bound, which is not part of the range either.
    const exclusiveStart = reverse || !isFirst;
    const entries = [
      ...db.getRange({ start, end, limit, reverse, exclusiveStart, inclusiveEnd: reverse }),
    ] as Entry[];
    if (entries.length > 0) yield entries;
    if (entries.length < limit) return;
    start = entries.at(-1)!.key;
    isFirst = false;
  }
}

function* entriesOfPlan(engine: Engine, plan: Plan): Generator<Entry[]> {
  for (const range of plan.reverse ? plan.ranges.toReversed() : plan.ranges)
    yield* entriesOf(engine, range, plan.reverse);
}

/** Counts the keys of a plan, up to about `bound`. */
function countKeys({ db }: Engine, { ranges }: Plan, bound: number): number {
  let count = 0;
  for (const { from, to } of ranges) {
    if (count >= bound) break;
    // LMDB's own count goes to the end of the range whatever its limit: for a bounded one the keys are walked.
    count += Number.isFinite(bound)
      ? [...db.getKeys({ start: from, end: to, limit: bound - count })].length
      : db.getKeysCount({ start: from, end: to });
  }
  return count;
}

export const planOf = (engine: Engine, collection: Collection, query: Query): Plan =>
  choosePlan(collection, query, (plan, bound) => countKeys(engine, plan, bound));

/** Everything that matches, in chunks (some empty), in the plan's order. Synchronous: writes use it as it is. */
export function* matching(
  engine: Engine,
  collection: Collection,
  query: Query,
  plan: Plan,
): Generator<Stored[]> {
  const test = compileFilter(query.filter);
  const needed = [...fieldsOf(query.filter)].map((name) => Buffer.from(name));
  const isPrimary = plan.index === collection.primary;
  const mayRepeat = plan.index.arrays.size > 0;
  const seen = new Set<string>();
  for (const entries of entriesOfPlan(engine, plan)) {
    const found: Stored[] = [];
    for (const { key, value } of entries) {
      const id = isPrimary ? key.subarray(plan.index.prefix.length) : value;
      if (mayRepeat) {
        const name = id.toString('latin1');
        if (seen.has(name)) continue;
        seen.add(name);
      }
      const bytes = isPrimary ? value : readDocument(engine, collection, id);
      if (bytes && test(needed.length === 0 ? {} : decodeFields(bytes, needed))) found.push({ id, bytes });
    }
    yield found;
  }
}

/** The order of a sort as bytes. */
function sortKey(document: Document, sort: NonNullable<Query['sort']>): Buffer {
  return Buffer.concat(
    sort.map(([path, direction]) => {
      const component = encode(sortValue(document, path.split('.'), direction));
      return direction === 1 ? component : invert(component);
    }),
  );
}

/** The first match, in any order. Synchronous: inside a write. */
export function findFirst(
  engine: Engine,
  collection: Collection,
  { filter, hint }: Query,
): Stored | undefined {
  const query = { filter, hint, limit: 1 };
  for (const [first] of matching(engine, collection, query, planOf(engine, collection, query)))
    if (first) return first;
  return undefined;
}

const otherCommands = () => new Promise<void>((resolve) => setImmediate(resolve));

/** `find`: everything that matches, sorted, skipped and limited, in chunks. Lets other commands run in between. */
export async function* search(
  engine: Engine,
  collection: Collection,
  query: Search,
): AsyncGenerator<Stored[]> {
  const plan = planOf(engine, collection, {
    ...query,
    limit: query.limit && query.limit + (query.skip ?? 0),
  });
  const chunks = patiently(matching(engine, collection, query, plan), query.deadline);
  let skip = query.skip ?? 0;
  let left = query.limit || Infinity;
  for await (const chunk of plan.sorted ? chunks : sortedChunks(chunks, query)) {
    const wanted = chunk.slice(skip, skip + left);
    skip = Math.max(0, skip - chunk.length);
    left -= wanted.length;
    yield wanted;
    if (left <= 0) return;
  }
}

async function* patiently<T>(chunks: Generator<T>, deadline = Infinity): AsyncGenerator<T> {
  let since = performance.now();
  for (const chunk of chunks) {
    yield chunk;
    if (performance.now() - since > turn) {
      await otherCommands();
      since = performance.now();
      if (since > deadline) throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
    }
  }
}

async function* sortedChunks(chunks: AsyncGenerator<Stored[]>, query: Search): AsyncGenerator<Stored[]> {
  const sort = query.sort!;
  const needed = [...new Set(sort.map(([path]) => path.split('.')[0]!))].map((name) => Buffer.from(name));
  const most = query.limit ? query.limit + (query.skip ?? 0) : Infinity;
  let kept: { order: Buffer; stored: Stored }[] = [];
  let size = 0;
  // Equals stay in the order in which they were found: sorting is stable.
  const settle = () => {
    kept.sort((a, b) => Buffer.compare(a.order, b.order));
    if (kept.length > most) {
      kept.length = most;
      size = kept.reduce((total, { stored }) => total + stored.bytes.length, 0);
    }
  };
  for await (const chunk of chunks) {
    for (const stored of chunk) {
      kept.push({ order: sortKey(decodeFields(stored.bytes, needed), sort), stored });
      size += stored.bytes.length;
    }
    if (kept.length > most * 2 + largeChunk) settle();
    if (size > largestSort) {
      throw commandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        'Sort exceeded memory limit of 104857600 bytes',
      );
    }
  }
  settle();
  for (let from = 0; from < kept.length; from += largeChunk)
    yield kept.slice(from, from + largeChunk).map(({ stored }) => stored);
}

/** How many documents match: by counting keys where an index says it all. */
export async function count(engine: Engine, collection: Collection, query: Search): Promise<number> {
  const plan = planOf(engine, collection, { filter: query.filter, hint: query.hint });
  const skip = query.skip ?? 0;
  const most = query.limit ? query.limit + skip : Infinity;
  let found = 0;
  if (plan.exact) {
    found = countKeys(engine, plan, most);
  } else {
    for await (const chunk of patiently(matching(engine, collection, query, plan), query.deadline)) {
      found += chunk.length;
      if (found >= most) break;
    }
  }
  return Math.max(0, Math.min(found, most) - skip);
}
