import type { QueryFilter, Types } from 'mongoose';
import { z } from 'zod';
import type { Topic, Verdict } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import { moment, readCursor, writeCursor } from '../web/cursor.js';
import { objectId } from '../web/object-id.js';
import type { Clarification, ClarificationStatus } from './clarification.model.js';
import type { ListedClarification } from './clarification.view.js';

export interface ListRequest {
  status: ClarificationStatus;
  /** Words; only published articles can be searched. */
  q?: string;
  verdict?: Verdict;
  topic?: Topic;
  /** The calendar year of publishing, in Jakarta. */
  year?: number;
  sort?: 'newest' | 'oldest';
  /** What the last page gave as `next`. */
  cursor?: string;
  limit: number;
}

export interface ListPage {
  items: ListedClarification[];
  next: string | null;
}

/** As many articles as a search weighs; nobody reads further. */
const mostHits = 200;

/** How many hits are read from the store in one go. */
const chunk = 40;

/**
 * One page of articles. Published and retracted ones go by the date of publishing, the others by their last change;
 * a search goes by how well an article answers it.
 *
 * @throws AppError bad_input for a cursor that is none, or words with a status other than published.
 */
export function listClarifications(context: Context, request: ListRequest): Promise<ListPage> {
  if (!request.q) return listByDate(context, request);
  if (request.status !== 'published') throw badInput({ q: { reason: 'search_published_only' } });
  return listByWords(context, request, request.q);
}

const dateCursor = z.tuple([moment, objectId]);

async function listByDate(context: Context, request: ListRequest): Promise<ListPage> {
  const { status, cursor, limit } = request;
  const field = status === 'published' || status === 'retracted' ? 'publishedAt' : 'updatedAt';
  const direction = request.sort === 'oldest' ? 1 : -1;
  const filters: QueryFilter<Clarification>[] = [{ status, ...choices(request) }];
  const { from, before } = yearOf(request.year);
  if (from && before) filters.push({ publishedAt: { $gte: from, $lt: before } });
  if (cursor !== undefined) {
    const [at, id] = readCursor(dateCursor, cursor);
    const beyond = direction === 1 ? '$gt' : '$lt';
    // The bound alone lets any store use the index; the pair settles articles of the same moment.
    filters.push({
      [field]: { [`${beyond}e`]: new Date(at) },
      $or: [{ [field]: { [beyond]: new Date(at) } }, { [field]: new Date(at), _id: { [beyond]: id } }],
    });
  }
  const found = await context.models.Clarification.find(filters.length === 1 ? filters[0] : { $and: filters })
    .sort({ [field]: direction, _id: direction })
    .select('-body -sources -activity')
    .limit(limit + 1)
    .lean<ListedClarification[]>();
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, next: more ? writeCursor([last[field]?.getTime() ?? 0, String(last._id)]) : null };
}

const placeCursor = z.tuple([z.number().int().min(0).max(mostHits)]);

async function listByWords(context: Context, request: ListRequest, words: string): Promise<ListPage> {
  const hits = context.clarificationSearch.search(words, mostHits);
  let place = request.cursor === undefined ? 0 : readCursor(placeCursor, request.cursor)[0];
  const items: ListedClarification[] = [];
  while (place < hits.length && items.length <= request.limit) {
    const ids = hits.slice(place, place + chunk).map((hit) => hit.id);
    const found = await readSome(context, ids);
    for (const id of ids) {
      const article = found.get(id);
      if (article && fits(article, request)) {
        if (items.length === request.limit) return { items, next: writeCursor([place]) };
        items.push(article);
      }
      place += 1;
    }
  }
  return { items, next: null };
}

async function readSome(context: Context, ids: readonly string[]): Promise<Map<string, ListedClarification>> {
  const found = await context.models.Clarification.find({ _id: { $in: [...ids] } })
    .select('-body -sources -activity')
    .lean<ListedClarification[]>();
  return new Map(found.map((article) => [String(article._id), article]));
}

function choices({ verdict, topic }: ListRequest): QueryFilter<Clarification> {
  return { ...(verdict && { verdict }), ...(topic && { topics: topic }) };
}

function fits(article: ListedClarification, request: ListRequest): boolean {
  const { verdict, topic } = request;
  const { from, before } = yearOf(request.year);
  return (
    article.status === 'published' &&
    (!verdict || article.verdict === verdict) &&
    (!topic || article.topics.includes(topic)) &&
    (!from ||
      (article.publishedAt !== undefined && article.publishedAt >= from && article.publishedAt < before))
  );
}

function yearOf(
  year: number | undefined,
): { from: Date; before: Date } | { from?: undefined; before?: undefined } {
  if (year === undefined) return {};
  return {
    from: new Date(`${year}-01-01T00:00:00+07:00`),
    before: new Date(`${year + 1}-01-01T00:00:00+07:00`),
  };
}

/** How many articles stand in each state, for the desk. */
export async function countByStatus(
  context: Context,
  statuses: readonly ClarificationStatus[],
): Promise<Map<ClarificationStatus, number>> {
  const counts = new Map<ClarificationStatus, number>();
  for (const status of statuses) {
    counts.set(status, await context.models.Clarification.countDocuments({ status }));
  }
  return counts;
}

/** An article by its slug, or by its id as staff call it. */
export async function findClarification(
  context: Context,
  slugOrId: string | Types.ObjectId,
): Promise<Clarification | null> {
  const { Clarification } = context.models;
  const asId = objectId.safeParse(String(slugOrId));
  const byId = asId.success ? await Clarification.findById(asId.data).lean() : null;
  return byId ?? Clarification.findOne({ slug: String(slugOrId) }).lean();
}
