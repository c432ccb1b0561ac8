import { Types } from 'mongoose';
import { actorOf } from '../../accounts/actor.js';
import { canReassign } from '../../accounts/permissions.js';
import { carryThrough } from '../../clarifications/carry-through.js';
import type { Context } from '../../context.js';
import { AppError, notAllowed, notFound } from '../../errors.js';
import type { Translate } from '../../web/languages.js';
import type { SignedIn } from '../../web/request.js';
import { changeClaim, ClaimChanged, type ClaimChange } from '../change-claim.js';
import type { Claim, HarmLevel, SetAsideReason, Topic } from '../claim.model.js';
import { editClaim } from '../edit-claim.js';
import { findClaim } from '../find-claim.js';
import { indexClaim } from '../index-claims.js';
import { setAsideClaim } from '../set-aside-claim.js';
import { setHarm } from '../set-harm.js';
import { handOverClaim, releaseClaim, takeClaim } from '../take-claim.js';
import { raceSentence } from '../tell-race.js';
import type { BeforeAct, BulkAction } from './bulk-action.model.js';

/** More than these are no decision about claims any more. */
export const mostAtOnce = 100;

export interface Chosen {
  id: string;
  /** As the person saw it. */
  version: number;
}

/** What is to be done to every chosen claim. */
export type Act =
  | { action: 'take' | 'release' }
  | { action: 'hand-over'; person: string }
  | { action: 'set-aside'; reason: SetAsideReason; note?: string | undefined }
  | { action: 'topic'; topic: Topic }
  | { action: 'harm'; level: HarmLevel | null };

interface Acting {
  by: SignedIn;
  t: Translate;
}

/**
 * Does one thing to several claims: each by its own conditional write with the version that the person saw, so that
 * nobody's work is lost. What could not be changed is told claim by claim.
 *
 * @returns what was done, kept for undoing it.
 * @throws AppError `not_allowed` for handing over what only editors may.
 */
export async function actOnClaims(
  context: Context,
  { by, t }: Acting,
  chosen: readonly Chosen[],
  act: Act,
): Promise<BulkAction> {
  if (act.action === 'hand-over' && !canReassign(by)) throw notAllowed();
  const done: BulkAction = {
    _id: new Types.ObjectId(),
    by: actorOf(by),
    at: context.clock.now(),
    action: act.action,
    changed: [],
    same: 0,
    refused: [],
  };
  for (const { id, version } of chosen.slice(0, mostAtOnce)) {
    const before = await findClaim(context, id);
    if (!before) {
      done.refused.push({ claim: new Types.ObjectId(id), statement: id, message: t('queue.bulk.gone') });
      continue;
    }
    try {
      const after = await actOn(context, { id, by, version }, act);
      if (after.version === before.version) done.same += 1;
      else done.changed.push({ claim: after._id, version: after.version, before: beforeAct(before) });
    } catch (error) {
      done.refused.push({ ...naming(before), message: refusal(context, error, { by, t }) });
    }
  }
  await context.models.BulkAction.create([done]);
  return done;
}

function actOn(
  context: Context,
  asked: { id: string; by: SignedIn; version: number },
  act: Act,
): Promise<Claim> {
  switch (act.action) {
    case 'take':
      return takeClaim(context, asked);
    case 'release':
      return releaseClaim(context, asked);
    case 'hand-over':
      return handOverClaim(context, { ...asked, to: act.person });
    case 'set-aside':
      return setAsideClaim(context, { ...asked, reason: act.reason, ...(act.note && { note: act.note }) });
    case 'topic':
      return editClaim(context, { ...asked, topic: act.topic });
    default:
      return setHarm(context, { ...asked, level: act.level });
  }
}

function beforeAct({ status, topic, assignee, setAside, harm, touchedAt }: Claim): BeforeAct {
  return {
    status,
    topic,
    ...(assignee && { assignee }),
    ...(setAside && { setAside }),
    ...(harm && { harm }),
    ...(touchedAt && { touchedAt }),
  };
}

const naming = ({ _id, statement }: Claim) => ({ claim: _id, statement });

/** Why a claim was left alone, as a sentence. Anything that is no refusal is thrown on. */
function refusal(context: Context, error: unknown, { by, t }: Acting): string {
  if (error instanceof ClaimChanged) {
    return raceSentence(error, { person: by, now: context.clock.now(), t });
  }
  if (!(error instanceof AppError)) throw error;
  return t(error.details.message ?? `errors.codes.${error.code}`, error.details.params);
}

/** What a person did a moment ago; nobody else's business. @throws AppError `not_found`, `not_allowed`. */
export async function findBulkAction(context: Context, by: SignedIn, id: string): Promise<BulkAction> {
  const found = await context.models.BulkAction.findById(new Types.ObjectId(id)).lean();
  if (!found) throw notFound();
  if (!found.by.person.equals(by.id)) throw notAllowed('queue.bulk.notYours');
  return found;
}

const undoable = ['status', 'topic', 'assignee', 'setAside', 'harm', 'touchedAt'] as const;
type Clearable = Exclude<(typeof undoable)[number], 'status' | 'topic'>;

/**
 * Puts the claims back that nobody has touched since; the others stay as they are and are told one by one. A step of
 * its own in each history. Safe to repeat.
 *
 * @throws AppError `not_found`, `not_allowed` for what somebody else did, `wrong_state` when it is undone already.
 */
export async function undoBulkAction(context: Context, acting: Acting, id: string): Promise<BulkAction> {
  const action = await findBulkAction(context, acting.by, id);
  if (action.undone) throw new AppError('wrong_state', { message: 'queue.bulk.undoneAlready' });
  const kept: BulkAction['refused'] = [];
  let count = 0;
  for (const changed of action.changed) {
    const claim = await findClaim(context, String(changed.claim));
    if (!claim) continue;
    try {
      await putBack(context, acting.by, claim, changed, action);
      count += 1;
    } catch (error) {
      kept.push({ ...naming(claim), message: refusal(context, error, acting) });
    }
  }
  const undone = { at: context.clock.now(), count, kept };
  await context.models.BulkAction.updateOne({ _id: action._id }, { $set: { undone } });
  return { ...action, undone };
}

async function putBack(
  context: Context,
  by: SignedIn,
  claim: Claim,
  { version, before }: BulkAction['changed'][number],
  action: BulkAction,
): Promise<void> {
  const bulk = String(action._id);
  const last = claim.activity.at(-1);
  // A process that died in the middle of this did it already.
  if (last?.action === 'undone' && last.detail?.['bulk'] === bulk) return;
  if (claim.version !== version) throw new ClaimChanged(claim);
  const after = await changeClaim(context, claim, actorOf(by), {
    action: 'undone',
    detail: { what: action.action, bulk },
    ...restoring(before),
  });
  await indexClaim(context, after);
  if (claim.topic !== after.topic && after.clarification) await carryThrough(context, after.clarification);
}

function restoring(before: BeforeAct): Pick<ClaimChange, 'set' | 'unset'> {
  return {
    set: before,
    unset: undoable.filter((field): field is Clearable => before[field] === undefined),
  };
}
