import type { Claim } from '../claims/claim.model.js';
import type { Clarification, ClarificationContent } from '../clarifications/clarification.model.js';
import { publicClarification, type PublicClarification } from '../clarifications/clarification.view.js';
import { renderMarkdown } from '../clarifications/render-markdown.js';
import { shownStatements } from '../clarifications/show-statements.js';
import { tellChanges, type ShortChange } from '../clarifications/tell-changes.js';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import type { Translate } from '../web/languages.js';
import { cardFields, cardsOf, type Card, type CardFields } from './clarification-cards.js';

/** One published state of an article: 1 is the first. */
export interface Version {
  number: number;
  since: Date;
  /** Missing for the newest. */
  until?: Date;
  current: boolean;
  shown: boolean;
}

export interface ArticlePage {
  article: PublicClarification;
  versions: Version[];
  /** The version shown, when it is not the newest. */
  old: Version | null;
  related: Card[];
  /** Old beside new, for each correction, oldest first. */
  changes: ShortChange[][];
}

const relatedShown = 3;
/** Below this share of the title's words two articles have little to do with each other. */
const relatedFrom = 0.2;

/** A published or retracted article by its address. @throws AppError `not_found` for any other. */
export async function findArticle(context: Context, slug: string): Promise<Clarification> {
  const article = await context.models.Clarification.findOne({ slug }).lean<Clarification>();
  if (!article?.publishedAt || (article.status !== 'published' && article.status !== 'retracted')) {
    throw notFound();
  }
  return article;
}

/**
 * @param version which published state to show; the newest without it.
 * @throws AppError `not_found` when there is no such version.
 */
export async function readArticle(
  context: Context,
  clarification: Clarification,
  version: number | undefined,
  t: Translate,
): Promise<ArticlePage> {
  const newest = clarification.revisions.length + 1;
  const number = version ?? newest;
  if (number > newest) throw notFound();
  const before = clarification.revisions[number - 1]?.before;
  const [claims, related, statements] = await Promise.all([
    context.models.Claim.find({ _id: { $in: clarification.claims } })
      .select('slug statement status verdict topic reportCount firstReportedAt lastReportedAt')
      .lean<Claim[]>(),
    relatedTo(context, clarification),
    shownStatements(context, clarification, t, 'public', before),
  ]);
  const article = publicClarification(clarification, { claims, config: context.config, t, statements });
  const versions = versionsOf(clarification, number);
  return {
    article: before ? asItWas(article, clarification, before) : article,
    versions,
    old: versions.find(({ shown, current }) => shown && !current) ?? null,
    related,
    changes: tellChanges(clarification),
  };
}

function versionsOf({ revisions, publishedAt }: Clarification, shown: number): Version[] {
  const starts = [publishedAt ?? new Date(0), ...revisions.map(({ at }) => at)];
  return starts.map((since, index) => ({
    number: index + 1,
    since,
    until: starts[index + 1],
    current: index === starts.length - 1,
    shown: index + 1 === shown,
  }));
}

function asItWas(
  article: PublicClarification,
  clarification: Clarification,
  before: ClarificationContent,
): PublicClarification {
  const sameCover = String(before.cover?.file) === String(clarification.cover?.file);
  return {
    ...article,
    title: before.title,
    summary: before.summary,
    verdict: before.verdict ?? article.verdict,
    kind: before.kind ?? null,
    body: before.body,
    html: renderMarkdown(before.body),
    sources: before.sources.map(({ title, url }) => ({ title, url })),
    // A picture that was taken out is public no longer.
    cover: sameCover ? article.cover : null,
    claimReview: null,
  };
}

/** Articles about like things: by the words of the title, then by topic. */
async function relatedTo(context: Context, article: Clarification): Promise<Card[]> {
  const own = String(article._id);
  const alike = context.clarificationSearch
    .search(article.title, relatedShown + 1)
    .filter((hit) => hit.id !== own && hit.score >= relatedFrom)
    .slice(0, relatedShown)
    .map(({ id }) => id);
  const { Clarification } = context.models;
  const found = await Clarification.find({ _id: { $in: alike }, status: 'published' })
    .select(cardFields)
    .lean<CardFields[]>();
  const byId = new Map(found.map((card) => [String(card._id), card]));
  const cards = alike.flatMap((id) => byId.get(id) ?? []);
  const topic = article.topics[0];
  if (cards.length < relatedShown && topic && topic !== 'other') {
    const sameTopic = await Clarification.find({ status: 'published', topics: topic })
      .sort({ publishedAt: -1, _id: -1 })
      .limit(relatedShown + cards.length + 1)
      .select(cardFields)
      .lean<CardFields[]>();
    const known = new Set([own, ...alike]);
    cards.push(...sameTopic.filter((card) => !known.has(String(card._id))));
  }
  return cardsOf(context, cards.slice(0, relatedShown));
}
