import type { Types } from 'mongoose';
import type { Clarification } from '../clarifications/clarification.model.js';
import { clarificationItem, type ClarificationItem } from '../clarifications/clarification.view.js';
import type { Topic } from '../claims/claim.model.js';
import type { Context } from '../context.js';

/** What a card needs of an article; `revisions.at` is enough to know that it was corrected. */
export const cardFields =
  'slug title summary verdict kind status publishedAt changedAt cover views claims topics revisions.at';

export type CardFields = Pick<
  Clarification,
  | '_id'
  | 'slug'
  | 'title'
  | 'summary'
  | 'verdict'
  | 'kind'
  | 'status'
  | 'changedAt'
  | 'cover'
  | 'views'
  | 'claims'
  | 'topics'
  | 'revisions'
> & { publishedAt: Date };

/** An article in a public list. */
export interface Card extends Omit<ClarificationItem, 'cover' | 'url'> {
  /** How many people asked: the reports of all its claims. */
  asked: number;
  topics: Topic[];
  /** Paths of this site. */
  coverUrl: string | null;
  coverAlt: string | null;
}

/** Articles as cards, in the order given. */
export async function cardsOf(context: Context, articles: readonly CardFields[]): Promise<Card[]> {
  const asked = await reportCounts(
    context,
    articles.flatMap((article) => article.claims),
  );
  return articles.map((article) => {
    const { cover, url: _absolute, ...item } = clarificationItem(article as Clarification, context.config);
    return {
      ...item,
      asked: article.claims.reduce((sum, claim) => sum + (asked.get(String(claim)) ?? 0), 0),
      topics: article.topics,
      coverUrl: cover?.thumbnailUrl ?? null,
      coverAlt: cover?.alt ?? null,
    };
  });
}

async function reportCounts(
  context: Context,
  claims: readonly Types.ObjectId[],
): Promise<Map<string, number>> {
  if (claims.length === 0) return new Map();
  const found = await context.models.Claim.find({ _id: { $in: [...claims] } })
    .select('reportCount')
    .lean();
  return new Map(found.map((claim) => [String(claim._id), claim.reportCount]));
}
