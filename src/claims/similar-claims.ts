import { Types } from 'mongoose';
import { answersOf, type PublicAnswer } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { markShared, type TextRun } from '../matching/shared-words.js';
import { maskReasons } from '../privacy/mask-for.js';
import type { Translate } from '../web/languages.js';
import { askMatcher } from './ask-matcher.js';
import type { Claim } from './claim.model.js';
import { compareOnDesk, deskTexts, type DeskComparison } from './desk-comparison.js';
import type { ListedClaim } from './list-claims.js';
import { evidenceOf, type Evidence } from './match-evidence.js';

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
  /** Its text that is most alike beside this claim's. */
  compared: DeskComparison;
  /** The clarification that answers it. */
  answer?: PublicAnswer;
}

interface Likeness extends Evidence {
  score: number;
  words: string[];
  /** The text of this claim that was compared. */
  text: string;
}

/** Other claims that may be the same one, the likeliest first. */
export async function similarClaims(context: Context, claim: Claim, t: Translate): Promise<SimilarClaim[]> {
  const own = String(claim._id);
  const best = new Map<string, Likeness>();
  const texts = [claim.statement, ...claim.examples].slice(0, mostTexts);
  const ranks = await askMatcher(
    context,
    (matcher) => Promise.all(texts.map((text) => matcher.rank(text, most + 1))),
    [],
  );
  for (const [at, ranked] of ranks.entries()) {
    const text = texts[at] ?? '';
    for (const match of ranked) {
      const { claim: id, score, why } = match;
      if (id === own || score < context.model.suggestFrom || score <= (best.get(id)?.score ?? 0)) continue;
      best.set(id, { score, words: why, text, ...evidenceOf(match, text) });
    }
  }
  const chosen = [...best].sort(([, left], [, right]) => right.score - left.score).slice(0, most);
  if (chosen.length === 0) return [];
  const found = await context.models.Claim.find({
    _id: { $in: chosen.map(([id]) => new Types.ObjectId(id)) },
  })
    .select('-notes -activity')
    .lean<(ListedClaim & Pick<Claim, 'examples'>)[]>();
  const byId = new Map(found.map((other) => [String(other._id), other]));
  const answered = found.filter(({ status }) => status === 'answered').map(({ _id }) => _id);
  const answers = await answersOf(context, answered);
  return chosen.flatMap(([id, likeness]) => {
    const other = byId.get(id);
    if (!other || other.status === 'merged') return [];
    const { score, text } = likeness;
    const { words } = maskReasons(likeness, text);
    const runs = markShared(other.statement, words);
    const answer = answers.get(id);
    const compared = compareOnDesk(text, deskTexts(other, answer), likeness, t);
    return [{ claim: other, score, words, runs, compared, ...(answer && { answer }) }];
  });
}
