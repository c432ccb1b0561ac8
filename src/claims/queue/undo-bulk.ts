import { Types } from 'mongoose';
import { actorOf } from '../../accounts/actor.js';
import { isNewsroom } from '../../accounts/permissions.js';
import { carryThrough } from '../../clarifications/carry-through.js';
import type { Context } from '../../context.js';
import { AppError, notAllowed, notFound } from '../../errors.js';
import type { SignedIn } from '../../web/request.js';
import { changeClaim, ClaimChanged, type ClaimChange } from '../change-claim.js';
import type { Claim } from '../claim.model.js';
import { findClaim } from '../find-claim.js';
import { indexClaim } from '../index-claims.js';
import type { BeforeAct, BulkAction } from './bulk-action.model.js';
import { naming, refusal, type Acting } from './bulk.js';

/** An act that has not got on for so many milliseconds never will: its process died. */
const diesAfter = 10_000;
/** So long, in milliseconds, its maker is told that an act was broken off. */
const toldFor = 24 * 60 * 60 * 1000;

/** What a person did a moment ago; nobody else's business. @throws AppError `not_found`, `not_allowed`. */
export async function findBulkAction(context: Context, by: SignedIn, id: string): Promise<BulkAction> {
  const found = await context.models.BulkAction.findById(new Types.ObjectId(id)).lean();
  if (!found) throw notFound();
  if (!found.by.person.equals(by.id)) throw notAllowed('queue.bulk.notYours');
  return withWhatHappened(context, found);
}

/** The person's last act, when a process that died broke it off and they did not undo it. */
export async function findBrokenOff(context: Context, by: SignedIn): Promise<BulkAction | undefined> {
  const since = new Date(context.clock.now().getTime() - toldFor);
  const last = await context.models.BulkAction.findOne({ 'by.person': by.id, at: { $gte: since } })
    .sort({ at: -1 })
    .lean();
  if (!last || last.undone || !isBrokenOff(context, last)) return undefined;
  return withWhatHappened(context, last);
}

/** Did the process die that did it? */
export const isBrokenOff = ({ clock }: Context, { tried, gotOnAt }: BulkAction): boolean =>
  tried !== undefined && clock.now().getTime() - (gotOnAt?.getTime() ?? 0) >= diesAfter;

/** The last change may be made and not be noted any more: its claim tells. */
async function withWhatHappened(context: Context, action: BulkAction): Promise<BulkAction> {
  const { tried = [], changed, at, by } = action;
  const noted = new Set(changed.map(({ claim }) => String(claim)));
  const open = tried.filter(({ claim }) => !noted.has(String(claim)));
  if (open.length === 0) return action;
  const ids = open.map(({ claim }) => claim);
  const claims = await context.models.Claim.find({ _id: { $in: ids } })
    .select('version activity')
    .lean<Pick<Claim, '_id' | 'version' | 'activity'>[]>();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  const unnoted = open.flatMap(({ claim: id, version, before }) => {
    const claim = byId.get(String(id));
    const last = claim?.activity.at(-1);
    const isOurs = last?.by?.person.equals(by.person) && last.at >= at && claim?.version === version + 1;
    return isOurs ? [{ claim: id, version: version + 1, before }] : [];
  });
  return { ...action, changed: [...changed, ...unnoted] };
}

const undoable = ['status', 'topic', 'assignee', 'setAside', 'harm', 'touchedAt'] as const;
type Clearable = Exclude<(typeof undoable)[number], 'status' | 'topic'>;

/**
 * Puts the claims back that nobody has touched since; the others stay as they are and are told one by one. A step of
 * its own in each history. A claim whose holder works here no more waits for another. Safe to repeat.
 *
 * @throws AppError `not_found`, `not_allowed` for what somebody else did, `wrong_state` when it is undone already, or
 * still being done.
 */
export async function undoBulkAction(context: Context, acting: Acting, id: string): Promise<BulkAction> {
  const action = await findBulkAction(context, acting.by, id);
  if (action.undone) throw new AppError('wrong_state', { message: 'queue.bulk.undoneAlready' });
  if (action.tried && !isBrokenOff(context, action)) {
    throw new AppError('wrong_state', { message: 'queue.bulk.underWay' });
  }
  const gone = await goneHolders(context, action);
  const kept: BulkAction['refused'] = [];
  let count = 0;
  let opened = 0;
  for (const changed of action.changed) {
    const claim = await findClaim(context, String(changed.claim));
    if (!claim) continue;
    try {
      const before = withoutHolder(changed.before, gone);
      await putBack(context, acting.by, claim, { ...changed, before }, action);
      count += 1;
      if (before !== changed.before) opened += 1;
    } catch (error) {
      kept.push({ ...naming(claim), message: refusal(context, error, acting) });
    }
  }
  const undone = { at: context.clock.now(), count, opened, kept };
  await context.models.BulkAction.updateOne({ _id: action._id }, { $set: { undone } });
  return { ...action, undone };
}

/** Who had a claim before and may have none any more: disabled, gone, or no longer of the newsroom. */
async function goneHolders(context: Context, { changed }: BulkAction): Promise<Set<string>> {
  const holders = new Set(changed.flatMap(({ before }) => before.assignee?.person.toHexString() ?? []));
  if (holders.size === 0) return holders;
  const people = await context.models.Person.find({ _id: { $in: [...holders] } }).lean();
  for (const person of people) {
    if (!person.disabledAt && isNewsroom(person)) holders.delete(String(person._id));
  }
  return holders;
}

function withoutHolder(before: BeforeAct, gone: ReadonlySet<string>): BeforeAct {
  const { assignee, ...others } = before;
  if (!assignee || !gone.has(String(assignee.person))) return before;
  return { ...others, status: before.status === 'checking' ? 'open' : before.status };
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
