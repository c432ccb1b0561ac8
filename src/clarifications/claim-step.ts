import type { Claim } from '../claims/claim.model.js';
import type { Clarification } from './clarification.model.js';

/** What an article asks of a claim now. */
export type ClaimStep = 'answer' | 'unanswer' | 'none';

/**
 * What to do with a claim so that it agrees with an article.
 * The article is right: while it is published, its `answers` are answered by it and by nothing else.
 */
export function claimStep(
  claim: Pick<Claim, '_id' | 'status' | 'clarification' | 'verdict'>,
  article: Pick<Clarification, '_id' | 'status' | 'answers' | 'verdict'>,
): ClaimStep {
  // What was merged is a signpost: the claim that it points to has the answer.
  if (claim.status === 'merged') return 'none';
  const own = claim.clarification?.equals(article._id) ?? false;
  const linked = article.status === 'published' && (article.answers ?? []).some((id) => id.equals(claim._id));
  if (linked) {
    const agrees = claim.status === 'answered' && own && claim.verdict === article.verdict;
    return agrees ? 'none' : 'answer';
  }
  return own && claim.status === 'answered' ? 'unanswer' : 'none';
}
