import type { Types, UpdateQuery } from 'mongoose';
import { claimChanged } from '../audit/claim-lines.js';
import { logClaimStep } from '../audit/log-steps.js';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import type { Actor, Claim, ClaimActivity, ClaimAction, ClaimNote } from './claim.model.js';
import { next, type StatusAction } from './claim-status.js';
import { needClaim } from './find-claim.js';
import { standingOf, type Standing } from './standing.js';
import { prioritySetting } from './weights-in-force.js';

/** Somebody changed the claim after it was read. `latest` is what they made of it, for telling what happened. */
export class ClaimChanged extends AppError {
  override name = 'ClaimChanged';
  readonly latest: Claim;
  /** The last step that a person took, if one did. */
  readonly step: ClaimActivity | undefined;

  constructor(latest: Claim, step = latest.activity.findLast(({ by }) => by !== undefined)) {
    super(
      'conflict',
      step?.by ? { message: 'desk.raced.somebody', params: { name: step.by.name } } : undefined,
    );
    this.latest = latest;
    this.step = step;
  }
}

type ClearedField =
  | 'assignee'
  | 'setAside'
  | 'mergedInto'
  | 'beforeMerge'
  | 'verdict'
  | 'clarification'
  | 'answeredAt'
  | 'harm'
  | 'resurfaced'
  | 'touchedAt';

export interface ClaimChange {
  action: ClaimAction;
  /** What the history needs to tell it in words. */
  detail?: Record<string, string>;
  set?: Partial<Claim>;
  unset?: ClearedField[];
  note?: ClaimNote;
  /** What the audit log tells of it; changeClaim works it out. */
  changed?: ClaimActivity['changed'];
  /** It only puts the claim in its place in the queue (its topic, how harmful it is): that is no work on it. */
  sorts?: boolean;
}

/**
 * The one way in which staff change a claim: a single write that expects the version and the status that were read,
 * and that remembers who did it in the same document.
 *
 * @returns the claim as it is now.
 * @throws ClaimChanged (409) when somebody was first, AppError `not_found` when the claim is gone.
 */
export async function changeClaim(
  context: Context,
  read: Claim,
  by: Actor | undefined,
  change: ClaimChange,
): Promise<Claim> {
  const { Claim } = context.models;
  const standing = await standingAfter(context, read, by, change);
  const after = await Claim.findOneAndUpdate(
    { _id: read._id, version: read.version, status: read.status },
    updateOf(context, by, { ...change, changed: by && claimChanged(read, change) }, standing),
    { returnDocument: 'after' },
  ).lean();
  if (after) {
    await logClaimStep(context, after);
    return after;
  }
  const latest = await Claim.findById(read._id).lean();
  throw latest ? new ClaimChanged(latest) : notFound();
}

/**
 * Adds a step to a claim's history whatever its state: for what another document already decided, and for notes. A
 * move (`detail.move`) that the history tells of already is not told again, however many processes carry it through.
 *
 * @returns the claim as it is now, or null when it is gone or told of the move before.
 */
export async function recordOnClaim(
  context: Context,
  id: Types.ObjectId,
  by: Actor | undefined,
  change: Pick<ClaimChange, 'action' | 'detail' | 'note'>,
): Promise<Claim | null> {
  const move = change.detail?.['move'];
  const after = await context.models.Claim.findOneAndUpdate(
    { _id: id, ...(move && { 'activity.detail.move': { $ne: move } }) },
    updateOf(context, by, change),
    { returnDocument: 'after' },
  ).lean();
  if (after) await logClaimStep(context, after);
  return after;
}

/** Putting reports where they belong is no work on the claim itself: it goes on waiting as long as it did. */
const housekeeping = new Set<ClaimAction>([
  'merged',
  'absorbed',
  'unmerged',
  'returned',
  'match-confirmed',
  'match-rejected',
  'split',
  'pictures-same',
  'pictures-different',
  'pictures-undone',
  'report-erased',
]);

/** When the change touches the claim, if it does. */
function touchOf(context: Context, by: Actor | undefined, change: ClaimChange): Pick<Claim, 'touchedAt'> {
  const own = change.set?.touchedAt ?? change.unset?.includes('touchedAt');
  const isWork = by && !change.sorts && !housekeeping.has(change.action);
  return isWork && !own ? { touchedAt: context.clock.now() } : {};
}

/** Its place in the queue once it is changed: who marks or takes a claim sees at once where it stands then. */
async function standingAfter(
  context: Context,
  read: Claim,
  by: Actor | undefined,
  change: ClaimChange,
): Promise<Standing> {
  const after = { ...read, ...change.set, ...touchOf(context, by, change) };
  for (const field of change.unset ?? []) delete after[field];
  return standingOf(after, context.clock.now(), await prioritySetting(context));
}

function updateOf(
  context: Context,
  by: Actor | undefined,
  change: ClaimChange,
  // Where the claim was not read, the next turn of refresh-priorities.ts works its place out.
  standing: Partial<Standing> = { priorityDue: context.clock.now() },
): UpdateQuery<Claim> {
  const at = context.clock.now();
  const activity: ClaimActivity = { at, action: change.action };
  if (by) activity.by = by;
  if (change.detail) activity.detail = change.detail;
  if (change.changed) activity.changed = change.changed;
  const gone = [...(change.unset ?? []), ...('priorityDue' in standing ? [] : ['priorityDue'])];
  const push = change.note ? { activity, notes: change.note } : { activity };
  return {
    $set: { ...change.set, ...touchOf(context, by, change), ...standing, updatedAt: at },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, 1])) }),
    $inc: { version: 1 },
    $push: push,
  };
}

/**
 * The claim that an action is about, as it stands.
 *
 * @param id its id or slug.
 * @param version the version that the person saw, if they say.
 * @throws AppError `not_found`, ClaimChanged when it is not that version any more.
 */
export async function claimForChange(context: Context, id: string, version?: number): Promise<Claim> {
  const claim = await needClaim(context, id);
  if (version !== undefined && claim.version !== version) throw new ClaimChanged(claim);
  return claim;
}

/** The status after an action. @throws AppError `wrong_state` with a sentence for what was tried. */
export function nextStatus(claim: Claim, action: StatusAction): Claim['status'] {
  const status = next(claim.status, action);
  if (status === undefined) {
    throw new AppError('wrong_state', { message: `desk.wrongState.${claim.status}` });
  }
  return status;
}
