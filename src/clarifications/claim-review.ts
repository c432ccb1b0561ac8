import type { Verdict } from '../claims/claim.model.js';
import type { PublicClaim } from '../claims/claim.view.js';
import type { Config } from '../config.js';
import type { Translate } from '../web/languages.js';

/** schema.org/ClaimReview, as search engines read it: the JSON-LD of one answered claim. */
export interface ClaimReview {
  '@context': 'https://schema.org';
  '@type': 'ClaimReview';
  /** A day, ISO 8601. */
  datePublished: string;
  url: string;
  claimReviewed: string;
  author: { '@type': 'Organization'; name: string; url: string };
  reviewRating: {
    '@type': 'Rating';
    ratingValue: number;
    bestRating: number;
    worstRating: number;
    alternateName: string;
  };
  itemReviewed: { '@type': 'Claim'; datePublished?: string };
}

/**
 * Google's scale for ClaimReview: 1 false, 2 mostly false, 3 half true, 4 mostly true, 5 true. What is unproven
 * stands in the middle, neither refuted nor shown; the words in `alternateName` say it exactly.
 */
const ratings: Record<Verdict, number> = {
  false: 1,
  satire: 1,
  misleading: 2,
  'partly-true': 3,
  unproven: 3,
  true: 5,
};

/** @param claim the claim that the article answers first; without it the article's title stands for it. */
export function claimReviewOf(
  article: { title: string; url: string; verdict: Verdict; publishedAt: Date },
  claim: Pick<PublicClaim, 'statement' | 'firstReportedAt'> | undefined,
  config: Pick<Config, 'siteName' | 'baseUrl'>,
  t: Translate,
): ClaimReview {
  return {
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    datePublished: article.publishedAt.toISOString().slice(0, 10),
    url: article.url,
    claimReviewed: claim?.statement ?? article.title,
    author: { '@type': 'Organization', name: config.siteName, url: config.baseUrl },
    reviewRating: {
      '@type': 'Rating',
      ratingValue: ratings[article.verdict],
      bestRating: 5,
      worstRating: 1,
      alternateName: t(`words.verdicts.${article.verdict}`),
    },
    itemReviewed: {
      '@type': 'Claim',
      ...(claim && { datePublished: claim.firstReportedAt.slice(0, 10) }),
    },
  };
}
