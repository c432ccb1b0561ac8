import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { valuesAt } from './match.js';
import { compare, emptyArray, encodeComponent, invert, isCut } from './order.js';

export interface KeyPattern {
  paths: string[][];
  directions: (1 | -1)[];
  sparse: boolean;
}

export interface IndexKeys {
  /** Encoded compound keys, each once. */
  keys: Buffer[];
  /** The position of the field that runs through an array, if one does. */
  array?: number | undefined;
  /** Some value was too long to keep its place in the order. */
  cut: boolean;
}

/** What a document has under one path for an index or a sort: every element of an array, and never nothing. */
function entriesAt(document: Document, path: string[]): { values: unknown[]; isArray: boolean } {
  const { values, throughArray } = valuesAt(document, path);
  const isArray = throughArray || values.some(Array.isArray);
  if (!isArray) return { values, isArray };
  const entries = values.flatMap((value) =>
    Array.isArray(value) && value.length === 0 ? [emptyArray] : value,
  );
  return { values: entries.length > 0 ? entries : [undefined], isArray };
}

/**
 * The keys under which an index holds a document: one for each element of the array among its fields.
 *
 * @throws CannotIndexParallelArrays when two fields run through arrays (MongoDB bears it when it is the same array)
 */
export function indexKeys(document: Document, { paths, directions, sparse }: KeyPattern): IndexKeys {
  const fields = paths.map((path) => entriesAt(document, path));
  const arrays = fields.flatMap(({ isArray }, position) => (isArray ? [position] : []));
  if (arrays.length > 1) throw commandError('CannotIndexParallelArrays', 'cannot index parallel arrays');
  if (sparse && fields.every(({ values }) => values.every((value) => value === undefined)))
    return { keys: [], array: arrays[0], cut: false };
  let cut = false;
  let keys: Buffer[] = [Buffer.alloc(0)];
  for (const [i, { values }] of fields.entries()) {
    const components = values.map((value) => {
      const component = encodeComponent(value);
      cut ||= isCut(component);
      return directions[i] === 1 ? component : invert(component);
    });
    keys = keys.flatMap((key) => components.map((component) => Buffer.concat([key, component])));
  }
  if (keys.length > 1) keys = [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];
  return { keys, array: arrays[0], cut };
}

/** What a document sorts by on one path: the least (1) or greatest (-1) of an array's elements. */
export function sortValue(document: Document, path: string[], direction: 1 | -1): unknown {
  const { values } = entriesAt(document, path);
  return values.reduce((best, value) => (compare(value, best) * direction < 0 ? value : best));
}
