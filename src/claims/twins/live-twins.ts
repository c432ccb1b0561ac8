import type { QueryFilter } from 'mongoose';
import type { Context } from '../../context.js';
import { keepFor } from '../../web/keep-for.js';
import type { Claim } from '../claim.model.js';
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
  return (await readTwins(context, {}, mostRead)).slice(0, mostShown);
}

/** The pairs that a claim is one of. */
export async function twinsOf(context: Context, claim: Pick<Claim, '_id'>): Promise<LiveTwin[]> {
  const [younger, older] = await Promise.all([
    readTwins(context, { first: claim._id }, mostShown),
    readTwins(context, { second: claim._id }, mostShown),
  ]);
  return [...younger, ...older].sort((left, right) => right.twin.score - left.twin.score);
}

/** How many pairs wait, at most as many as one page shows. Where hundreds do, the number is kept for ten seconds. */
export async function countTwins(context: Context): Promise<number> {
  return Math.min((await countWaiting(context)).live, mostShown);
}

const countWaiting = keepFor(
  10_000,
  async (context) => {
    const twins = await waiting(context, {}, mostRead);
    const live = await withClaims<Pick<Claim, '_id' | 'status'>>(context, twins, '_id status');
    return { read: twins.length, live: live.length };
  },
  ({ read }) => read === mostRead,
);

async function readTwins(context: Context, filter: QueryFilter<Twin>, most: number): Promise<LiveTwin[]> {
  const twins = await waiting(context, filter, most);
  const live = await withClaims<TwinClaim>(context, twins, '-notes -activity');
  return live.map(({ twin, first, second }) => ({ twin, ...keeperOf(first, second) }));
}

/** The pairs that nobody has decided, the likeliest first. */
function waiting(context: Context, filter: QueryFilter<Twin>, most: number): Promise<Twin[]> {
  return context.models.Twin.find({ ...filter, state: 'suggested' })
    .sort({ score: -1, _id: -1 })
    .limit(most)
    .lean<Twin[]>();
}

/** Those of the pairs whose claims can still be merged, with what `fields` names of their claims. */
async function withClaims<C extends Pick<Claim, '_id' | 'status'>>(
  context: Context,
  twins: readonly Twin[],
  fields: string,
): Promise<{ twin: Twin; first: C; second: C }[]> {
  if (twins.length === 0) return [];
  const ids = new Map(twins.flatMap(({ first, second }) => [first, second]).map((id) => [String(id), id]));
  const claims = await context.models.Claim.find({ _id: { $in: [...ids.values()] } })
    .select(fields)
    .lean<C[]>();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  return twins.flatMap((twin) => {
    const [first, second] = [byId.get(String(twin.first)), byId.get(String(twin.second))];
    return first && second && canBeTwins(first, second) ? [{ twin, first, second }] : [];
  });
}
