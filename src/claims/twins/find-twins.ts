import { Types } from 'mongoose';
import type { Context } from '../../context.js';
import type { Job } from '../../jobs/run-jobs.js';
import type { Claim } from '../claim.model.js';
import { followMerges } from '../find-claim.js';
import { followClaims, isFilled } from '../index-claims.js';
import { likelyTwins, type LikelyTwin } from './likely-twins.js';
import { canBeTwins } from './live-twins.js';
import type { Twin } from './twin.model.js';
import { walkChanges } from '../walk-changes.js';
import { isDuplicate } from '../../store/duplicate.js';

const name = 'find-twins';
/** A merge that takes longer than this, in milliseconds, was cut off. */
const mergingFor = 60_000;
const mostTended = 500;

/**
 * Two reports of a new hoax that arrive at two processes in the same second open two claims: finds such twins among the
 * claims that were opened or changed since it last looked, and suggests to merge them. Never merges by itself. Asks
 * about no pair twice, nor about one that a person had before them already.
 */
export async function findTwins(context: Context): Promise<void> {
  // What the walk shows must be in the index, whichever process opened it.
  await followClaims(context);
  if (!isFilled(context)) return;
  await tendTwins(context);
  await walkChanges(context, name, (claim) => suggestTwins(context, claim));
}

async function suggestTwins(context: Context, claim: Claim): Promise<void> {
  if (claim.status === 'merged' || claim.status === 'set-aside') return;
  const likely = await likelyTwins(context, claim);
  // It may have been empty when it was asked: the next turn begins with this claim again.
  if (!isFilled(context)) throw new Error('the matcher lost its claims while twins were sought');
  for (const twin of likely) await suggestTwin(context, claim, twin);
}

async function suggestTwin(context: Context, claim: Claim, likely: LikelyTwin): Promise<void> {
  const { Claim, Twin } = context.models;
  const pair = pairOf(String(claim._id), likely.id);
  const { score, words, by, against } = likely;
  const known = await Twin.findOne(pair).lean();
  if (known) {
    if (known.state === 'suggested' && score > known.score) {
      await Twin.updateOne({ _id: known._id, state: 'suggested' }, { $set: { score, words, by, against } });
    }
    return;
  }
  const other = await Claim.findById(likely.id).lean();
  if (!other || !canBeTwins(claim, other) || (await isAsked(context, claim, other))) return;
  const found = {
    _id: new Types.ObjectId(),
    ...pair,
    score,
    words,
    by,
    against,
    foundAt: context.clock.now(),
  };
  try {
    await Twin.create({ ...found, state: 'suggested' } satisfies Twin);
  } catch (error) {
    // Another process found them first.
    if (!isDuplicate(error)) throw error;
  }
}

/** One order for both: the older claim first. */
export function pairOf(one: string, other: string): Pick<Twin, 'first' | 'second'> {
  const [first, second] = one < other ? [one, other] : [other, one];
  return { first: new Types.ObjectId(first), second: new Types.ObjectId(second) };
}

/**
 * Did a person have both claims before them already, and left them two (a split, a rejected report, a merge that was
 * undone), or is the question put with a report of the one that may belong to the other?
 */
async function isAsked(context: Context, one: Claim, other: Claim): Promise<boolean> {
  if (names(one, other) || names(other, one)) return true;
  const waiting = (claim: Claim, of: Claim) =>
    context.models.Report.exists({ claim: claim._id, 'match.claim': of._id, 'match.state': 'suggested' });
  return ((await waiting(one, other)) ?? (await waiting(other, one))) !== null;
}

function names({ activity }: Claim, { _id }: Claim): boolean {
  return activity.some(({ by, detail }) => by && detail && Object.values(detail).includes(String(_id)));
}

/** Lets go of suggestions that settled themselves, and finishes decisions that a process left half done. */
async function tendTwins(context: Context): Promise<void> {
  const { Claim, Twin } = context.models;
  const before = new Date(context.clock.now().getTime() - mergingFor);
  const cutOff = await Twin.find({ merging: { $lte: before } })
    .limit(mostTended)
    .lean();
  const suggested = await Twin.find({ state: 'suggested' }).sort({ score: -1 }).limit(mostTended).lean();
  for (const twin of [...cutOff, ...suggested]) {
    const [first, second] = await Promise.all([
      Claim.findById(twin.first).lean(),
      Claim.findById(twin.second).lean(),
    ]);
    const as = { _id: twin._id, state: twin.state, ...(twin.merging && { merging: twin.merging }) };
    if (!first || !second) {
      await Twin.deleteOne(as);
      continue;
    }
    if (canBeTwins(first, second)) {
      // Nobody was told that it was done: they may decide again.
      if (twin.merging) await Twin.updateOne(as, { $set: { state: 'suggested' }, $unset: undecided });
      continue;
    }
    const end = await commonEnd(context, first, second);
    if (end) await settle(context, as, first.status === 'merged' ? first : second, end);
    // Found again, should the claim come back.
    else await Twin.deleteOne(as);
  }
}

/** What a decision leaves on a twin. */
export const undecided = { decidedBy: 1, decidedAt: 1, into: 1, merging: 1 } as const;

/** The claim that both were merged into, or that one was merged into the other. */
async function commonEnd(context: Context, first: Claim, second: Claim): Promise<Claim | null> {
  const [one, other] = await Promise.all([followMerges(context, first), followMerges(context, second)]);
  return one && other && one._id.equals(other._id) ? one : null;
}

async function settle(context: Context, as: object, merged: Claim, into: Claim): Promise<void> {
  const step = merged.activity.findLast(({ action }) => action === 'merged');
  await context.models.Twin.updateOne(as, {
    $set: {
      state: 'merged',
      into: into._id,
      ...(step?.by && { decidedBy: step.by }),
      decidedAt: step?.at ?? context.clock.now(),
    },
    $unset: { merging: 1 },
  });
}

export const findTwinsJob: Job = { name, everySeconds: 60, alone: true, run: findTwins };
