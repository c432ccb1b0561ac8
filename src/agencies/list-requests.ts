import { Types, type QueryFilter } from 'mongoose';
import { claimsLeadingTo, inParts } from '../claims/claims-leading-to.js';
import type { Context } from '../context.js';
import { writeCursor } from '../web/cursor.js';
import type { StatementRequest } from './statement-request.model.js';
import type { RequestPlace } from './statement-request.schema.js';

export interface RequestList {
  items: StatementRequest[];
  next: string | null;
}

interface Asked {
  /** Only those to this agency. */
  agency?: Types.ObjectId;
  /** Without it, open ones first. */
  status?: 'open' | 'closed';
  cursor?: RequestPlace;
  limit: number;
}

/** A page of requests: the open ones by their due time, then those that are closed, the latest first. */
export async function listRequests(context: Context, asked: Asked): Promise<RequestList> {
  const { cursor, limit, status } = asked;
  const wanted = limit + 1;
  const open =
    status !== 'closed' && cursor?.phase !== 'closed' ? await readOpen(context, asked, wanted) : [];
  const closed =
    status !== 'open' && open.length < wanted ? await readClosed(context, asked, wanted - open.length) : [];
  const found = [...open, ...closed];
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && found.length > limit ? writeCursor(placeOf(last)) : null };
}

function placeOf(request: StatementRequest): RequestPlace {
  const isOpen = request.status === 'open';
  const at = isOpen ? request.dueAt : (request.closedAt ?? request.updatedAt);
  return { phase: isOpen ? 'open' : 'closed', at: at.getTime(), id: String(request._id) };
}

function readOpen(context: Context, { agency, cursor }: Asked, limit: number): Promise<StatementRequest[]> {
  return context.models.StatementRequest.find({
    ...(agency && { agency }),
    status: 'open',
    ...beyond('dueAt', '$gt', cursor?.phase === 'open' ? cursor : undefined),
  })
    .sort({ dueAt: 1, _id: 1 })
    .limit(limit)
    .lean();
}

function readClosed(context: Context, { agency, cursor }: Asked, limit: number): Promise<StatementRequest[]> {
  const after = cursor?.phase === 'closed' ? cursor : undefined;
  return context.models.StatementRequest.find({
    ...(agency && { agency }),
    // Only what is closed has the field at all.
    ...(after ? beyond('closedAt', '$lt', after) : { closedAt: { $gt: new Date(0) } }),
  })
    .sort({ closedAt: -1, _id: -1 })
    .limit(limit)
    .lean();
}

function beyond(
  field: 'dueAt' | 'closedAt',
  side: '$gt' | '$lt',
  place: RequestPlace | undefined,
): QueryFilter<StatementRequest> {
  if (!place) return {};
  const at = new Date(place.at);
  // The bound alone lets any store use the index; the pair settles requests of the same moment.
  return {
    [field]: { [`${side}e`]: at },
    $or: [{ [field]: { [side]: at } }, { [field]: at, _id: { [side]: new Types.ObjectId(place.id) } }],
  };
}

/** Every request about claims, and about those merged into them, the oldest first. */
export async function requestsAbout(
  context: Context,
  claims: readonly Types.ObjectId[],
): Promise<StatementRequest[]> {
  const behind = await claimsLeadingTo(context, claims);
  const found = await inParts(behind, (ids) =>
    context.models.StatementRequest.find({ claim: { $in: ids } }).lean<StatementRequest[]>(),
  );
  return found.sort(
    (a, b) => a.askedAt.getTime() - b.askedAt.getTime() || String(a._id).localeCompare(String(b._id)),
  );
}
