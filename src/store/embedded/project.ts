import type { Document } from 'bson';
import { commandError } from './command-error.js';
import { isPlainObject } from './match.js';
import { decode, encodeDocument, selectFields } from './raw.js';

/** Turns a stored document into what a client asked to see. */
export type Projection = (bytes: Buffer) => Buffer;

interface Tree {
  [name: string]: Tree | true;
}

const isFlag = (value: unknown): value is number | boolean =>
  ['number', 'boolean', 'bigint'].includes(typeof value);

/**
 * Compiles a projection: fields to show or to hide.
 *
 * @throws for a mixture of both, and for computed fields, `$slice` and the like, which the embedded store does not have
 */
export function compileProjection(projection: Document = {}): Projection {
  const entries = Object.entries(projection);
  if (entries.length === 0) return (bytes) => bytes;
  const computed = entries.find(([path, value]) => !isFlag(value) || path.includes('$'));
  if (computed) {
    throw commandError(
      'BadValue',
      `The embedded store does not have computed fields in projections: ${computed[0]}`,
    );
  }
  const flags = entries.filter(([path]) => path !== '_id');
  const showsId = Boolean(projection['_id'] ?? true);
  const shows = flags.length > 0 ? Boolean(flags[0]![1]) : showsId;
  const stray = flags.find(([, value]) => Boolean(value) !== shows);
  if (stray) throw commandError('Location31254', `Cannot mix fields to show and to hide: ${stray[0]}`);
  const paths = flags.map(([path]) => path);
  if (shows === showsId && (shows || '_id' in projection)) paths.push('_id');
  if (paths.every((path) => !path.includes('.'))) {
    const names = paths.map((path) => Buffer.from(path));
    return (bytes) => selectFields(bytes, names, shows);
  }
  const tree = treeOf(paths);
  return (bytes) => encodeDocument(prune(decode(bytes), tree, shows) as Document);
}

function treeOf(paths: string[]): Tree {
  const tree: Tree = Object.create(null) as Tree;
  for (const path of paths) {
    const names = path.split('.');
    const last = names.pop()!;
    let at = tree;
    for (const name of names) {
      const below = (at[name] ??= Object.create(null) as Tree);
      if (below === true) throw pathCollision(path);
      at = below;
    }
    if (at[last]) throw pathCollision(path);
    at[last] = true;
  }
  return tree;
}

const pathCollision = (path: string): Error => commandError('BadValue', `Path collision at ${path}`);

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
