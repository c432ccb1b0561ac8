import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { isOperators, isPlainObject } from './match.js';
import { same } from './order.js';

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

/** The values of `{$each: […]}`, or the one that is given. */
function each(value: unknown): unknown[] {
  if (!isPlainObject(value) || !('$each' in value)) return [value];
  const stray = Object.keys(value).find((name) => name !== '$each');
  if (stray)
    throw commandError('BadValue', `The embedded store has only $each in $push and $addToSet: ${stray}`);
  if (!Array.isArray(value['$each']))
    throw commandError('BadValue', 'The argument to $each must be an array');
  return value['$each'] as unknown[];
}

function push(value: unknown): Change {
  const values = each(value);
  return (old, path) => [...arrayOf('$push', old, path), ...values];
}

function addToSet(value: unknown): Change {
  const values = each(value);
  return (old, path) => {
    const before = arrayOf('$addToSet', old, path);
    const added: unknown[] = [];
    for (const candidate of values) {
      if (![...before, ...added].some((element) => same(element, candidate))) added.push(candidate);
    }
    return added.length > 0 || old === undefined ? [...before, ...added] : old;
  };
}

function changeOf(operator: string, value: unknown): Change {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return () => value;
    case '$unset':
      return () => unset;
    case '$inc':
      return increase(value);
    case '$push':
      return push(value);
    case '$addToSet':
      return addToSet(value);
    default:
      throw commandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. The embedded store does not have it`,
      );
  }
}

/** One field of one operator, checked as far as it can be without a document. */
export interface Modification {
  operator: string;
  path: string;
  change: Change;
}

/** The operators of an update. @throws for those that the embedded store does not have, and for anything else */
export function compileUpdate(update: unknown): Modification[] {
  if (!isOperators(update)) {
    throw commandError('CommandNotSupported', 'The embedded store updates by operators such as $set alone');
  }
  return Object.entries(update).flatMap(([operator, fields]) => {
    if (!isPlainObject(fields)) {
      throw commandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead`,
      );
    }
    return Object.entries(fields).map(([path, value]) => {
      const change = changeOf(operator, value);
      if (path.split('.').some((name) => name === '')) {
        throw commandError(
          'EmptyFieldName',
          `The update path '${path}' contains an empty field name, which is not allowed.`,
        );
      }
      if (path.includes('$')) {
        throw commandError('CommandNotSupported', `The embedded store does not have '$' in paths: ${path}`);
      }
      return { operator, path, change };
    });
  });
}

/**
 * Applies a compiled update to a document in place.
 *
 * @throws what MongoDB throws: conflicts between paths, a changed `_id`, a path through a scalar, wrong types
 */
export function applyUpdate(document: Document, update: Modification[], isInsert: boolean): void {
  const changes = update.filter(({ operator }) => isInsert || operator !== '$setOnInsert');
  refuseConflicts(changes.map(({ path }) => path));
  const idBefore: unknown = document['_id'];
  // MongoDB adds new fields in the order of their names, whatever the order of the operators.
  for (const { operator, path, change } of changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    changeAt(document, path, change, operator === '$unset');
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
  const last = names.pop()!;
  let fields = document;
  for (const name of names) {
    const inner: unknown = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (isPlainObject(inner)) {
      fields = inner;
    } else if (inner === undefined) {
      if (removes) return;
      const made: Document = {};
      put(fields, name, made);
      fields = made;
    } else {
      if (removes && !Array.isArray(inner)) return;
      throw commandError(
        'PathNotViable',
        `Cannot change '${path}': '${name}' is of type ${typeName(inner)}. The embedded store changes fields of documents alone`,
      );
    }
  }
  const value = change(Object.hasOwn(fields, last) ? fields[last] : undefined, path);
  if (value === unset) Reflect.deleteProperty(fields, last);
  else put(fields, last, value);
}

// Defined and not assigned: `__proto__` is a name like any other.
function put(fields: Document, name: string, value: unknown): void {
  Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The document that an upsert starts from: what the query says by equality. */
export function documentFromFilter(filter: Document, document: Document = {}): Document {
  for (const [name, wanted] of Object.entries(filter)) {
    if (name === '$and') for (const part of wanted as Document[]) documentFromFilter(part, document);
    if (name.startsWith('$')) continue;
    const value: unknown = isOperators(wanted) ? wanted['$eq'] : wanted;
    if (value !== undefined) changeAt(document, name, () => value, false);
  }
  return document;
}
