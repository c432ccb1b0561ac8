import MarkdownIt, { type Token } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

const markdown = new MarkdownIt({ html: false, linkify: true, maxNesting: 40 });

/** No address that anybody can use is longer. */
const longestAddress = 2000;

// Looking for addresses in a text takes time by the square of its longest run without a space: 40,000 characters of
// "a.b///" would hold everybody up for seconds.
const looksLinked = markdown.linkify.test.bind(markdown.linkify);
markdown.linkify.test = (text) =>
  text.split(/\s+/).every((run) => run.length <= longestAddress) && looksLinked(text);

// An article links to the web and to mail, nowhere else: no scripts, no data, no address without a scheme.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());

// A picture from elsewhere would tell that place who reads the article: only its description stays.
markdown.renderer.rules.image = (tokens, index) => markdown.utils.escapeHtml(tokens[index]?.content ?? '');

markdown.core.ruler.push('heading_levels', (state) => settleHeadings(state.tokens));

/** The page's own title is h1: the highest heading of the text becomes h2, and no level is left out below it. */
function settleHeadings(tokens: Token[]): void {
  const levels = tokens.filter((token) => token.type === 'heading_open').map((token) => Number(token.tag[1]));
  const highest = Math.min(...levels);
  let previous = 1;
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      previous = Math.min(Number(token.tag[1]) - highest + 2, previous + 1, 6);
      token.tag = `h${previous}`;
    } else if (token.type === 'heading_close') {
      token.tag = `h${previous}`;
    }
  }
}

const tags = 'h2 h3 h4 h5 h6 p blockquote ul ol li pre code hr br strong em s a table thead tbody tr th td';

const allowed: sanitizeHtml.IOptions = {
  allowedTags: tags.split(' '),
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener' }) },
};

/**
 * An article's body as HTML that is safe to show as it is: Markdown without raw HTML, then only the tags that
 * prose needs. Headings start at h2.
 */
export function renderMarkdown(text: string): string {
  return sanitizeHtml(markdown.render(text), allowed);
}
