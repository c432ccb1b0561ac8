import { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Source } from '../clarifications/clarification.model.js';
import { listEvidence } from './list-evidence.js';

/** Claims of one article that are looked at; an article has no more. */
const mostClaims = 20;

/** A source that an article may take over from the evidence, as a box to tick: `value` is what the form sends. */
export interface OfferedSource extends Source {
  value: string;
}

/**
 * The sources of the evidence on an article's claims which the article does not name yet. Only what can be opened
 * is offered, each address once.
 */
export async function offeredSources(
  context: Context,
  article: { claims: readonly string[]; sources: readonly Source[] },
): Promise<OfferedSource[]> {
  const ids = article.claims.filter((id) => /^[0-9a-f]{24}$/i.test(id)).slice(0, mostClaims);
  const evidence = await Promise.all(ids.map((id) => listEvidence(context, new Types.ObjectId(id))));
  const named = new Set(article.sources.map(({ url }) => url.trim()));
  const offered: OfferedSource[] = [];
  for (const { source, withdrawn } of evidence.flat()) {
    if (!source?.url || withdrawn || named.has(source.url)) continue;
    named.add(source.url);
    const { title, url } = source;
    offered.push({ title, url, value: JSON.stringify([title, url]) });
  }
  return offered;
}

/** The sources that were ticked, but for those that stand in the form already. What is no such value is ignored. */
export function tickedSources(values: readonly string[], there: readonly Source[]): Source[] {
  const named = new Set(there.map(({ url }) => url.trim()));
  const ticked: Source[] = [];
  for (const value of values) {
    const source = readOffered(value);
    if (!source || named.has(source.url)) continue;
    named.add(source.url);
    ticked.push(source);
  }
  return ticked;
}

function readOffered(value: string): Source | undefined {
  try {
    const read: unknown = JSON.parse(value);
    if (!Array.isArray(read)) return undefined;
    const [title, url] = read as unknown[];
    return typeof title === 'string' && typeof url === 'string' ? { title, url } : undefined;
  } catch {
    return undefined;
  }
}
