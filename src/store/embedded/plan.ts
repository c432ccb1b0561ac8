import type { Document } from 'bson';
import type { Collection, Index } from './catalogue.js';
import { boundsIn, demandsOf, intersect, type Demands, type Interval } from './intervals.js';
import { after, same } from './order.js';

/** A stretch of index keys. Keys of one range share its first `fixed` bytes, which name the equal fields. */
export interface Range {
  from: Buffer;
  to: Buffer;
  fixed: number;
}

/** How to find documents: which stretches of which index, in which order. */
export interface Plan {
  index: Index;
  ranges: Range[];
  reverse: boolean;
  /** Candidates come in the wanted order. */
  sorted: boolean;
  /** The ranges have to be read side by side to keep that order. */
  merge: boolean;
  /** Every candidate matches, and comes once. */
  exact: boolean;
}

export interface Query {
  filter: Document;
  sort?: [path: string, direction: 1 | -1][] | undefined;
  limit?: number | undefined;
  /** The name of an index, `$natural`, or nothing. */
  hint?: string | undefined;
}

/** More ranges than this cost more than they save. */
const mostRanges = 300;
/** Streams read side by side. */
const mostMerged = 40;

/** The cheapest way to the documents; `size` counts the keys of ranges, up to a bound. */
export function choosePlan(
  collection: Collection,
  query: Query,
  size: (plan: Plan, bound: number) => number,
): Plan {
  const demands = demandsOf(query.filter);
  const scan = planFor(collection.primary, query, demands)!;
  if (query.hint === '$natural') return { ...scan, ranges: [wholeOf(collection.primary)], exact: false };
  const hinted =
    query.hint === undefined ? undefined : collection.indexes.find(({ name }) => name === query.hint);
  const usable = hinted ? [hinted] : collection.indexes;
  const plans = [scan, ...usable.flatMap((index) => planFor(index, query, demands) ?? [])];
  if (hinted) return plans.at(-1)!;
  const served = plans.filter((plan) => isBounded(plan) || plan.sorted);
  if (served.length === 0) return scan;
  if (served.length === 1) return served[0]!;
  const bound = 2000;
  const costs = served.map((plan) => {
    const keys = isBounded(plan) ? size(plan, bound) : bound * 2;
    // In the right order, a page of 20 is likely found long before the range ends; a sort needs all of it.
    if (plan.sorted && query.limit)
      return plan.exact ? Math.min(keys, query.limit) : Math.min(keys, bound / 2 + query.limit);
    return query.sort && !plan.sorted ? keys * 1.5 : keys;
  });
  const cheapest = Math.min(...costs);
  // Between equals the one with more bounded fields wins: it was counted only up to the bound.
  return served
    .filter((_, i) => costs[i] === cheapest)
    .reduce((best, plan) => (plan.ranges[0] && best.ranges[0] && depth(plan) > depth(best) ? plan : best));
}

const depth = (plan: Plan): number => plan.ranges[0]!.from.length;

const wholeOf = ({ prefix }: Index): Range => ({ from: prefix, to: after(prefix), fixed: prefix.length });

const isBounded = (plan: Plan): boolean =>
  plan.ranges.length !== 1 ||
  !plan.ranges[0]!.from.equals(plan.index.prefix) ||
  !plan.ranges[0]!.to.equals(after(plan.index.prefix));

/** A plan through one index, or nothing when it could miss documents. */
function planFor(index: Index, query: Query, demands: Demands): Plan | undefined {
  if (!index.ready || !holdsAll(index, query.filter, demands)) return undefined;
  let ranges: Range[] = [wholeOf(index)];
  let constants = 0;
  let fixedFields = 0;
  const spoken = new Set<string>();
  const bounded = new Set<string>();
  for (const [position, path] of index.key.entries()) {
    const intervals = intervalsFor(index, position, path, demands, bounded);
    if (!intervals || ranges.length * intervals.length > mostRanges) break;
    spoken.add(path);
    bounded.add(path.split('.')[0]!);
    const direction = index.directions[position]!;
    const isPoints = intervals.every(({ point }) => point);
    ranges = ranges.flatMap((range) =>
      intervals.map((interval) => {
        const { from, to } = boundsIn(interval, direction);
        const start = range.from;
        return {
          from: Buffer.concat([start, from]),
          to: Buffer.concat([start, to]),
          fixed: start.length + (isPoints ? from.length : 0),
        };
      }),
    );
    if (!isPoints) break;
    fixedFields = position + 1;
    if (intervals.length === 1 && constants === position) constants = position + 1;
  }
  ranges.sort((a, b) => Buffer.compare(a.from, b.from));
  const order = orderOf(index, query, constants, fixedFields, ranges.length);
  const exact =
    demands.exact && index.arrays.size === 0 && [...demands.byPath.keys()].every((path) => spoken.has(path));
  return { index, ranges, exact, ...order };
}

/** Sparse and partial indexes leave documents out: may the query ask for one of those? */
function holdsAll(index: Index, filter: Document, demands: Demands): boolean {
  if (index.partial) {
    const conjuncts = conjunctsOf(filter);
    if (
      !conjunctsOf(index.partial).every(([name, value]) =>
        conjuncts.some(([other, given]) => name === other && same(value, given)),
      )
    ) {
      return false;
    }
  }
  if (!index.sparse) return true;
  return index.key.some((path) =>
    (demands.byPath.get(path) ?? []).some((intervals) => intervals.every(({ low }) => low.key[0]! > 0x0a)),
  );
}

function conjunctsOf(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, wanted]): [string, unknown][] =>
    name === '$and' ? (wanted as Document[]).flatMap(conjunctsOf) : [[name, wanted]],
  );
}

function intervalsFor(
  index: Index,
  position: number,
  path: string,
  demands: Demands,
  bounded: Set<string>,
): Interval[] | undefined {
  const conditions = demands.byPath.get(path);
  if (!conditions) return undefined;
  // Through arrays each condition may hold for another element, so only one of them can bound the search, and
  // fields inside the same array are indexed element by element: only the first of them can.
  if (index.arrays.size > 0) {
    if (bounded.has(path.split('.')[0]!)) return undefined;
    if (index.arrays.has(position)) {
      return conditions.reduce((best, one) => (isTighter(one, best) ? one : best));
    }
  }
  return conditions.reduce(intersect);
}

const isTighter = (one: Interval[], other: Interval[]): boolean =>
  one.every(({ point }) => point) && (!other.every(({ point }) => point) || one.length < other.length);

/** Does the index give the wanted order, possibly backwards, possibly by reading its ranges side by side? */
function orderOf(
  index: Index,
  query: Query,
  constants: number,
  fixedFields: number,
  ranges: number,
): Pick<Plan, 'reverse' | 'sorted' | 'merge'> {
  const unsorted = { reverse: false, sorted: false, merge: false };
  if (!query.sort) return { ...unsorted, sorted: true };
  if (index.cut) return unsorted;
  const constant = new Set(
    index.key.slice(0, constants).filter((_, position) => !index.arrays.has(position)),
  );
  const wanted = query.sort.filter(([path]) => !constant.has(path));
  // Behind its fields every index goes by _id, in the direction of its last field.
  const behind: [string, 1 | -1, number] = ['_id', index.directions.at(-1)!, -1];
  const fields = [
    ...index.key.map((path, i): [string, 1 | -1, number] => [path, index.directions[i]!, i]),
    behind,
  ];
  for (const from of new Set([constants, ranges <= mostMerged ? fixedFields : constants])) {
    const rest = fields.slice(from).filter(([path]) => !constant.has(path));
    const reverse = wanted.length > 0 && rest[0]?.[1] !== wanted[0]![1];
    const serves = wanted.every(([path, direction], i) => {
      const field = rest[i];
      return field?.[0] === path && !index.arrays.has(field[2]) && (field[1] === direction) !== reverse;
    });
    // An _id ends every order: nothing after it can matter.
    if (serves) return { reverse, sorted: true, merge: from !== constants && ranges > 1 };
  }
  return unsorted;
}
