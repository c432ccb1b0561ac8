import slugify from '@sindresorhus/slugify';
import type { Types } from 'mongoose';

/** Addresses longer than this are cut at a word. */
const longest = 80;

/** A draft's address says nothing yet: its title may still change. */
export function draftSlug(id: Types.ObjectId): string {
  return `draf-${String(id)}`;
}

/**
 * Addresses for an article, the nicest first and without end: from its title, then numbered. A title without letters
 * gets its id.
 */
export function* slugsFor(title: string, id: Types.ObjectId): Generator<string, never> {
  const whole = slugify(title, { decamelize: false });
  const cut = whole.length > longest ? whole.slice(0, longest + 1).replace(/-[^-]*$/, '') : whole;
  const base = cut.slice(0, longest).replace(/-+$/, '') || `klarifikasi-${String(id)}`;
  yield base;
  for (let number = 2; ; number += 1) yield `${base}-${number}`;
}
