import type { Request } from 'express';
import { topics, verdicts } from '../claims/claim.model.js';
import type { Config } from '../config.js';
import type { Card } from './clarification-cards.js';
import type { ListFilters } from './library.schema.js';
import type { ClarificationList } from './list-clarifications.js';
import type { ArticlePage } from './read-clarification.js';
import { replyToSend } from './reply-to-send.js';
import { shareLinks } from './share-links.js';

/** The list page: what was asked for, what was found, and where the list goes on. */
export function filtersView(filters: ListFilters, list: ClarificationList, years: number[], here: string) {
  const { q = '', verdict, topic, year } = filters;
  const asked = {
    ...(q && { q }),
    ...(verdict && { verdict }),
    ...(topic && { topic }),
    ...(year && { year }),
  };
  const address = (more: Record<string, string> = {}) => {
    const query = new URLSearchParams({ ...asked, ...more } as Record<string, string>).toString();
    return query ? `${here}?${query}` : here;
  };
  return {
    chosen: { q, verdict, topic, year: year === undefined ? undefined : String(year) },
    narrowed: Object.keys(asked).length > 0,
    // One address for search engines: the list itself.
    robots: Object.keys(asked).length > 0 || filters.after || filters.from ? 'noindex, follow' : undefined,
    items: list.items,
    total: list.total,
    nextUrl: list.next && address({ [list.next.name]: list.next.value }),
    firstUrl: filters.after || filters.from ? address() : null,
    allUrl: here,
    verdicts,
    topics,
    years: years.map(String),
  };
}

/** Where an address of somebody else's site leads, unless it is none that a reader should follow. */
export function linkTo(url: string): { href: string; host: string } | undefined {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return undefined;
  return { href: url, host: new URL(url).host.replace(/^www\./, '') };
}

/** A page's data block must not end its own element, whatever a title says. */
function dataBlock(data: object): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}

export function articleView(
  page: ArticlePage,
  counted: boolean,
  request: Request,
  config: Pick<Config, 'baseUrl'>,
) {
  const { article, old, versions, related, changes } = page;
  const { t } = request;
  const here = request.link(`/klarifikasi/${article.slug}`);
  const url = `${config.baseUrl}${here}`;
  const verdict = article.verdict ? t(`words.verdicts.${article.verdict}`) : '';
  const reply =
    article.verdict && !article.retracted && !old
      ? replyToSend({ ...article, verdict: article.verdict, url }, t)
      : null;
  const shareText = t(article.retracted ? 'library.share.retracted' : 'library.share.text', {
    verdict,
    title: article.title,
  });
  return {
    article,
    sources: article.sources.map(({ title, url }) => ({ title, ...linkTo(url) })),
    old,
    robots: old ? 'noindex' : undefined,
    here,
    versions: versions.length > 1 ? versions : null,
    corrections: article.corrections.map((correction, index) => ({
      ...correction,
      version: article.corrections.length - index,
      changes: changes.at(-1 - index) ?? [],
    })),
    related,
    views: article.views + (counted ? 1 : 0),
    image: article.cover && `${config.baseUrl}${article.cover.url}`,
    url,
    reply,
    shareText,
    links: shareLinks(url, shareText, t),
    jsonLd: article.claimReview && dataBlock(article.claimReview),
  };
}

export function sitemapView(latest: Card[], years: number[]) {
  return { latest, years: years.map(String), verdicts, topics };
}
