import { Types, type UpdateQuery } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { conflict, notFound, type AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { carryRequest } from './carry-request.js';
import { next, stepOf, type RequestAction } from './request-status.js';
import type { RequestActivity, Statement, StatementRequest } from './statement-request.model.js';

/** Who does it to which request; `version` is the one that they saw: the newsroom's or the agency's count. */
export interface RequestDoer {
  id: string | Types.ObjectId;
  by: SignedIn;
  version?: number;
}

/** What an action changes besides state, counts and history. */
export interface RequestChange {
  set?: Partial<StatementRequest>;
  unset?: readonly (keyof StatementRequest)[];
  statement?: Statement;
  reason?: string;
}

const ofNewsroom: ReadonlySet<RequestAction> = new Set(['extend', 'withdraw']);
const closing: ReadonlySet<RequestAction> = new Set(['withdraw', 'sign', 'decline']);

/**
 * A request as the person may see it: the newsroom sees all, an agency's person those to their agency.
 *
 * @throws AppError `not_found` also for somebody else's: that it exists is nobody's business.
 */
export async function findRequest(
  context: Context,
  id: string | Types.ObjectId,
  person: SignedIn,
): Promise<StatementRequest> {
  const request = Types.ObjectId.isValid(id)
    ? await context.models.StatementRequest.findById(id).lean()
    : null;
  if (!request) throw notFound();
  if (person.role === 'agency' && !person.agency?.equals(request.agency)) throw notFound();
  return request;
}

/**
 * The one way in which a request changes: read, ask what follows, then one update that expects the state and the
 * count that were read and appends to the history. The newsroom's and the agency's acts have a count each, so that more
 * time does not cost an agency what it is typing; what ends a request expects that it is open.
 *
 * @param decide gives the change from the request as it stands.
 * @throws AppError not_found, wrong_state, conflict (somebody else was first; says who did what), and what `decide` throws.
 */
export async function changeRequest(
  context: Context,
  { id, by, version }: RequestDoer,
  action: RequestAction,
  decide: (request: StatementRequest, at: Date) => RequestChange | Promise<RequestChange>,
): Promise<StatementRequest> {
  const { StatementRequest } = context.models;
  const read = await findRequest(context, id, by);
  const count = ofNewsroom.has(action) ? 'version' : 'answerVersion';
  const status = next(read.status, action);
  if (!status) throw beaten(read, action);
  if (version !== undefined && version !== read[count]) throw beaten(read, action);
  const at = context.clock.now();
  const change = await decide(read, at);
  const changed = await StatementRequest.findOneAndUpdate(
    { _id: read._id, status: read.status, [count]: read[count] },
    updateOf(action, change, { status, count, at, by }),
    { returnDocument: 'after' },
  ).lean();
  if (!changed) {
    const latest = await StatementRequest.findById(read._id).lean();
    throw latest ? beaten(latest, action) : notFound();
  }
  if (action !== 'save') await carryRequest(context, changed._id);
  return changed;
}

function updateOf(
  action: RequestAction,
  { set, unset = [], statement, reason }: RequestChange,
  told: { status: StatementRequest['status']; count: 'version' | 'answerVersion'; at: Date; by: SignedIn },
): UpdateQuery<StatementRequest> {
  const { status, count, at, by } = told;
  const closes = closing.has(action);
  const gone = [...unset, ...(closes ? (['openFor', 'remindAt'] as const) : [])];
  const activity: RequestActivity | undefined =
    action === 'save'
      ? undefined
      : { at, by: actorOf(by), step: stepOf[action], ...(reason !== undefined && { reason }) };
  return {
    $set: {
      ...set,
      status,
      updatedAt: at,
      ...(closes && { closedAt: at }),
      ...(activity && { unfinished: at }),
    },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, 1])) }),
    $inc: { [count]: 1 },
    ...((activity ?? statement) && {
      $push: { ...(activity && { activity }), ...(statement && { statements: statement }) },
    }),
  };
}

/** Tells who did what to a request that is no longer as somebody saw it. */
export function beaten(request: StatementRequest, action: RequestAction): AppError {
  const last = request.activity.at(-1);
  const { draft } = request;
  // A draft is the agency's own business, and only its people run into it.
  const drafted = !ofNewsroom.has(action) && draft && (!last || draft.savedAt >= last.at);
  if (drafted && next(request.status, action)) {
    return conflict('agencies.meanwhile.saved', { name: draft.by.name });
  }
  return last ? conflict(`agencies.meanwhile.${last.step}`, { name: last.by.name }) : conflict();
}
