import type { Document } from 'bson';
import type { Collection, Index } from './catalogue.js';
import { boundsIn, demandsOf, intersect, type Demands, type Interval } from './intervals.js';
import { after, rank } from './order.js';

/** A stretch of index keys: from the first to before the second. */
export interface Range {
  from: Buffer;
  to: Buffer;
}

/** How to find documents: which stretches of which index, in which order. */
export interface Plan {
  index: Index;
  ranges: Range[];
  reverse: boolean;
  /** Less than the whole index is read. */
  bounded: boolean;
  /** Candidates come in the wanted order. */
  sorted: boolean;
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

/** A list of more values than this is nobody's: even a few thousand ranges cost less than reading everything. */
const mostRanges = 5000;

/** The cheapest way to the documents; `size` counts the keys of ranges, up to a bound. */
export function choosePlan(
  collection: Collection,
  query: Query,
  size: (plan: Plan, bound: number) => number,
): Plan {
  const demands = demandsOf(query.filter);
  const scan = planFor(collection.primary, query, demands)!;
  if (query.hint === '$natural')
    return { ...scan, ranges: [wholeOf(collection.primary)], bounded: false, exact: false };
  const hinted =
    query.hint === undefined ? undefined : collection.indexes.find(({ name }) => name === query.hint);
  const usable = hinted ? [hinted] : collection.indexes;
  const plans = [scan, ...usable.flatMap((index) => planFor(index, query, demands) ?? [])];
  if (hinted) return plans.at(-1)!;
  const served = plans.filter(({ bounded, sorted }) => bounded || sorted);
  if (served.length === 0) return scan;
  if (served.length === 1) return served[0]!;
  const bound = 400;
  const isPage = (plan: Plan) => plan.sorted && query.limit !== undefined && query.limit > 0;
  // A plan that ends after a page tells at once how little the others may cost: their keys are counted no further.
  served.sort((a, b) => Number(isPage(b) && b.exact) - Number(isPage(a) && a.exact));
  let best = served[0]!;
  let cheapest = Infinity;
  for (const plan of served) {
    const enough = Math.min(bound, cheapest + 1);
    const keys = plan.bounded ? size(plan, enough) : bound * 2;
    // In the right order, a page of 20 is likely found long before the range ends; a sort needs all of it.
    const page = isPage(plan) ? (plan.exact ? 0 : bound / 2) + query.limit! : Infinity;
    const cost = Math.min(query.sort && !plan.sorted ? keys * 1.5 : keys, page);
    // Between equals the one with more bounded fields wins: it was counted only up to the bound.
    if (cost < cheapest || (cost === cheapest && depth(plan) > depth(best))) {
      best = plan;
      cheapest = cost;
    }
  }
  return best;
}

const depth = (plan: Plan): number => plan.ranges[0]?.from.length ?? 0;

const wholeOf = ({ prefix }: Index): Range => ({ from: prefix, to: after(prefix) });

/** A plan through one index, or nothing when it could miss documents. */
function planFor(index: Index, query: Query, demands: Demands): Plan | undefined {
  if (!index.ready || !holdsAll(index, demands)) return undefined;
  let ranges: Range[] = [wholeOf(index)];
  let constants = 0;
  const spoken = new Set<string>();
  for (const [position, path] of index.key.entries()) {
    const intervals = intervalsFor(index, position, demands.byPath.get(path));
    if (!intervals || ranges.length * intervals.length > mostRanges) break;
    spoken.add(path);
    const direction = index.directions[position]!;
    const isPoints = intervals.every(({ point }) => point);
    ranges = ranges.flatMap((range) =>
      intervals.map((interval) => {
        const { from, to } = boundsIn(interval, direction);
        const start = range.from;
        return {
          from: Buffer.concat([start, from]),
          to: Buffer.concat([start, to]),
        };
      }),
    );
    if (!isPoints) break;
    if (intervals.length === 1 && constants === position) constants = position + 1;
  }
  ranges.sort((a, b) => Buffer.compare(a.from, b.from));
  const order = orderOf(index, query, constants);
  const exact =
    demands.exact && index.arrays.size === 0 && [...demands.byPath.keys()].every((path) => spoken.has(path));
  return { index, ranges, bounded: spoken.size > 0, exact, ...order };
}

/** A sparse index leaves documents out: may the query ask for one of those? */
function holdsAll(index: Index, demands: Demands): boolean {
  if (!index.sparse) return true;
  return index.key.some((path) =>
    (demands.byPath.get(path) ?? []).some((intervals) => intervals.every(({ low }) => low[0]! > rank.null)),
  );
}

function intervalsFor(index: Index, position: number, conditions?: Interval[][]): Interval[] | undefined {
  // Through an array each condition may hold for another element, so only one of them can bound the search.
  if (index.arrays.has(position))
    return conditions?.reduce((best, one) => (isTighter(one, best) ? one : best));
  return conditions?.reduce(intersect);
}

const isTighter = (one: Interval[], other: Interval[]): boolean =>
  one.every(({ point }) => point) && (!other.every(({ point }) => point) || one.length < other.length);

/** Does the index give the wanted order, possibly backwards? Its first fields are constants, fixed by the query. */
function orderOf(index: Index, { sort }: Query, constants: number): Pick<Plan, 'reverse' | 'sorted'> {
  if (!sort) return { reverse: false, sorted: true };
  if (index.cut) return { reverse: false, sorted: false };
  const fields = index.key.map((path, i) => ({
    path,
    direction: index.directions[i]!,
    isArray: index.arrays.has(i),
  }));
  const constant = new Set(
    fields.slice(0, constants).flatMap(({ path, isArray }) => (isArray ? [] : [path])),
  );
  // Behind its fields every index goes by _id, in the direction of its last field.
  const rest = [
    ...fields.slice(constants),
    { path: '_id', direction: index.directions.at(-1)!, isArray: false },
  ];
  const wanted = sort.filter(([path]) => !constant.has(path));
  const reverse = wanted.length > 0 && rest[0]!.direction !== wanted[0]![1];
  const sorted = wanted.every(([path, direction], i) => {
    const field = rest[i];
    return field?.path === path && !field.isArray && (field.direction === direction) !== reverse;
  });
  return { reverse, sorted };
}
