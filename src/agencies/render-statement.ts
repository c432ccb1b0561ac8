import { renderMarkdown } from '../clarifications/render-markdown.js';

/** Below the headings of the page that shows it. */
const deeper = 2;

/** A statement's text as HTML that is safe to show: as an article's, with its headings two levels lower. */
export function renderStatement(text: string): string {
  return renderMarkdown(text).replaceAll(
    /<(\/?)h([2-6])>/g,
    (_, end: string, level: string) => `<${end}h${Math.min(6, Number(level) + deeper)}>`,
  );
}
