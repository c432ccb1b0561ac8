import type { PublicStatement } from '../agencies/statements-of.js';
import type { Claim, Verdict } from '../claims/claim.model.js';
import { publicClaim, type PublicClaim } from '../claims/claim.view.js';
import type { Config } from '../config.js';
import type { Translate } from '../web/languages.js';
import { claimReviewOf, type ClaimReview } from './claim-review.js';
import type { Clarification, ClarificationStatus, Kind, Source } from './clarification.model.js';
import { renderMarkdown } from './render-markdown.js';

/** An article in a list. Ids are strings, dates ISO 8601 in UTC, addresses absolute unless said otherwise. */
export interface ClarificationItem {
  id: string;
  slug: string;
  url: string;
  title: string;
  summary: string;
  /** Null only in a draft. */
  verdict: Verdict | null;
  kind: Kind | null;
  status: ClarificationStatus;
  retracted: boolean;
  corrected: boolean;
  publishedAt: string | null;
  /** When readers last got something new. */
  changedAt: string | null;
  cover: PublicCover | null;
  views: number;
}

export interface PublicCover {
  /** Paths of this site. */
  url: string;
  thumbnailUrl: string;
  alt: string;
  width: number;
  height: number;
}

export interface PublicCorrection {
  at: string;
  note: string;
  /** Names of the fields that changed. */
  changed: string[];
}

/** A whole article, as anyone may see it. */
export interface PublicClarification extends ClarificationItem {
  /** Markdown. */
  body: string;
  /** The body as HTML that is safe to show as it is. */
  html: string;
  sources: Source[];
  /** Signed statements of agencies. They say what an agency says; the verdict is ours. */
  statements: PublicStatement[];
  claims: PublicClaim[];
  /** How many people asked: the reports of all its claims. */
  reportCount: number;
  author: string;
  publisher: string | null;
  /** Newest first. */
  corrections: PublicCorrection[];
  retraction: { reason: string; at: string } | null;
  /** Null unless it is published now. */
  claimReview: ClaimReview | null;
}

/** A whole article as staff see it, in any state. */
export interface StaffClarification extends PublicClarification {
  /** An action states the version that its person saw. */
  version: number;
  /** Why an editor gave it back. */
  returnedNote: string | null;
  history: {
    at: string;
    by: string;
    action: Clarification['activity'][number]['action'];
    note: string | null;
  }[];
  createdAt: string;
  updatedAt: string;
}

/** The address that links from outside use: the site's first language. */
export function addressOf(config: Pick<Config, 'baseUrl'>, slug: string): string {
  return `${config.baseUrl}/klarifikasi/${slug}`;
}

export type ListedClarification = Omit<Clarification, 'body' | 'sources' | 'activity'>;

export function clarificationItem(
  article: ListedClarification,
  config: Pick<Config, 'baseUrl'>,
): ClarificationItem {
  return {
    id: String(article._id),
    slug: article.slug,
    url: addressOf(config, article.slug),
    title: article.title,
    summary: article.summary,
    verdict: article.verdict ?? null,
    kind: article.kind ?? null,
    status: article.status,
    retracted: article.status === 'retracted',
    corrected: article.revisions.length > 0,
    publishedAt: article.publishedAt?.toISOString() ?? null,
    changedAt: article.changedAt?.toISOString() ?? null,
    cover: coverOf(article.cover),
    views: article.views,
  };
}

/**
 * @param about.claims the article's claims in any order; its own order stays.
 * @param about.t the reader's language: the verdict's name in the claim review is in it.
 */
export function publicClarification(
  article: Clarification,
  about: {
    claims: readonly Claim[];
    config: Pick<Config, 'baseUrl' | 'siteName'>;
    t: Translate;
    /** What `shownStatements` gives. */
    statements: readonly PublicStatement[];
  },
): PublicClarification {
  const { config, t } = about;
  const byId = new Map(about.claims.map((claim) => [String(claim._id), claim]));
  const claims = article.claims.flatMap((id) => byId.get(String(id)) ?? []).map(publicClaim);
  const { verdict, publishedAt, status } = article;
  const url = addressOf(config, article.slug);
  return {
    ...clarificationItem(article, config),
    body: article.body,
    html: renderMarkdown(article.body),
    sources: article.sources.map(({ title, url }) => ({ title, url })),
    statements: [...about.statements],
    claims,
    reportCount: claims.reduce((sum, claim) => sum + claim.reportCount, 0),
    author: article.author.name,
    publisher: article.publisher?.name ?? null,
    corrections: article.revisions
      .map(({ at, note, changed }) => ({ at: at.toISOString(), note, changed }))
      .toReversed(),
    retraction: article.retraction
      ? { reason: article.retraction.reason, at: article.retraction.at.toISOString() }
      : null,
    claimReview:
      status === 'published' && verdict && publishedAt
        ? claimReviewOf({ title: article.title, url, verdict, publishedAt }, claims[0], config, t)
        : null,
  };
}

export function staffClarification(
  article: Clarification,
  about: Parameters<typeof publicClarification>[1],
): StaffClarification {
  return {
    ...publicClarification(article, about),
    version: article.version,
    returnedNote: article.returnedNote ?? null,
    history: article.activity.map(({ at, by, action, note }) => ({
      at: at.toISOString(),
      by: by.name,
      action,
      note: note ?? null,
    })),
    createdAt: article.createdAt.toISOString(),
    updatedAt: article.updatedAt.toISOString(),
  };
}

function coverOf(cover: Clarification['cover']): PublicCover | null {
  if (!cover) return null;
  const { file, thumbnail, alt, width, height } = cover;
  return { url: `/gambar/${String(file)}`, thumbnailUrl: `/gambar/${String(thumbnail)}`, alt, width, height };
}
