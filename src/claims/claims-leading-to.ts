import type { Types } from 'mongoose';
import type { Context } from '../context.js';

/** Ids in one query: the store serves so many by index. */
const idsAtOnce = 200;
/** Merges can follow each other; deeper than this is a circle. */
const deepest = 50;

/**
 * Claims and every claim that was merged into them, directly or through others: whatever was gathered on those belongs
 * to them for as long as they lead here. Undoing a merge takes it back by itself.
 */
export async function claimsLeadingTo(
  context: Context,
  claims: readonly Types.ObjectId[],
): Promise<Types.ObjectId[]> {
  const found = new Map(claims.map((id) => [String(id), id]));
  let level = [...claims];
  for (let depth = 0; level.length > 0 && depth < deepest; depth += 1) {
    const merged = await inParts(level, (ids) =>
      context.models.Claim.find({ mergedInto: { $in: ids } })
        .select('_id')
        .lean(),
    );
    level = merged.map(({ _id }) => _id).filter((one) => !found.has(String(one)));
    for (const one of level) found.set(String(one), one);
  }
  return [...found.values()];
}

/** Asks for many ids a few at a time. */
export async function inParts<Found>(
  ids: readonly Types.ObjectId[],
  ask: (some: Types.ObjectId[]) => PromiseLike<Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce)
    found.push(...(await ask(ids.slice(at, at + idsAtOnce))));
  return found;
}
