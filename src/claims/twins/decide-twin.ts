import { Types } from 'mongoose';
import { actorOf } from '../../accounts/actor.js';
import { recordAction, type RecordedAction } from '../../audit/record-action.js';
import type { Context } from '../../context.js';
import { AppError, badInput, conflict, notFound } from '../../errors.js';
import type { SignedIn } from '../../web/request.js';
import { nextStatus } from '../change-claim.js';
import type { Claim } from '../claim.model.js';
import { undecided } from './find-twins.js';
import { labelTwin } from '../label-decisions.js';
import { canBeTwins, keeperOf } from './live-twins.js';
import { mergeClaims } from '../merge-claims.js';
import type { Twin } from './twin.model.js';

export interface TwinDecision {
  id: string;
  decision: 'merge' | 'dismiss';
  /** Id or slug of the claim that stays; without it `keeperOf` says. */
  into?: string;
  /** The version of the claim that is merged away, as the person saw it. */
  version?: number;
  by: SignedIn;
}

/**
 * A verifier decides whether two claims are one. One write to the twin decides; of two people who decide at once, one
 * wins. Deciding the same again changes nothing.
 *
 * @returns the twin as it is now, and the claim that stays when they were merged.
 * @throws AppError `conflict` when somebody decided otherwise meanwhile or one of the claims is gone, ClaimChanged when
 * it changed, `wrong_state` for a claim that cannot be merged away, `bad_input`, `not_found`.
 */
export async function decideTwin(
  context: Context,
  asked: TwinDecision,
): Promise<{ twin: Twin; claim?: Claim }> {
  const { Claim, Twin } = context.models;
  const read = await Twin.findById(asked.id).lean();
  if (!read) throw notFound();
  const [first, second] = await Promise.all([
    Claim.findById(read.first).lean(),
    Claim.findById(read.second).lean(),
  ]);
  if (!first || !second) throw notFound();
  const chosen = choose(asked, first, second);
  if (read.state !== 'suggested') return settled(context, asked, read, chosen);
  if (!canBeTwins(first, second)) throw conflict('twins.gone');
  if (asked.decision === 'dismiss') {
    const twin = await decide(context, asked, { state: 'dismissed' });
    if (!twin) return settled(context, asked, await Twin.findById(read._id).lean(), chosen);
    await labelTwin(context, twin, first, second);
    await log(context, twin);
    return { twin };
  }
  nextStatus(chosen.other, 'merge');
  const merging = await decide(context, asked, {
    state: 'merged',
    into: chosen.keeper._id,
    merging: context.clock.now(),
  });
  if (!merging) return settled(context, asked, await Twin.findById(read._id).lean(), chosen);
  const claim = await merge(context, asked, merging, chosen);
  await Twin.updateOne({ _id: merging._id, merging: merging.merging }, { $unset: { merging: 1 } });
  await log(context, merging);
  return { twin: merging, claim };
}

/** The decision stands already: what it changed is told, once. */
const log = (context: Context, twin: Twin): Promise<void> => recordAction(context, twinLine(twin));

/** What the audit log tells of a decision. */
export function twinLine({ _id, first, second, state, into, decidedBy, decidedAt }: Twin): RecordedAction {
  return {
    ...(decidedBy && { by: decidedBy }),
    ...(decidedAt && { at: decidedAt }),
    action: `twin.${state}`,
    on: { kind: 'twin', id: String(_id) },
    also: [String(first), String(second)],
    before: { state: 'suggested' },
    after: { state, ...(into && { into: String(into) }) },
    key: `twin:${String(_id)}:${decidedAt?.getTime() ?? 0}`,
  };
}

interface Chosen {
  keeper: Claim;
  other: Claim;
}

function choose({ into }: TwinDecision, first: Claim, second: Claim): Chosen {
  if (into === undefined) return keeperOf(first, second);
  const is = ({ _id, slug }: Claim) => into === String(_id) || into === slug;
  if (is(first)) return { keeper: first, other: second };
  if (is(second)) return { keeper: second, other: first };
  throw badInput({ into: { reason: 'twin_neither' } });
}

function decide(
  context: Context,
  { id, by }: TwinDecision,
  set: Pick<Twin, 'state' | 'into' | 'merging'>,
): Promise<Twin | null> {
  return context.models.Twin.findOneAndUpdate(
    { _id: new Types.ObjectId(id), state: 'suggested' },
    { $set: { ...set, decidedBy: actorOf(by), decidedAt: context.clock.now() } },
    { returnDocument: 'after' },
  ).lean();
}

async function merge(
  context: Context,
  asked: TwinDecision,
  twin: Twin,
  { keeper, other }: Chosen,
): Promise<Claim> {
  const { by, version } = asked;
  try {
    return await mergeClaims(context, { id: String(other._id), into: String(keeper._id), version, by });
  } catch (error) {
    // Not merged after all: the question stands again.
    await context.models.Twin.updateOne(
      { _id: twin._id, merging: twin.merging },
      { $set: { state: 'suggested' }, $unset: undecided },
    );
    // The claim to keep was merged elsewhere in this moment.
    throw error instanceof AppError && error.code === 'bad_input' ? conflict('twins.gone') : error;
  }
}

/** Somebody decided already: the same again (a double click) is well, anything else is a lost race. */
async function settled(
  context: Context,
  asked: TwinDecision,
  twin: Twin | null,
  { keeper }: Chosen,
): Promise<{ twin: Twin; claim?: Claim }> {
  if (!twin) throw conflict('twins.gone');
  const mine = twin.decidedBy?.person.equals(asked.by.id) === true;
  if (mine && twin.state === 'dismissed' && asked.decision === 'dismiss') return { twin };
  if (mine && twin.state === 'merged' && asked.decision === 'merge' && keeper._id.equals(twin.into)) {
    const claim = await context.models.Claim.findById(twin.into).lean();
    if (claim) return { twin, claim };
  }
  if (!twin.decidedBy) throw conflict('twins.gone');
  const who = mine ? 'you' : 'somebody';
  throw conflict(`twins.decided.${twin.state}.${who}`, { name: twin.decidedBy.name });
}
