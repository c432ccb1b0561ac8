import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';

/** Most claims that a search in the editor shows. */
const shown = 12;

/**
 * Claims that an article could answer, by words of their statements and reports: not those with an answer.
 *
 * @param without ids that are linked already.
 */
export async function findClaims(
  context: Context,
  words: string,
  without: readonly string[] = [],
): Promise<Claim[]> {
  const query = words.trim().slice(0, 200);
  if (!query) return [];
  const ids = context.claimSearch
    .search(query, shown * 3)
    .map((hit) => hit.id)
    .filter((id) => !without.includes(id));
  if (ids.length === 0) return [];
  const claims = await context.models.Claim.find({ _id: { $in: ids } }).lean();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ status }) => status === 'open' || status === 'checking')
    .slice(0, shown);
}
