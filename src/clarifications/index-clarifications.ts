import type { Context } from '../context.js';
import type { Clarification } from './clarification.model.js';

type Indexed = Pick<Clarification, '_id' | 'status' | 'title' | 'summary' | 'body' | 'updatedAt'>;

const fields = 'status title summary body updatedAt';

/**
 * A change is stamped before it is written, and clocks of several servers differ: looking this far back, in
 * milliseconds, misses none.
 */
const overlap = 10_000;

const batch = 500;

/** Puts one article into the public search, or takes it out: only published ones are found. */
export function indexClarification(context: Context, article: Indexed): void {
  const id = String(article._id);
  if (article.status !== 'published') context.clarificationSearch.remove(id);
  else context.clarificationSearch.set(id, [article.title, article.summary, article.body]);
}

/**
 * Fills the search index with the published articles, the first time; then takes in what any process changed since.
 * Safe to repeat.
 */
export async function followClarifications(context: Context): Promise<void> {
  const { Clarification } = context.models;
  const since = context.indexed.clarifications;
  let latest = since ?? new Date(0);
  let from = since && new Date(since.getTime() - overlap);
  const done = new Set<string>();
  for (;;) {
    const changed = await Clarification.find(from ? { updatedAt: { $gte: from } } : {})
      .sort({ updatedAt: 1 })
      .select(fields)
      .limit(batch)
      .lean();
    const fresh = changed.filter((article) => !done.has(String(article._id)));
    for (const article of fresh) {
      indexClarification(context, article);
      done.add(String(article._id));
      if (article.updatedAt > latest) latest = article.updatedAt;
    }
    if (changed.length < batch || fresh.length === 0) break;
    from = changed.at(-1)?.updatedAt;
  }
  context.indexed.clarifications = latest;
}
