import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { compare, encode, rank, typeRank } from './order.js';

/** Does a document match? Holds for documents that were decoded with at least the fields named by `fieldsOf`. */
export type Test = (document: Document) => boolean;
type ValueTest = (value: unknown) => boolean;

export const isPlainObject = (value: unknown): value is Document =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  (value as Document)['_bsontype'] === undefined;

/** `{$gt: 1}` but not `{a: 1}` or `{}`. */
export const isOperators = (value: unknown): value is Document =>
  isPlainObject(value) && Object.keys(value)[0]?.startsWith('$') === true;

const own = (object: Document, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** What a path reaches in a document, as MongoDB goes: through the elements of arrays on its way. */
export function valuesAt(document: Document, path: string[]): { values: unknown[]; throughArray: boolean } {
  // Most paths are one name: no walk for those.
  if (path.length === 1) return { values: [own(document, path[0]!)], throughArray: false };
  const found = { values: [] as unknown[], throughArray: false };
  const walk = (value: unknown, from: number): void => {
    if (from === path.length) {
      found.values.push(value);
    } else if (Array.isArray(value)) {
      found.throughArray = true;
      const name = path[from]!;
      if (/^\d+$/.test(name) && Number(name) < value.length) {
        const element: unknown = value[Number(name)];
        // A path that ends at an element means the element itself: wrapped, an array there is not looked into.
        walk(from + 1 === path.length && Array.isArray(element) ? [element] : element, from + 1);
      }
      for (const element of value) if (isPlainObject(element)) walk(element, from);
    } else {
      walk(
        isPlainObject(value) ? own(value, path[from]!) : undefined,
        isPlainObject(value) ? from + 1 : path.length,
      );
    }
  };
  walk(document, 0);
  return found;
}

/** Does the test hold for a value that the path reaches, or, where that is an array, for one of its elements? */
const anyAt = (document: Document, path: string[], test: ValueTest): boolean =>
  valuesAt(document, path).values.some(
    (value) => test(value) || (Array.isArray(value) && value.some((element) => test(element))),
  );

function equals(wanted: unknown): ValueTest {
  if (wanted === null || wanted === undefined) return (value) => value === null || value === undefined;
  if (typeof wanted === 'string' || typeof wanted === 'boolean') return (value) => value === wanted;
  // Now and not with the first document: patterns and other types that cannot be compared are refused here.
  const key = encode(wanted);
  const wantedRank = key[0];
  return (value) => value !== undefined && typeRank(value) === wantedRank && encode(value).equals(key);
}

function ordered(wanted: unknown, accepts: (difference: number) => boolean): ValueTest {
  const wantedRank = typeRank(wanted);
  const withEqual = accepts(0);
  if (Number.isNaN(wanted)) return (value) => withEqual && Number.isNaN(value);
  return (value) => {
    if (value === undefined && wantedRank !== rank.null) return false;
    if (Number.isNaN(value)) return false;
    return typeRank(value) === wantedRank && accepts(compare(value, wanted));
  };
}

function array(value: unknown, operator: string): unknown[] {
  if (!Array.isArray(value)) throw commandError('BadValue', `${operator} needs an array`);
  return value as unknown[];
}

function inList(wanted: unknown, operator: string): ValueTest {
  const values = array(wanted, operator);
  if (values.some(isOperators)) throw commandError('BadValue', `cannot nest $ under ${operator}`);
  const strings = new Set(values.filter((value) => typeof value === 'string'));
  const others = values.filter((value) => typeof value !== 'string').map(equals);
  return (value) => (typeof value === 'string' && strings.has(value)) || others.some((test) => test(value));
}

/** One operator on one path, as a test of whole documents. */
function operator(path: string[], name: string, wanted: unknown): Test {
  const through =
    (test: ValueTest): Test =>
    (document) =>
      anyAt(document, path, test);
  const never =
    (test: ValueTest): Test =>
    (document) =>
      !anyAt(document, path, test);
  switch (name) {
    case '$eq':
      return through(equals(wanted));
    case '$ne':
      return never(equals(wanted));
    case '$gt':
      return through(ordered(wanted, (difference) => difference > 0));
    case '$gte':
      return through(ordered(wanted, (difference) => difference >= 0));
    case '$lt':
      return through(ordered(wanted, (difference) => difference < 0));
    case '$lte':
      return through(ordered(wanted, (difference) => difference <= 0));
    case '$in':
      return through(inList(wanted, name));
    case '$nin':
      return never(inList(wanted, name));
    case '$exists':
      return (wanted ? through : never)((value) => value !== undefined);
    default:
      throw commandError('BadValue', `unknown operator: ${name}. The embedded store does not have it`);
  }
}

function condition(path: string[], wanted: unknown): Test {
  if (!isOperators(wanted)) return operator(path, '$eq', wanted);
  const tests = Object.entries(wanted).map(([name, value]) => operator(path, name, value));
  return tests.length === 1 ? tests[0]! : (document) => tests.every((test) => test(document));
}

/** A filter as a test. @throws BadValue for operators that MongoDB or the embedded store does not know */
export function compileFilter(filter: Document): Test {
  const tests = Object.entries(filter).map(([name, wanted]): Test => {
    switch (name) {
      case '$and':
      case '$or': {
        const parts = array(wanted, name);
        if (parts.length === 0) throw commandError('BadValue', `${name} argument must be a non-empty array`);
        if (!parts.every(isPlainObject))
          throw commandError('BadValue', `${name} argument's entries must be objects`);
        const tests = parts.map(compileFilter);
        if (name === '$and') return (document) => tests.every((test) => test(document));
        return (document) => tests.some((test) => test(document));
      }
      default:
        if (name.startsWith('$'))
          throw commandError(
            'BadValue',
            `unknown top level operator: ${name}. The embedded store does not have it`,
          );
        return condition(name.split('.'), wanted);
    }
  });
  return tests.length === 1 ? tests[0]! : (document) => tests.every((test) => test(document));
}

/** The top-level fields that a filter looks at. */
export function fieldsOf(filter: Document, found = new Set<string>()): Set<string> {
  for (const [name, wanted] of Object.entries(filter)) {
    if (!name.startsWith('$')) found.add(name.split('.')[0]!);
    else if (Array.isArray(wanted)) for (const part of wanted) fieldsOf(part as Document, found);
  }
  return found;
}
