import { Types, type QueryFilter } from 'mongoose';
import { z } from 'zod';
import type { Context } from '../context.js';
import { cursor, moment, writeCursor } from '../web/cursor.js';
import type { Claim, ClaimStatus } from './claim.model.js';

/** A claim as lists need it: without what grows. */
export type ListedClaim = Omit<Claim, 'examples' | 'notes' | 'activity'>;

/** What lists leave in the store. */
export const withoutGrowing = '-examples -notes -activity';

export interface ClaimPage {
  items: ListedClaim[];
  /** Opaque; null at the end. */
  next: string | null;
}

/** Which claims a list or a search is about: of some statuses, with conditions that are the same for all, or by status. */
export interface WhichClaims {
  statuses: readonly ClaimStatus[];
  filter?: QueryFilter<Claim>;
  filterOf?: Partial<Record<ClaimStatus, QueryFilter<Claim>>>;
}

const filterFor = ({ filter, filterOf }: WhichClaims, status: ClaimStatus): QueryFilter<Claim> => ({
  ...filter,
  ...filterOf?.[status],
  status,
});

export type ClaimOrder = 'priority' | 'lastReportedAt';

const id = z.string().regex(/^[0-9a-f]{24}$/);
/** Where a list ended: the value it is ordered by (a number, or milliseconds), and the id among equal ones. */
const inList = z.strictObject({ value: moment, id });
/** Search hits past these are noise. */
const mostHits = 200;
/** Where a page of search hits ended. */
const inHits = z.strictObject({ place: z.int().min(1).max(mostHits) });

export const placeSchema = cursor(z.union([inList, inHits]));
/** Where the page before ended. */
export type Place = z.output<typeof placeSchema>;

/**
 * A page of claims in one of some statuses, highest first, ids deciding among equals, so that no page repeats or
 * loses one. Each status is read by itself in index order, and the runs are merged here: an index that begins with
 * the status serves every one of them.
 */
export async function listClaims(
  context: Context,
  asked: WhichClaims & { order: ClaimOrder; limit: number; after?: Place },
): Promise<ClaimPage> {
  const { order, limit, after } = asked;
  const runs = await Promise.all(
    asked.statuses.map((status) => readRun(context, filterFor(asked, status), order, limit + 1, after)),
  );
  const merged = runs
    .flat()
    .sort((left, right) => valueOf(right, order) - valueOf(left, order) || compareIds(right, left));
  const items = merged.slice(0, limit);
  const last = items.at(-1);
  const next =
    last && merged.length > limit
      ? writeCursor({ value: valueOf(last, order), id: String(last._id) } satisfies Place)
      : null;
  return { items, next };
}

async function readRun(
  context: Context,
  filter: QueryFilter<Claim>,
  order: ClaimOrder,
  limit: number,
  after: Place | undefined,
): Promise<ListedClaim[]> {
  const read = (more: QueryFilter<Claim>, most: number): Promise<ListedClaim[]> =>
    context.models.Claim.find({ ...filter, ...more })
      .select(withoutGrowing)
      .sort({ [order]: -1, _id: -1 })
      .limit(most)
      .lean<ListedClaim[]>();
  if (!after || !('value' in after)) return read({}, limit);
  const value = order === 'priority' ? after.value : new Date(after.value);
  // Two ranges instead of one `$or`: both are a straight walk along the index.
  const equals = await read({ [order]: value, _id: { $lt: new Types.ObjectId(after.id) } }, limit);
  if (equals.length >= limit) return equals;
  return [...equals, ...(await read({ [order]: { $lt: value } }, limit - equals.length))];
}

const valueOf = (claim: ListedClaim, order: ClaimOrder) => Number(claim[order]);

function compareIds(left: ListedClaim, right: ListedClaim): number {
  const [a, b] = [String(left._id), String(right._id)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Claims that a few words find, best first. Claims that were set aside or merged are not found. */
export async function searchClaims(
  context: Context,
  asked: WhichClaims & { q: string; limit: number; after?: Place },
): Promise<ClaimPage> {
  if (asked.statuses.length === 0) return { items: [], next: null };
  const hits = context.claimSearch.search(asked.q, mostHits);
  const found = await context.models.Claim.find({
    _id: { $in: hits.map(({ id }) => new Types.ObjectId(id)) },
    $or: asked.statuses.map((status) => filterFor(asked, status)),
  })
    .select(withoutGrowing)
    .lean<ListedClaim[]>();
  const byId = new Map(found.map((claim) => [String(claim._id), claim]));
  const kept = hits.flatMap(({ id }) => byId.get(id) ?? []);
  const from = asked.after && 'place' in asked.after ? asked.after.place : 0;
  const place = from + asked.limit;
  return {
    items: kept.slice(from, place),
    next: kept.length > place ? writeCursor({ place } satisfies Place) : null,
  };
}
