import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { anyAt, compileFilter, elementTest, isOperators, isPlainObject, isRegex } from './match.js';
import { compare, same } from './order.js';

/** What an update needs beside the document: the query, for `$`. */
export interface UpdateContext {
  filter: Document;
  isInsert: boolean;
}

type Container = Document | unknown[];
/** Gives the new value of a field; `unset` removes it, the old value itself leaves it. */
type Change = (old: unknown, path: string) => unknown;
const unset = Symbol('unset');

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  const type = (value as { _bsontype?: string })._bsontype;
  return type ? type.charAt(0).toLowerCase() + type.slice(1) : typeof value;
};

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';
const isWhole = (value: number | bigint) => typeof value === 'bigint' || Number.isInteger(value);

function increase(by: unknown): Change {
  if (!isNumber(by)) throw commandError('TypeMismatch', 'Cannot increment with non-numeric argument');
  return (old, path) => {
    if (old === undefined) return by;
    if (!isNumber(old)) {
      const type = typeName(old);
      throw commandError(
        'TypeMismatch',
        `Cannot apply $inc to a value of non-numeric type. The field '${path}' is of type ${type}`,
      );
    }
    const areLong = [old, by].some((value) => typeof value === 'bigint') && [old, by].every(isWhole);
    return areLong ? BigInt(old) + BigInt(by) : Number(old) + Number(by);
  };
}

function arrayOf(operator: string, old: unknown, path: string): unknown[] {
  if (old === undefined) return [];
  if (!Array.isArray(old)) {
    throw commandError(
      'BadValue',
      `The field '${path}' must be an array but is of type ${typeName(old)}; cannot apply ${operator}`,
    );
  }
  return old as unknown[];
}

function each(value: unknown, allowed: string[]): { values: unknown[]; options: Document } {
  if (!isPlainObject(value) || !('$each' in value)) return { values: [value], options: {} };
  const unknown = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknown) throw commandError('BadValue', `Unrecognized clause in $push or $addToSet: ${unknown}`);
  if (!Array.isArray(value['$each']))
    throw commandError('BadValue', 'The argument to $each must be an array');
  return { values: value['$each'] as unknown[], options: value };
}

function wholeNumber(value: unknown, name: string): number {
  const number = Number(value);
  if (!isNumber(value) || !Number.isInteger(number))
    throw commandError('BadValue', `The value for ${name} must be an integer`);
  return number;
}

function push(value: unknown): Change {
  const { values, options } = each(value, ['$each', '$slice', '$position']);
  return (old, path) => {
    const grown = [...arrayOf('$push', old, path)];
    const position = '$position' in options ? wholeNumber(options['$position'], '$position') : grown.length;
    grown.splice(position, 0, ...values);
    if (!('$slice' in options)) return grown;
    const slice = wholeNumber(options['$slice'], '$slice');
    return slice >= 0 ? grown.slice(0, slice) : grown.slice(slice);
  };
}

function addToSet(value: unknown): Change {
  const { values } = each(value, ['$each']);
  return (old, path) => {
    const before = arrayOf('$addToSet', old, path);
    const added: unknown[] = [];
    for (const candidate of values) {
      if (![...before, ...added].some((element) => same(element, candidate))) added.push(candidate);
    }
    return added.length > 0 || old === undefined ? [...before, ...added] : old;
  };
}

function pull(wanted: unknown): Change {
  const unwanted = isPlainObject(wanted)
    ? elementTest(wanted)
    : (element: unknown) => anyAt(element, [], 0, false, equalTo(wanted));
  return (old, path) =>
    old === undefined ? old : arrayOf('$pull', old, path).filter((element) => !unwanted(element));
}

const equalTo = (wanted: unknown) => {
  const test = compileFilter({ value: { $eq: wanted } });
  return (value: unknown) => (Array.isArray(value) ? same(value, wanted) : test({ value }));
};

function extreme(wanted: unknown, direction: 1 | -1): Change {
  return (old) => (old === undefined || compare(wanted, old) * direction > 0 ? wanted : old);
}

function currentDate(wanted: unknown, now: Date): Change {
  if (wanted !== true && (wanted as Document | null)?.['$type'] !== 'date') {
    throw commandError('BadValue', 'The embedded store has $currentDate for dates only');
  }
  return () => now;
}

function changeOf(operator: string, value: unknown, now: Date): Change {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return () => value;
    case '$unset':
      return () => unset;
    case '$inc':
      return increase(value);
    case '$min':
      return extreme(value, -1);
    case '$max':
      return extreme(value, 1);
    case '$push':
      return push(value);
    case '$addToSet':
      return addToSet(value);
    case '$pull':
      return pull(value);
    case '$currentDate':
      return currentDate(value, now);
    default:
      throw commandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. The embedded store does not have it`,
      );
  }
}

/** Is it `{$set: …}` rather than a whole document? @throws for pipelines and for a mixture of both */
export function isModifier(update: unknown): boolean {
  if (Array.isArray(update)) {
    throw commandError(
      'CommandNotSupported',
      'The embedded store does not have updates by aggregation pipelines',
    );
  }
  if (!isPlainObject(update))
    throw commandError('FailedToParse', 'Update argument must be either an object or an array');
  const names = Object.keys(update);
  const operators = names.filter((name) => name.startsWith('$')).length;
  if (operators > 0 && operators < names.length) {
    const stray = names.find((name) => name.startsWith('$') !== names[0]!.startsWith('$'))!;
    throw names[0]!.startsWith('$')
      ? commandError('FailedToParse', `Unknown modifier: ${stray}. Expected a valid update modifier`)
      : commandError(
          'DollarPrefixedFieldName',
          `The dollar ($) prefixed field '${stray}' is not allowed in the context of an update's replacement document`,
        );
  }
  return operators > 0;
}

/** One field of one operator, checked as far as it can be without a document. */
export interface Modification {
  operator: string;
  path: string;
  change: Change;
}

/** The operators of an update. @throws for those that MongoDB or the embedded store does not know */
export function compileUpdate(update: Document, now: Date): Modification[] {
  return Object.entries(update).flatMap(([operator, fields]) => {
    if (!isPlainObject(fields)) {
      throw commandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead`,
      );
    }
    return Object.entries(fields).map(([path, value]) => ({
      operator,
      path,
      change: changeOf(operator, value, now),
    }));
  });
}

/**
 * Applies a compiled update to a document in place.
 *
 * @throws what MongoDB throws: conflicts between paths, a changed `_id`, a path through a scalar, wrong types
 */
export function applyUpdate(document: Document, update: Modification[], context: UpdateContext): void {
  const changes = update
    .filter(({ operator }) => context.isInsert || operator !== '$setOnInsert')
    .map(({ operator, path, change }) => ({
      path: concretePath(document, path, context),
      change,
      removes: operator === '$unset' || operator === '$pull',
    }));
  refuseConflicts(changes.map(({ path }) => path));
  const idBefore: unknown = document['_id'];
  // MongoDB adds new fields in the order of their names, whatever the order of the operators.
  for (const { path, change, removes } of changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    changeAt(document, path, change, removes);
  }
  if (idBefore !== undefined && !same(idBefore, document['_id'])) {
    throw commandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
}

function refuseConflicts(paths: string[]): void {
  const sorted = paths.toSorted();
  for (const [i, path] of sorted.entries()) {
    const clash = sorted.slice(i + 1).find((other) => other === path || other.startsWith(`${path}.`));
    if (clash) {
      throw commandError(
        'ConflictingUpdateOperators',
        `Updating the path '${clash}' would create a conflict at '${path}'`,
      );
    }
  }
}

function changeAt(document: Document, path: string, change: Change, removes: boolean): void {
  const names = path.split('.');
  if (names.some((name) => name === '')) {
    throw commandError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  let container: Container = document;
  for (const [depth, name] of names.entries()) {
    if (Array.isArray(container) && !/^\d{1,6}$/.test(name)) {
      if (removes) return;
      throw commandError(
        'PathNotViable',
        `Cannot create field '${name}' in element {${names[depth - 1]}: [...]}`,
      );
    }
    const fields = container as Document;
    const old: unknown = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (depth === names.length - 1) {
      put(container, name, change(old, path), old);
    } else if (old === undefined) {
      if (removes) return;
      const made = {};
      put(container, name, made, old);
      container = made;
    } else if (isPlainObject(old) || Array.isArray(old)) {
      container = old as Container;
    } else {
      if (removes) return;
      throw commandError(
        'PathNotViable',
        `Cannot create field '${names[depth + 1]}' in element {${name}: ${JSON.stringify(old)}}`,
      );
    }
  }
}

function put(container: Container, name: string, value: unknown, old: unknown): void {
  if (value === old) return;
  if (Array.isArray(container)) {
    // Arrays have no holes in BSON: what lies between becomes null, and a removed element too.
    while (container.length < Number(name)) container.push(null);
    container[Number(name)] = value === unset ? null : value;
  } else if (value === unset) {
    Reflect.deleteProperty(container, name);
  } else {
    Object.defineProperty(container, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** `a.$.b` as the path that it stands for in this document. */
function concretePath(document: Document, path: string, context: UpdateContext): string {
  if (!path.includes('$')) return path;
  const names = path.split('.');
  const position = names.indexOf('$');
  if (names.some((name, i) => name.startsWith('$') && i !== position)) {
    throw commandError(
      'CommandNotSupported',
      `The embedded store does not have '$[]' nor several '$': ${path}`,
    );
  }
  return names.with(position, positionOf(document, names.slice(0, position), context)).join('.');
}

/** Which element `$` means: the first for which the query's own conditions on that array hold. */
function positionOf(document: Document, names: string[], context: UpdateContext): string {
  const arrayPath = names.join('.');
  const elements = names.reduce<unknown>((value, step) => (value as Document | undefined)?.[step], document);
  const conditions = conditionsOn(context.filter, arrayPath);
  if (context.isInsert || !Array.isArray(elements) || conditions.length === 0) {
    throw commandError('BadValue', `The positional operator did not find the match needed from the query.`);
  }
  const narrowed = (element: unknown): Document =>
    names.toReversed().reduce<unknown>((value, name) => ({ [name]: value }), [element]) as Document;
  const holds = (tests: ((document: Document) => boolean)[]) =>
    elements.findIndex((element) => tests.every((test) => test(narrowed(element))));
  const tests = conditions.map(compileFilter);
  const all = holds(tests);
  const position = all >= 0 ? all : holds(tests.slice(-1));
  if (position < 0) {
    throw commandError('BadValue', `The positional operator did not find the match needed from the query.`);
  }
  return String(position);
}

function conditionsOn(filter: Document, path: string): Document[] {
  return Object.entries(filter).flatMap(([name, wanted]): Document[] => {
    if (name === '$and') return (wanted as Document[]).flatMap((part) => conditionsOn(part, path));
    return name === path || name.startsWith(`${path}.`) ? [{ [name]: wanted as unknown }] : [];
  });
}

/** The document that an upsert starts from: what the query says by equality. */
export function documentFromFilter(filter: Document): Document {
  const document: Document = {};
  const collect = (part: Document): void => {
    for (const [name, wanted] of Object.entries(part)) {
      if (name === '$and') for (const inner of wanted as Document[]) collect(inner);
      if (name === '$or' && (wanted as Document[]).length === 1) collect((wanted as Document[])[0]!);
      if (name.startsWith('$')) continue;
      const value: unknown = isOperators(wanted) ? equalityIn(wanted) : wanted;
      if (value !== undefined && !isRegex(value)) changeAt(document, name, () => value, false);
    }
  };
  collect(filter);
  return document;
}

function equalityIn(operators: Document): unknown {
  if ('$eq' in operators) return operators['$eq'];
  const only = (operators['$in'] ?? operators['$all']) as unknown[] | undefined;
  return only?.length === 1 && !isOperators(only[0]) ? only[0] : undefined;
}
