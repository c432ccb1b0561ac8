import type { Types } from 'mongoose';
import type { Verdict } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { addressOf } from './clarification.view.js';

/** The published clarification of a claim, in short. */
export interface PublicAnswer {
  slug: string;
  title: string;
  summary: string;
  /** Absolute. */
  url: string;
  verdict: Verdict;
  /** ISO 8601, UTC. */
  publishedAt: string;
}

/**
 * The published clarifications of claims. The article decides, not the claim's copy of it: an answer is there, or
 * gone, with the one write that publishes or retracts.
 *
 * @returns answers by claim id (hex); a claim without one has no entry. A claim has one at most.
 */
export async function answersOf(
  context: Context,
  claimIds: readonly (Types.ObjectId | string)[],
): Promise<Map<string, PublicAnswer>> {
  const answers = new Map<string, PublicAnswer>();
  if (claimIds.length === 0) return answers;
  const articles = await context.models.Clarification.find({ answers: { $in: [...claimIds] } })
    .select('slug title summary verdict publishedAt answers')
    .lean();
  for (const article of articles) {
    if (!article.verdict || !article.publishedAt) continue;
    const answer: PublicAnswer = {
      slug: article.slug,
      title: article.title,
      summary: article.summary,
      url: addressOf(context.config, article.slug),
      verdict: article.verdict,
      publishedAt: article.publishedAt.toISOString(),
    };
    for (const claim of article.answers ?? []) answers.set(String(claim), answer);
  }
  return answers;
}
