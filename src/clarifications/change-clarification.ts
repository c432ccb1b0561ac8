import type { Types, UpdateQuery } from 'mongoose';
import { clarificationChanged } from '../audit/clarification-lines.js';
import { logClarificationStep } from '../audit/log-steps.js';
import type { Actor } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { badInput, conflict, notAllowed, notFound, type AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import type { Clarification, ClarificationActivity, ClarificationRevision } from './clarification.model.js';
import { activityOf, nextStatus, type ClarificationAction } from './clarification-status.js';
import { missingParts } from './completeness.js';
import { isEntitled } from './permissions.js';

/** Who does it; `at` dates what readers see (sample data lies in the past), `version` is the one that they saw. */
export interface Doer {
  by: Pick<SignedIn, 'id' | 'name' | 'role'>;
  at?: Date;
  version?: number;
}

/** What an action changes besides state, version and history. */
export interface Change {
  set: Partial<Clarification>;
  unset?: readonly (keyof Clarification)[];
  revision?: ClarificationRevision;
  /** Told in the history. */
  note?: string;
}

/**
 * The one way in which an article changes: read, ask who may and what follows, then one update that expects the
 * state and version that were read and appends to the history.
 *
 * @param decide gives the change from the article as it stands; `at` is when it happens for readers.
 * @throws AppError not_found, not_allowed, conflict (somebody else was first; says who did what), and what `decide` throws.
 */
export async function changeClarification(
  context: Context,
  id: Types.ObjectId | string,
  action: ClarificationAction,
  doer: Doer,
  decide: (article: Clarification, at: Date, by: Actor) => Change | Promise<Change>,
): Promise<Clarification> {
  const { Clarification } = context.models;
  const article = await Clarification.findById(id).lean();
  if (!article) throw notFound();
  if (!isEntitled(action, doer.by, article, context.config)) throw refusal(action, doer, article);
  const status = nextStatus(article.status, action);
  if (!status || (doer.version !== undefined && doer.version !== article.version)) throw beaten(article);
  const now = context.clock.now();
  const at = doer.at ?? now;
  const by: Actor = { person: doer.by.id, name: doer.by.name };
  const change = await decide(article, at, by);
  const told = { ...change, set: { ...change.set, status } };
  const entry = {
    at,
    by,
    action: activityOf[action],
    note: change.note,
    changed: clarificationChanged(article, told),
  };
  const changed = await Clarification.findOneAndUpdate(
    { _id: article._id, status: article.status, version: article.version },
    updateOf(change, { status, now, entry }),
    { returnDocument: 'after' },
  ).lean();
  if (changed) {
    await logClarificationStep(context, changed);
    return changed;
  }
  const other = await Clarification.findById(article._id).lean();
  throw other ? beaten(other) : notFound();
}

function updateOf(
  change: Change,
  step: { status: Clarification['status']; now: Date; entry: ClarificationActivity },
): UpdateQuery<Clarification> {
  const { set, unset = [], revision } = change;
  const { note, changed, ...told } = step.entry;
  return {
    $set: { ...set, status: step.status, updatedAt: step.now },
    ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, 1])) }),
    $inc: { version: 1 },
    $push: {
      activity: { ...told, ...(note !== undefined && { note }), ...(changed && { changed }) },
      ...(revision && { revisions: revision }),
    },
  };
}

function refusal(action: ClarificationAction, doer: Doer, article: Clarification): AppError {
  const own = action === 'publish' && isEntitled(action, doer.by, article, { allowSelfPublish: true });
  return notAllowed(own ? 'clarifications.refused.own' : undefined);
}

/** Tells who did what to an article that is no longer as somebody saw it. */
export function beaten(article: Pick<Clarification, 'activity'>): AppError {
  const last = article.activity.at(-1);
  return last ? conflict(`clarifications.meanwhile.${last.action}`, { name: last.by.name }) : conflict();
}

/** @throws AppError bad_input naming every part that is missing */
export function requireComplete(article: Parameters<typeof missingParts>[0]): void {
  const missing = missingParts(article);
  if (Object.keys(missing).length > 0) throw badInput(missing);
}
