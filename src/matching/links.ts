import { createHash } from 'node:crypto';

// A link is one of the best signs that two messages are the same one, if it is written the same way.

/** Endings that make a bare name a link even without a path; "selesai.Kemudian" must not become one. */
const ENDINGS =
  'com|net|org|info|biz|xyz|top|site|online|link|live|club|vip|shop|store|icu|cc|ly|gl|me|tv|io|app|dev|page|news|id|my|sg|uk|us|eu|au|in|ru|cn|gov|edu|co';

const PATH = String.raw`[^\s<>"“”()\[\]{}|\\^]*`;

/** Finds links anywhere, also glued to a word before them ("#tagarhttps://…"). Give it the flags `giu`. */
export const LINK_SOURCE = String.raw`https?:\/\/${PATH}|www\.${PATH}|pic\.twitter\.com\/\w+|(?<![\p{L}\p{N}.@-])(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,4}(?:(?:${ENDINGS})(?![\p{L}\p{N}-])(?:[\/?]${PATH})?|[a-z]{2,10}\/${PATH})`;

const TRACKING =
  /^(?:utm_|fbclid$|gclid$|igsh|igshid$|mibextid$|si$|s$|ref|ref_src$|feature$|_rdr$|share|sfnsn$|t$)/u;
const TRAILING: ReadonlySet<string> = new Set(".,;:!?'…*_~-–—/");
/** Links of advertisements run to thousands of characters; past this they go by their beginning and a digest. */
const LONGEST_PAGE = 300;
const BEGINNING_KEPT = 200;

/** A regular expression for it would start anew at every full stop of an endless row. */
function withoutTrailing(link: string, characters: ReadonlySet<string>): string {
  let end = link.length;
  while (end > 0 && characters.has(link.charAt(end - 1))) end -= 1;
  return link.slice(0, end);
}

const SLASH: ReadonlySet<string> = new Set('/');

function shorten(page: string): string {
  if (page.length <= LONGEST_PAGE) return page;
  return `${page.slice(0, BEGINNING_KEPT)}…${createHash('sha256').update(page).digest('hex').slice(0, 16)}`;
}

/**
 * Host and path of a link, lower-case host without www., m. or mobile., tracking parameters dropped; other
 * parameters are kept in order of name since they may tell pages apart. Very long pages end in a digest. Empty for
 * what holds no host.
 */
export function canonicalLink(link: string): { host: string; page: string } {
  const bare = withoutTrailing(link.replace(/^https?:\/\//iu, '').replace(/#.*$/u, ''), TRAILING);
  const [beforeQuery = '', query = ''] = bare.split('?', 2);
  const slash = beforeQuery.indexOf('/');
  const authority = (slash < 0 ? beforeQuery : beforeQuery.slice(0, slash)).toLowerCase();
  const host = authority
    .replace(/^.*@/u, '')
    .replace(/:\d*$/u, '')
    .replace(/^(?:www\d?|m|mobile|amp)\.(?=.*\.)/u, '');
  const path = slash < 0 ? '' : withoutTrailing(beforeQuery.slice(slash), SLASH);
  const kept = query
    .split('&')
    .filter((pair) => pair !== '' && !TRACKING.test(pair.split('=', 1)[0]?.toLowerCase() ?? ''))
    .sort()
    .join('&');
  return { host, page: shorten(kept === '' ? host + path : `${host}${path}?${kept}`) };
}
