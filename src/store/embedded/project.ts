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
export function compileProjection(projection: Document | undefined): Projection {
  const entries = Object.entries(projection ?? {});
  if (entries.length === 0) return (bytes) => bytes;
  const computed = entries.find(([, value]) => !isFlag(value));
  if (computed) {
    throw commandError(
      'BadValue',
      `The embedded store does not have computed fields in projections: ${computed[0]}`,
    );
  }
  const flags = entries.filter(([path]) => path !== '_id');
  const stray = flags.find(([, value]) => Boolean(value) !== Boolean(flags[0]![1]));
  if (stray) {
    const [code, kind, other] = stray[1]
      ? (['Location31253', 'inclusion', 'exclusion'] as const)
      : (['Location31254', 'exclusion', 'inclusion'] as const);
    throw commandError(code, `Cannot do ${kind} on field ${stray[0]} in ${other} projection`);
  }
  const idFlag = projection!['_id'] as unknown;
  const showsId = idFlag === undefined || Boolean(idFlag);
  const shows = flags.length > 0 ? Boolean(flags[0]![1]) : showsId;
  const paths = flags.map(([path]) => path);
  if (shows === showsId && (shows || idFlag !== undefined)) paths.push('_id');
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
