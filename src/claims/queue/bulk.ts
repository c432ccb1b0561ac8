import { Types } from 'mongoose';
import { actorOf } from '../../accounts/actor.js';
import { canReassign } from '../../accounts/permissions.js';
import type { Context } from '../../context.js';
import { AppError, notAllowed } from '../../errors.js';
import type { Translate } from '../../web/languages.js';
import type { SignedIn } from '../../web/request.js';
import type { Claim, HarmLevel, SetAsideReason, Topic } from '../claim.model.js';
import { editClaim } from '../edit-claim.js';
import { setAsideClaim } from '../set-aside-claim.js';
import { setHarm } from '../set-harm.js';
import { handOverClaim, releaseClaim, takeClaim } from '../take-claim.js';
import { refusalSentence } from '../tell-race.js';
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

export interface Acting {
  by: SignedIn;
  t: Translate;
}

/**
 * Does one thing to several claims: each by its own conditional write with the version that the person saw, so that
 * nobody's work is lost. What could not be changed is told claim by claim. What is going to be tried is written down
 * first, and each change as it is made: a process that dies in the middle leaves what can be undone.
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
  const { BulkAction, Claim } = context.models;
  const asked = chosen.slice(0, mostAtOnce);
  const ids = asked.map(({ id }) => new Types.ObjectId(id));
  const known = new Map<string, Claim>();
  for (const claim of await Claim.find({ _id: { $in: ids } }).lean()) known.set(String(claim._id), claim);
  const now = context.clock.now();
  const begun: BulkAction = {
    _id: new Types.ObjectId(),
    by: actorOf(by),
    at: now,
    action: act.action,
    tried: asked.flatMap(({ id, version }) => {
      const claim = known.get(id);
      return claim ? [{ claim: claim._id, version, before: beforeAct(claim) }] : [];
    }),
    gotOnAt: now,
    changed: [],
    same: 0,
    refused: [],
  };
  await BulkAction.create([begun]);
  const { tried: _tried, gotOnAt: _gotOnAt, ...done } = begun;
  for (const { id, version } of asked) {
    const before = known.get(id);
    if (!before) {
      done.refused.push({ claim: new Types.ObjectId(id), statement: id, message: t('queue.bulk.gone') });
      continue;
    }
    try {
      const after = await actOn(context, { id, by, version }, act);
      if (after.version === version) {
        done.same += 1;
        continue;
      }
      const changed = { claim: after._id, version: after.version, before: beforeAct(before) };
      done.changed.push(changed);
      const gotOn = { $push: { changed }, $set: { gotOnAt: context.clock.now() } };
      await BulkAction.updateOne({ _id: done._id }, gotOn);
    } catch (error) {
      done.refused.push({ ...naming(before), message: refusal(context, error, { by, t }) });
    }
  }
  const finished = { same: done.same, refused: done.refused };
  await BulkAction.updateOne({ _id: done._id }, { $set: finished, $unset: { tried: 1, gotOnAt: 1 } });
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

/** A claim in a list of those that were left alone. */
export const naming = ({ _id, statement }: Claim) => ({ claim: _id, statement });

/** Why a claim was left alone, as a sentence. @throws what is no refusal. */
export function refusal(context: Context, error: unknown, { by, t }: Acting): string {
  if (!(error instanceof AppError)) throw error;
  return refusalSentence(error, { person: by, now: context.clock.now(), t });
}
