import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { compileFilter, elementTest, isPlainObject } from './match.js';
import { decode, encodeDocument, selectFields } from './raw.js';

/** Turns a stored document into what a client asked to see. */
export type Projection = (bytes: Buffer) => Buffer;

interface Tree {
  [name: string]: Tree | true;
}

const isFlag = (value: unknown): value is number | boolean =>
  ['number', 'boolean', 'bigint'].includes(typeof value);

/**
 * Compiles a projection: fields to show or to hide, `$slice` and `$elemMatch`.
 *
 * @throws for a mixture of both, and for computed fields, which the embedded store does not have
 */
export function compileProjection(projection: Document | undefined): Projection {
  const entries = Object.entries(projection ?? {});
  if (entries.length === 0) return (bytes) => bytes;
  const flags = entries.filter(([path, value]) => path !== '_id' && isFlag(value));
  const special = entries.filter(([, value]) => !isFlag(value));
  const includes = flags.some(([, value]) => Boolean(value));
  const stray = flags.find(([, value]) => Boolean(value) !== Boolean(flags[0]![1]));
  if (stray) {
    const [code, kind, other] = stray[1]
      ? (['Location31253', 'inclusion', 'exclusion'] as const)
      : (['Location31254', 'exclusion', 'inclusion'] as const);
    throw commandError(code, `Cannot do ${kind} on field ${stray[0]} in ${other} projection`);
  }
  const idFlag = projection!['_id'] as unknown;
  const shows =
    includes ||
    (flags.length === 0 && isFlag(idFlag) && Boolean(idFlag)) ||
    special.some(([, value]) => isPlainObject(value) && '$elemMatch' in value);
  const paths = flags.map(([path]) => path);
  if (shows) {
    paths.push(...special.map(([path]) => path));
    if (idFlag === undefined || idFlag) paths.push('_id');
  } else if (idFlag !== undefined && !idFlag) {
    paths.push('_id');
  }
  const specials = special.map(([path, value]) => specialOf(path, value));
  if (specials.length === 0 && paths.every((path) => !path.includes('.'))) {
    const names = paths.map((path) => Buffer.from(path));
    return (bytes) => selectFields(bytes, names, shows);
  }
  const tree = treeOf(paths);
  return (bytes) => {
    const document = decode(bytes);
    for (const change of specials) change(document);
    return encodeDocument(prune(document, tree, shows) as Document);
  };
}

function treeOf(paths: string[]): Tree {
  const tree: Tree = Object.create(null) as Tree;
  for (const path of paths) {
    if (path.includes('$'))
      throw commandError('BadValue', 'The embedded store does not have positional projections');
    const names = path.split('.');
    let at = tree;
    for (const [depth, name] of names.entries()) {
      const below = at[name];
      if (below === true || (below && depth === names.length - 1)) {
        throw commandError('BadValue', `Invalid $project :: caused by :: Path collision at ${path}`);
      }
      at = (at[name] = depth === names.length - 1 ? true : (below ?? (Object.create(null) as Tree))) as Tree;
    }
  }
  return tree;
}

function prune(value: unknown, tree: Tree, shows: boolean): unknown {
  if (Array.isArray(value)) {
    const elements = shows
      ? value.filter((element) => isPlainObject(element) || Array.isArray(element))
      : value;
    return elements.map((element) => prune(element, tree, shows));
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
      const below = tree[name];
      if (below === undefined) return shows ? [] : [[name, field]];
      if (below === true) return shows ? [[name, field]] : [];
      if (shows && !isPlainObject(field) && !Array.isArray(field)) return [];
      return [[name, prune(field, below, shows)]];
    }),
  );
}

function specialOf(path: string, wanted: unknown): (document: Document) => void {
  const [name, argument] = isPlainObject(wanted) ? (Object.entries(wanted)[0] ?? []) : [];
  if (name === '$slice') {
    const [first, length] = [argument].flat().map(Number);
    return (document) =>
      changeArray(document, path, (elements) => {
        if (length !== undefined) {
          const from = first! < 0 ? Math.max(0, elements.length + first!) : first!;
          return elements.slice(from, from + length);
        }
        return first! >= 0 ? elements.slice(0, first) : elements.slice(first);
      });
  }
  if (name === '$elemMatch' && isPlainObject(argument)) {
    compileFilter({ [path]: wanted });
    const test = elementTest(argument);
    return (document) =>
      changeArray(document, path, (elements) => {
        const found = elements.findIndex(test);
        return found < 0 ? undefined : [elements[found]];
      });
  }
  throw commandError('BadValue', `The embedded store does not have computed fields in projections: ${path}`);
}

function changeArray(
  document: Document,
  path: string,
  change: (elements: unknown[]) => unknown[] | undefined,
): void {
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce<unknown>(
    (value, name) => (isPlainObject(value) ? value[name] : undefined),
    document,
  );
  if (!isPlainObject(parent) || !Array.isArray(parent[last])) return;
  const changed = change(parent[last] as unknown[]);
  if (changed) parent[last] = changed;
  else Reflect.deleteProperty(parent, last);
}
