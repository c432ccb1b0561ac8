import { canonicalLink, LINK_SOURCE } from '../matching/links.js';

const links = new RegExp(LINK_SOURCE, 'giu');
const mostLinks = 20;

/**
 * The links of a report, in its text or beside it, in one spelling: host and path. A bare host says too little (half
 * of all messages name the same few), so only links to a page are kept.
 */
export function tellingLinks(text: string, urls: readonly string[]): string[] {
  const written = [...urls, ...(text.match(links) ?? [])];
  const pages = written
    .map((link) => canonicalLink(link))
    .filter(({ host, page }) => host !== '' && page !== host && page.length <= 500)
    .map(({ page }) => page);
  return [...new Set(pages)].slice(0, mostLinks);
}
