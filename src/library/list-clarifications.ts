import { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { SearchHit } from '../matching/search-index.js';
import { writeCursor } from '../web/cursor.js';
import { cardFields, cardsOf, type Card, type CardFields } from './clarification-cards.js';
import type { ListFilters } from './library.schema.js';

export interface ClarificationList {
  items: Card[];
  /** How many there are on all pages. */
  total: number;
  /** The address parameter that leads to the next page. */
  next: { name: 'after' | 'from'; value: string } | null;
}

const pageSize = 12;
/** A search shows no more than this: whoever does not find it there searches with other words. */
const mostHits = 120;

/** Published clarifications: newest first, or best first when words are searched for. */
export function listClarifications(context: Context, filters: ListFilters): Promise<ClarificationList> {
  return filters.q ? searched(context, filters, filters.q) : newest(context, filters);
}

/** A year begins at midnight in Jakarta. */
const startOf = (year: number) => new Date(`${year}-01-01T00:00:00+07:00`);

const equalities = ({ verdict, topic }: ListFilters) => ({
  status: 'published' as const,
  ...(verdict && { verdict }),
  ...(topic && { topics: topic }),
});

const within = (year: number) => ({ $gte: startOf(year), $lt: startOf(year + 1) });

async function newest(context: Context, filters: ListFilters): Promise<ClarificationList> {
  const { year } = filters;
  const [total, found] = await Promise.all([
    context.models.Clarification.countDocuments({
      ...equalities(filters),
      ...(year && { publishedAt: within(year) }),
    }),
    pageAndOneMore(context, filters),
  ]);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  const more = found.length > pageSize && last;
  return {
    items: await cardsOf(context, page),
    total,
    next: more
      ? { name: 'after', value: writeCursor({ at: last.publishedAt.toISOString(), id: String(last._id) }) }
      : null,
  };
}

// Two queries and not one `$or`: each is served by the index, and many articles of one moment are neither repeated
// nor left out.
async function pageAndOneMore(context: Context, filters: ListFilters): Promise<CardFields[]> {
  const { year, after } = filters;
  const wanted = pageSize + 1;
  const find = (publishedAt: object | undefined, before: Types.ObjectId | undefined, limit: number) =>
    context.models.Clarification.find({
      ...equalities(filters),
      ...(publishedAt && { publishedAt }),
      ...(before && { _id: { $lt: before } }),
    })
      .sort({ publishedAt: -1, _id: -1 })
      .limit(limit)
      .select(cardFields)
      .lean<CardFields[]>();
  const range = year && within(year);
  if (!after) return find(range || undefined, undefined, wanted);
  const at = new Date(after.at);
  const sameMoment = await find({ $eq: at }, new Types.ObjectId(after.id), wanted);
  if (sameMoment.length === wanted) return sameMoment;
  const end = range && range.$lt < at ? range.$lt : at;
  const earlier = await find(
    { ...(range && { $gte: range.$gte }), $lt: end },
    undefined,
    wanted - sameMoment.length,
  );
  return [...sameMoment, ...earlier];
}

/** Where nothing is found, a letter that was typed twice is taken for a slip: "bansoss", "strook". */
function forgivingSearch({ clarificationSearch }: Context, words: string): SearchHit[] {
  const hits = clarificationSearch.search(words, mostHits);
  return hits.length > 0
    ? hits
    : clarificationSearch.search(words.replaceAll(/(\p{L})\1+/giu, '$1'), mostHits);
}

async function searched(context: Context, filters: ListFilters, words: string): Promise<ClarificationList> {
  const ranked = forgivingSearch(context, words).map(({ id }) => id);
  const { year } = filters;
  const fits = await context.models.Clarification.find({
    _id: { $in: ranked },
    ...equalities(filters),
    ...(year && { publishedAt: within(year) }),
  })
    .select(cardFields)
    .lean<CardFields[]>();
  const byId = new Map(fits.map((found) => [String(found._id), found]));
  const hits = ranked.flatMap((id) => byId.get(id) ?? []);
  const start = filters.from?.place ?? 0;
  const end = start + pageSize;
  return {
    items: await cardsOf(context, hits.slice(start, end)),
    total: hits.length,
    next: end < hits.length ? { name: 'from', value: writeCursor({ place: end }) } : null,
  };
}

/** The years that have published clarifications, newest first: what the filter offers. */
export async function yearsOf(context: Context): Promise<number[]> {
  const oldest = await context.models.Clarification.findOne({ status: 'published' })
    .sort({ publishedAt: 1, _id: 1 })
    .select('publishedAt')
    .lean();
  if (!oldest?.publishedAt) return [];
  const last = yearInJakarta(context.clock.now());
  const first = Math.min(yearInJakarta(oldest.publishedAt), last);
  return Array.from({ length: last - first + 1 }, (_, back) => last - back);
}

const yearInJakarta = (when: Date) => new Date(when.getTime() + 7 * 3_600_000).getUTCFullYear();
