import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { isPlainObject } from './match.js';
import { compare, emptyArray, encodeComponent, invert, isCut } from './order.js';

/** One field of an index while its value is looked up: what was reached, and the path that remains. */
interface Reach {
  value: unknown;
  rest: string[];
}

const isDone = ({ value, rest }: Reach): boolean => rest.length === 0 && !Array.isArray(value);

function advance(reach: Reach): Reach {
  let { value, rest } = reach;
  while (rest.length > 0 && !Array.isArray(value)) {
    value = isPlainObject(value) && Object.hasOwn(value, rest[0]!) ? value[rest[0]!] : undefined;
    rest = rest.slice(1);
  }
  return { value, rest };
}

/**
 * The values that a document puts under an index: one tuple for each element of the array among its fields.
 * `arrays` is filled with the positions of the fields that run through an array.
 *
 * @throws CannotIndexParallelArrays when two fields hold different arrays
 */
export function indexTuples(document: Document, paths: string[][], arrays: Set<number>): unknown[][] {
  return expand(
    paths.map((rest) => ({ value: document, rest })),
    arrays,
  );
}

function expand(given: Reach[], arrays: Set<number>): unknown[][] {
  const reaches = given.map(advance);
  const open = reaches.filter((reach) => !isDone(reach));
  if (open.length === 0) return [reaches.map(({ value }) => value)];
  const elements = open[0]!.value as unknown[];
  if (open.some(({ value }) => value !== elements)) {
    throw commandError('CannotIndexParallelArrays', 'cannot index parallel arrays');
  }
  reaches.forEach((reach, position) => {
    if (!isDone(reach)) arrays.add(position);
  });
  const expandWith = (element: unknown) =>
    expand(
      reaches.map((reach) => {
        if (isDone(reach)) return reach;
        // An array in an array is one value, not several.
        if (reach.rest.length === 0)
          return { value: Array.isArray(element) ? wrap(element) : element, rest: [] };
        return {
          value: isPlainObject(element) ? element : null,
          rest: isPlainObject(element) ? reach.rest : [],
        };
      }),
      arrays,
    );
  if (elements.length === 0) {
    return expand(
      reaches.map((reach) =>
        isDone(reach) ? reach : { value: reach.rest.length === 0 ? emptyArray : undefined, rest: [] },
      ),
      arrays,
    );
  }
  return elements.flatMap(expandWith);
}

/** Hides an inner array from further expansion. */
interface Wrapped {
  _bsontype: 'wrapped';
  inner: unknown[];
}
const wrap = (inner: unknown[]): Wrapped => ({ _bsontype: 'wrapped', inner });
const unwrap = (value: unknown): unknown =>
  (value as Wrapped | null | undefined)?._bsontype === 'wrapped' ? (value as Wrapped).inner : value;

export interface KeyPattern {
  paths: string[][];
  directions: (1 | -1)[];
  sparse: boolean;
}

export interface IndexKeys {
  /** Encoded compound keys, each once. */
  keys: Buffer[];
  arrays: Set<number>;
  /** Some value was too long to keep its place in the order. */
  cut: boolean;
}

/** The keys under which an index holds a document. */
export function indexKeys(document: Document, pattern: KeyPattern): IndexKeys {
  const arrays = new Set<number>();
  const unique = new Map<string, Buffer>();
  let cut = false;
  for (const tuple of indexTuples(document, pattern.paths, arrays)) {
    if (pattern.sparse && tuple.every((value) => value === undefined)) continue;
    const components = tuple.map((value, i) => {
      const component = encodeComponent(unwrap(value));
      cut ||= isCut(component);
      return pattern.directions[i] === 1 ? component : invert(component);
    });
    const key = Buffer.concat(components);
    unique.set(key.toString('latin1'), key);
  }
  return { keys: [...unique.values()], arrays, cut };
}

/** What a document sorts by on one path: the least (1) or greatest (-1) of an array's elements. */
export function sortValue(document: Document, path: string[], direction: 1 | -1): unknown {
  const values = indexTuples(document, [path], new Set()).map(([value]) => unwrap(value));
  if (values.length === 1) return values[0];
  return values.reduce((best, value) => (compare(value, best) * direction < 0 ? value : best));
}
