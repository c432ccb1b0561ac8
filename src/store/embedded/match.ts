import type { BSONRegExp, Document } from 'bson';
import { commandError } from './command-error.js';
import { compare, rank, same, typeRank } from './order.js';

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

export const isRegex = (value: unknown): value is BSONRegExp =>
  (value as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp';

const own = (object: Document, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/**
 * Asks the test about every value that a path reaches, as MongoDB does: through arrays on the way, and (with
 * `elements`) about the elements of an array at its end as well as the array itself.
 */
export function anyAt(
  value: unknown,
  path: string[],
  from: number,
  elements: boolean,
  test: ValueTest,
): boolean {
  if (from === path.length) {
    return test(value) || (elements && Array.isArray(value) && value.some(test));
  }
  const name = path[from]!;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(name) && Number(name) < value.length) {
      const element: unknown = value[Number(name)];
      const isLast = from + 1 === path.length;
      if (isLast ? test(element) : anyAt(element, path, from + 1, elements, test)) return true;
    }
    return value.some((element) => isPlainObject(element) && anyAt(element, path, from, elements, test));
  }
  if (!isPlainObject(value)) return test(undefined);
  return anyAt(own(value, name), path, from + 1, elements, test);
}

function equals(wanted: unknown): ValueTest {
  if (wanted === null || wanted === undefined) return (value) => value === null || value === undefined;
  if (isRegex(wanted)) {
    const matches = regex(wanted.pattern, wanted.options);
    return (value) => matches(value) || (isRegex(value) && same(value, wanted));
  }
  if (typeof wanted === 'string' || typeof wanted === 'boolean') return (value) => value === wanted;
  return (value) => value !== undefined && same(value, wanted);
}

function regex(pattern: unknown, options: unknown = ''): ValueTest {
  const source = isRegex(pattern) ? pattern.pattern : pattern;
  const flags = options || (isRegex(pattern) ? pattern.options : '');
  if (typeof source !== 'string' || typeof flags !== 'string') {
    throw commandError('BadValue', '$regex has to be a string');
  }
  if (/[^imsu]/.test(flags)) throw commandError('BadValue', `invalid flag in regex options: ${flags}`);
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, [...new Set(flags)].join(''));
  } catch (error) {
    throw commandError('Location51091', `Regular expression is invalid: ${(error as Error).message}`);
  }
  return (value) => typeof value === 'string' && compiled.test(value);
}

function ordered(wanted: unknown, accepts: (difference: number) => boolean): ValueTest {
  const wantedRank = typeRank(wanted);
  const withEqual = accepts(0);
  if (wantedRank === rank.regex) throw commandError('BadValue', "Can't have RegEx as arg to predicate");
  if (Number.isNaN(wanted)) return (value) => withEqual && Number.isNaN(value);
  const anyType = wantedRank === rank.minKey || wantedRank === rank.maxKey;
  return (value) => {
    if (value === undefined && wantedRank !== rank.null) return false;
    if (Number.isNaN(value)) return false;
    return (anyType || typeRank(value) === wantedRank) && accepts(compare(value, wanted));
  };
}

function array(value: unknown, operator: string): unknown[] {
  if (!Array.isArray(value)) throw commandError('BadValue', `${operator} needs an array`);
  return value as unknown[];
}

function inList(wanted: unknown): ValueTest {
  const values = array(wanted, '$in');
  if (values.some(isOperators)) throw commandError('BadValue', 'cannot nest $ under $in');
  const strings = new Set(values.filter((value) => typeof value === 'string'));
  const others = values.filter((value) => typeof value !== 'string').map(equals);
  return (value) => (typeof value === 'string' && strings.has(value)) || others.some((test) => test(value));
}

/** One operator on one path, as a test of whole documents. */
function operator(path: string[], name: string, wanted: unknown, all: Document): Test {
  const through =
    (test: ValueTest): Test =>
    (document) =>
      anyAt(document, path, 0, true, test);
  const whole =
    (test: ValueTest): Test =>
    (document) =>
      anyAt(document, path, 0, false, test);
  const not =
    (test: Test): Test =>
    (document) =>
      !test(document);
  switch (name) {
    case '$eq':
      return through(equals(wanted));
    case '$ne':
      if (isRegex(wanted)) throw commandError('BadValue', "Can't have regex as arg to $ne.");
      return not(through(equals(wanted)));
    case '$gt':
      return through(ordered(wanted, (difference) => difference > 0));
    case '$gte':
      return through(ordered(wanted, (difference) => difference >= 0));
    case '$lt':
      return through(ordered(wanted, (difference) => difference < 0));
    case '$lte':
      return through(ordered(wanted, (difference) => difference <= 0));
    case '$in':
      return through(inList(wanted));
    case '$nin':
      return not(through(inList(array(wanted, '$nin'))));
    case '$exists': {
      const exists = through((value) => value !== undefined);
      return wanted ? exists : not(exists);
    }
    case '$regex':
      return through(regex(wanted, all['$options']));
    case '$options':
      if (all['$regex'] === undefined) throw commandError('BadValue', '$options needs a $regex');
      return () => true;
    case '$not': {
      if (isRegex(wanted)) return not(through(equals(wanted)));
      if (!isOperators(wanted)) throw commandError('BadValue', '$not needs a regex or a document');
      return not(condition(path, wanted));
    }
    case '$size':
      if (!Number.isInteger(Number(wanted)) || Number(wanted) < 0) {
        throw commandError('BadValue', '$size needs a non-negative whole number');
      }
      return whole((value) => Array.isArray(value) && value.length === Number(wanted));
    case '$all': {
      const tests = array(wanted, '$all').map((each) =>
        condition(path, isOperators(each) ? each : { $eq: each }),
      );
      return (document) => tests.length > 0 && tests.every((test) => test(document));
    }
    case '$elemMatch': {
      if (!isPlainObject(wanted)) throw commandError('BadValue', '$elemMatch needs an Object');
      const test = elementTest(wanted);
      return whole((value) => Array.isArray(value) && value.some(test));
    }
    default:
      throw commandError('BadValue', `unknown operator: ${name}`);
  }
}

/** What `$elemMatch` and `$pull` ask of one element: operators on it, or a filter on its fields. */
export function elementTest(wanted: Document): ValueTest {
  if (isOperators(wanted) && !/^\$(and|or|nor)$/.test(Object.keys(wanted)[0]!)) {
    const test = condition(['element'], wanted);
    // Wrapped once more, so that an element which is an array is one value and not several.
    return (element) => test({ element: Array.isArray(element) ? [element] : element });
  }
  const test = compileFilter(wanted);
  return (element) => isPlainObject(element) && test(element);
}

function condition(path: string[], wanted: unknown): Test {
  if (!isOperators(wanted)) return operator(path, '$eq', wanted, {});
  const tests = Object.entries(wanted).map(([name, value]) => operator(path, name, value, wanted));
  return tests.length === 1 ? tests[0]! : (document) => tests.every((test) => test(document));
}

/** A filter as a test. @throws BadValue for operators that MongoDB or the embedded store does not know */
export function compileFilter(filter: Document): Test {
  const tests = Object.entries(filter).map(([name, wanted]): Test => {
    switch (name) {
      case '$and':
      case '$or':
      case '$nor': {
        const parts = array(wanted, name);
        if (parts.length === 0) throw commandError('BadValue', `${name} argument must be a non-empty array`);
        if (!parts.every(isPlainObject))
          throw commandError('BadValue', `${name} argument's entries must be objects`);
        const tests = parts.map(compileFilter);
        if (name === '$and') return (document) => tests.every((test) => test(document));
        return (document) => tests.some((test) => test(document)) === (name === '$or');
      }
      case '$comment':
        return () => true;
      default:
        if (name.startsWith('$')) throw commandError('BadValue', `unknown top level operator: ${name}`);
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
