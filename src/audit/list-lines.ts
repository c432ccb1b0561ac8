import { Types, type QueryFilter } from 'mongoose';
import type { Context } from '../context.js';
import { writeCursor } from '../web/cursor.js';
import type { AuditLine } from './audit.model.js';
import type { AuditFilter, AuditPlace } from './audit.schema.js';

const onePage = 50;

/** One page of the log, newest first. */
export async function listLines(
  context: Context,
  asked: AuditFilter,
  after?: AuditPlace,
): Promise<{ items: AuditLine[]; next: string | null }> {
  const filter = queryOf(asked);
  if (after) {
    const at = new Date(after[0]);
    const before = asked.to && asked.to <= at ? { $lt: asked.to } : { $lte: at };
    // The bound alone lets any store use the index; the pair settles lines of the same moment.
    filter.at = { ...(asked.from && { $gte: asked.from }), ...before };
    filter.$or = [{ at: { $lt: at } }, { at, _id: { $lt: after[1] } }];
  }
  const found = await context.models.AuditLine.find(filter)
    .sort({ at: -1, _id: -1 })
    .limit(onePage + 1)
    .lean<AuditLine[]>();
  const items = found.slice(0, onePage);
  const last = items.at(-1);
  return {
    items,
    next: last && found.length > onePage ? writeCursor([last.at.getTime(), last._id]) : null,
  };
}

/** Every line that is asked for, in the order of their numbers, a few at a time. */
export function eachLine(context: Context, asked: AuditFilter): AsyncIterable<AuditLine> {
  return context.models.AuditLine.find(queryOf(asked))
    .sort({ _id: 1 })
    .lean<AuditLine[]>()
    .cursor({ batchSize: 200 }) as AsyncIterable<AuditLine>;
}

function queryOf({ person, kind, action, thing, from, to }: AuditFilter): QueryFilter<AuditLine> {
  return {
    ...(person && { 'by.person': new Types.ObjectId(person) }),
    // An action names its kind.
    ...(action ? { action } : kind && { 'on.kind': kind }),
    ...(thing && { things: thing }),
    ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
  };
}
