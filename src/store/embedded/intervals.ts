import type { Document } from 'bson';
import { isOperators, isPlainObject } from './match.js';
import { after, cutTo, encode, encodeComponent, invert, rank } from './order.js';

/** A stretch of one field's values, from the encoding `low` to before `high`. A point holds exactly one value. */
export interface Interval {
  low: Buffer;
  high: Buffer;
  point: boolean;
}

/**
 * What a filter demands of each path: for every path a list of necessary conditions, each a list of intervals of
 * which one must hold. On a path without arrays all conditions hold for the one value, and may be intersected.
 */
export interface Demands {
  byPath: Map<string, Interval[][]>;
  /** The intervals say all that the filter says, so that counting keys is counting documents. */
  exact: boolean;
}

const before = (left: Buffer, right: Buffer): boolean => Buffer.compare(left, right) < 0;

function pointAt(value: unknown): Interval {
  const key = encodeComponent(value);
  return { low: key, high: after(key), point: true };
}

/** The interval's bounds as bytes of the index, whose descending fields are inverted. */
export function boundsIn({ low, high }: Interval, direction: 1 | -1): { from: Buffer; to: Buffer } {
  if (direction === 1) return { from: low, to: high };
  return { from: after(invert(high)), to: after(invert(low)) };
}

export function intersect(left: Interval[], right: Interval[]): Interval[] {
  return left.flatMap((one) =>
    right.flatMap((other) => {
      const low = before(one.low, other.low) ? other.low : one.low;
      const high = before(one.high, other.high) ? one.high : other.high;
      return before(low, high) ? [{ low, high, point: one.point || other.point }] : [];
    }),
  );
}

function unite(intervals: Interval[]): Interval[] {
  const united: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => Buffer.compare(a.low, b.low))) {
    const last = united.at(-1);
    if (last && before(next.low, last.high)) {
      const isSame = last.point && next.point;
      if (before(last.high, next.high)) last.high = next.high;
      last.point = isSame;
    } else {
      united.push({ ...next });
    }
  }
  return united;
}

const isIndexable = (value: unknown): boolean => !Array.isArray(value);
interface Condition {
  intervals: Interval[];
  exact: boolean;
}

function conditionsOf(wanted: unknown): (Condition | undefined)[] {
  if (!isOperators(wanted)) {
    return isIndexable(wanted) ? [{ intervals: [pointAt(wanted)], exact: isSayable(wanted) }] : [undefined];
  }
  return Object.entries(wanted).map(([name, value]): Condition | undefined => {
    if (name === '$in') {
      const values = value as unknown[];
      if (!values.every(isIndexable)) return undefined;
      return {
        intervals: unite(values.map((each) => pointAt(each))),
        exact: values.every(isSayable),
      };
    }
    if (!isIndexable(value) || isPlainObject(value) || Number.isNaN(value)) return undefined;
    return comparison(name, value);
  });
}

// null also means "missing", and a cut value is known by its hash alone.
const isSayable = (value: unknown): boolean =>
  value !== null && value !== undefined && encode(value).length <= cutTo;

function comparison(name: string, value: unknown): Condition | undefined {
  if (name === '$eq') return { intervals: [pointAt(value)], exact: isSayable(value) };
  const whole = encode(value);
  const type = Buffer.from([whole[0]!]);
  const exact = isSayable(value);
  // Stored values longer than this were cut: a longer bound would compare with their hash.
  const key = whole.subarray(0, cutTo);
  const isCut = whole.length > cutTo;
  // NaN stands below all numbers in the index but is not less than any.
  const below = exact && type[0] !== rank.number;
  switch (name) {
    case '$gt':
      return { intervals: [{ low: isCut ? key : after(key), high: after(type), point: false }], exact };
    case '$gte':
      return { intervals: [{ low: key, high: after(type), point: false }], exact };
    case '$lt':
      return { intervals: [{ low: type, high: isCut ? after(key) : key, point: false }], exact: below };
    case '$lte':
      return { intervals: [{ low: type, high: after(key), point: false }], exact: below };
    default:
      return undefined;
  }
}

/** What a filter demands of every path that an index could serve. */
export function demandsOf(filter: Document): Demands {
  const byPath = new Map<string, Interval[][]>();
  let exact = true;
  const demand = (path: string, intervals: Interval[]) =>
    byPath.set(path, [...(byPath.get(path) ?? []), intervals]);
  for (const [name, wanted] of Object.entries(filter)) {
    if (name === '$and') {
      for (const part of wanted as Document[]) {
        const inner = demandsOf(part);
        exact &&= inner.exact;
        for (const [path, conditions] of inner.byPath) for (const one of conditions) demand(path, one);
      }
    } else if (name === '$or') {
      exact = false;
      for (const [path, intervals] of commonDemands((wanted as Document[]).map(demandsOf)))
        demand(path, intervals);
    } else if (name.startsWith('$')) {
      exact = false;
    } else {
      for (const condition of conditionsOf(wanted)) {
        exact &&= condition?.exact ?? false;
        if (condition) demand(name, condition.intervals);
      }
    }
  }
  return { byPath, exact };
}

/**
 * Branches of `$or` that all speak of one path demand their union of it: `{$or: [{at: {$lt: x}}, {at: x, …}]}`,
 * as pages by cursor ask, is at most x.
 */
function commonDemands(branches: Demands[]): [string, Interval[]][] {
  const [first, ...others] = branches;
  if (!first) return [];
  return [...first.byPath.keys()]
    .filter((path) => others.every(({ byPath }) => byPath.has(path)))
    .map((path) => [path, unite(branches.flatMap(({ byPath }) => byPath.get(path)![0]!))]);
}
