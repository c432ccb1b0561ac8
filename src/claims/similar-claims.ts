import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { markShared, type TextRun } from '../matching/shared-words.js';
import { askMatcher } from './ask-matcher.js';
import type { Claim } from './claim.model.js';
import { withoutGrowing, type ListedClaim } from './list-claims.js';

/** The engine's own threshold for asking a person; see matching/matcher.ts. */
const leastScore = 0.25;
const most = 5;
/** The statement and so many of a claim's examples are compared: each costs some milliseconds. */
const mostTexts = 3;

export interface SimilarClaim {
  claim: ListedClaim;
  /** 0…1 */
  score: number;
  words: string[];
  /** Its statement with the shared words marked. */
  runs: TextRun[];
}

/** Other claims that may be the same one, the likeliest first. */
export async function similarClaims(context: Context, claim: Claim): Promise<SimilarClaim[]> {
  const own = String(claim._id);
  const best = new Map<string, { score: number; words: string[] }>();
  const texts = [claim.statement, ...claim.examples].slice(0, mostTexts);
  const ranks = await askMatcher(
    context,
    (matcher) => Promise.all(texts.map((text) => matcher.rank(text, most + 1))),
    [],
  );
  for (const { claim: id, score, why } of ranks.flat()) {
    if (id === own || score < leastScore || score <= (best.get(id)?.score ?? 0)) continue;
    best.set(id, { score, words: why });
  }
  const chosen = [...best].sort(([, left], [, right]) => right.score - left.score).slice(0, most);
  if (chosen.length === 0) return [];
  const found = await context.models.Claim.find({
    _id: { $in: chosen.map(([id]) => new Types.ObjectId(id)) },
  })
    .select(withoutGrowing)
    .lean<ListedClaim[]>();
  const byId = new Map(found.map((other) => [String(other._id), other]));
  return chosen.flatMap(([id, { score, words }]) => {
    const other = byId.get(id);
    return other && other.status !== 'merged'
      ? [{ claim: other, score, words, runs: markShared(other.statement, words) }]
      : [];
  });
}
