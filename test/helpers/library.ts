import { expect } from 'chai';
import { Types } from 'mongoose';
import type { Clarification } from '../../src/clarifications/clarification.model.js';
import { followClarifications } from '../../src/clarifications/index-clarifications.js';
import type { Saring } from './saring.js';

const by = { person: new Types.ObjectId(), name: 'Sekar Contoh' };
let made = 0;

/** An article that stands in the store and in the search as published; for lists that need many of them. */
export async function anArticle(
  saring: Saring,
  overrides: Partial<Clarification> = {},
): Promise<Clarification> {
  const { context } = saring;
  const at = overrides.publishedAt ?? saring.clock.now();
  made += 1;
  const article = await context.models.Clarification.create({
    slug: `artikel-${made}`,
    title: `Artikel nomor ${made}`,
    summary: 'Ringkasan dalam satu kalimat.',
    body: '## Klaim\n\nSebuah kabar.\n\n## Fakta\n\nKenyataannya.',
    verdict: 'false',
    sources: [{ title: 'Pengumuman', url: 'https://instansi.example/pengumuman' }],
    status: 'published',
    author: by,
    publisher: by,
    publishedAt: at,
    changedAt: at,
    activity: [{ at, by, action: 'published' }],
    createdAt: at,
    updatedAt: at,
    ...overrides,
  });
  context.indexed.clarifications = undefined;
  await followClarifications(context);
  return article.toObject<Clarification>();
}

/** The HTML of a page that must be there. */
export async function read({ request }: Saring, path: string, status = 200): Promise<string> {
  const response = await request.get(path);
  expect(response.status, path).to.equal(status);
  expect(response.type, path).to.equal('text/html');
  expectSound(response.text, path);
  return response.text;
}

/** The text of a page without its marks, for reading. */
export function wordsOf(html: string): string {
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#x27': "'",
    '#x3D': '=',
  };
  return html
    .replaceAll(/<(script|style)\b[^]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&([#\w]+);/g, (all, name: string) => entities[name] ?? all)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Slugs of the articles that a page leads to, in order, each once. */
export function articlesOn(html: string): string[] {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return [
    ...new Set([...main.matchAll(/href="(?:\/en)?\/klarifikasi\/([\w-]+)"/g)].map((match) => match[1] ?? '')),
  ];
}

const empty = new Set(['meta', 'link', 'input', 'img', 'br', 'hr', 'path', 'circle']);

/** Every element is closed in turn, ids are unique, one h1, and nothing stands there that a template forgot. */
export function expectSound(html: string, path: string): void {
  const open: string[] = [];
  const visible = html
    .replaceAll(/<!--[^]*?-->|<!doctype html>/g, '')
    .replaceAll(/(<script\b[^>]*>)[^]*?<\/script>/g, '$1</script>');
  for (const [, closes, name = '', rest = ''] of visible.matchAll(
    /<(\/?)([a-z][\w-]*)((?:"[^"]*"|[^>"])*)>/g,
  )) {
    if (closes) expect(open.pop(), `${path}: what </${name}> closes`).to.equal(name);
    else if (!empty.has(name) && !rest.endsWith('/')) open.push(name);
    else if (!empty.has(name)) expect.fail(`${path}: <${name}/>`);
  }
  expect(open, `${path}: left open`).to.deep.equal([]);
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  expect(ids.length, `${path}: unique ids among ${ids.join(' ')}`).to.equal(new Set(ids).size);
  expect(html.match(/<h1\b/g)?.length, `${path}: h1`).to.equal(1);
  const words = wordsOf(html);
  expect(words, path).to.not.match(/\[object |undefined|\bNaN\b|\{\{|Invalid Date/);
  expect(words, `${path}: a key instead of a sentence`).to.not.match(
    /\b(?:site|library|words|errors|reports)\.[a-z]+[\w.-]*\b/i,
  );
  for (const [, label = ''] of html.matchAll(/<label for="([^"]*)"/g))
    expect(ids, `${path}: label`).to.include(label);
}
