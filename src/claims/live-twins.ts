import type { QueryFilter } from 'mongoose';
import type { Context } from '../context.js';
import type { Claim } from './claim.model.js';
import type { Twin } from './twin.model.js';

/** A claim as a pair shows it: without what grows, but with what its reports said. */
export type TwinClaim = Omit<Claim, 'notes' | 'activity'>;

export interface LiveTwin {
  twin: Twin;
  /** The claim that the other would be merged into, unless a verifier says otherwise. */
  keeper: TwinClaim;
  other: TwinClaim;
}

/** More than these at once nobody decides; the next ones follow as these are. */
const mostShown = 50;
const mostRead = 200;

type Standing = Pick<Claim, 'status'>;

/** Can two claims still be merged? An answered claim is merged into none. */
export function canBeTwins(one: Standing, other: Standing): boolean {
  const live = ({ status }: Standing) => status !== 'merged' && status !== 'set-aside';
  return live(one) && live(other) && !(one.status === 'answered' && other.status === 'answered');
}

/** Of two claims the one to keep: that with an answer, then that with more reports, then the older one. */
export function keeperOf<C extends Pick<Claim, '_id' | 'status' | 'reportCount'>>(
  first: C,
  second: C,
): { keeper: C; other: C } {
  const answered = Number(second.status === 'answered') - Number(first.status === 'answered');
  const better = answered || second.reportCount - first.reportCount;
  return better > 0 ? { keeper: second, other: first } : { keeper: first, other: second };
}

/** The pairs that wait for a verifier, the likeliest first; those that settled themselves meanwhile are left out. */
export async function liveTwins(context: Context): Promise<LiveTwin[]> {
  return (await read(context, {}, mostRead)).slice(0, mostShown);
}

/** The pairs that a claim is one of. */
export async function twinsOf(context: Context, claim: Pick<Claim, '_id'>): Promise<LiveTwin[]> {
  const [younger, older] = await Promise.all([
    read(context, { first: claim._id }, mostShown),
    read(context, { second: claim._id }, mostShown),
  ]);
  return [...younger, ...older].sort((left, right) => right.twin.score - left.twin.score);
}

/** Where hundreds of pairs wait, nobody misses one: their number is kept for so long, in milliseconds. */
const keptFor = 10_000;
const kept = new WeakMap<Context, { at: Date; count: number }>();

/** How many pairs wait, at most as many as one page shows. */
export async function countTwins(context: Context): Promise<number> {
  const { Claim, Twin } = context.models;
  const now = context.clock.now();
  const before = kept.get(context);
  if (before && now.getTime() - before.at.getTime() < keptFor) return before.count;
  const twins = await Twin.find({ state: 'suggested' }, { first: 1, second: 1 })
    .sort({ score: -1, _id: -1 })
    .limit(mostRead)
    .lean<Pick<Twin, 'first' | 'second'>[]>();
  if (twins.length === 0) return 0;
  const claims = await Claim.find({ _id: { $in: idsOf(twins) } }, { status: 1 }).lean<Claim[]>();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  const live = twins.filter(({ first, second }) => {
    const [one, other] = [byId.get(String(first)), byId.get(String(second))];
    return one && other && canBeTwins(one, other);
  });
  const count = Math.min(live.length, mostShown);
  if (twins.length === mostRead) kept.set(context, { at: now, count });
  return count;
}

async function read(context: Context, filter: QueryFilter<Twin>, most: number): Promise<LiveTwin[]> {
  const { Claim, Twin } = context.models;
  const twins = await Twin.find({ ...filter, state: 'suggested' })
    .sort({ score: -1, _id: -1 })
    .limit(most)
    .lean<Twin[]>();
  if (twins.length === 0) return [];
  const claims = await Claim.find({ _id: { $in: idsOf(twins) } })
    .select('-notes -activity')
    .lean<TwinClaim[]>();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  return twins.flatMap((twin) => {
    const [first, second] = [byId.get(String(twin.first)), byId.get(String(twin.second))];
    return first && second && canBeTwins(first, second) ? [{ twin, ...keeperOf(first, second) }] : [];
  });
}

function idsOf(twins: readonly Pick<Twin, 'first' | 'second'>[]): Twin['first'][] {
  const ids = twins.flatMap(({ first, second }) => [first, second]);
  return [...new Map(ids.map((id) => [String(id), id])).values()];
}
