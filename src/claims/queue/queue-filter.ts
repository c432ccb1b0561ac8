import type { QueryFilter, Types } from 'mongoose';
import type { Claim, ClaimStatus } from '../claim.model.js';
import type { QueueFilters } from '../claim.schema.js';
import type { ListedClaim } from '../list-claims.js';

/** What the queue is asked for, but for which page of it. */
export type QueueQuestion = Omit<QueueFilters, 'cursor' | 'limit'>;

/** Whose queue it is, and when. */
export interface Asking {
  person: Types.ObjectId;
  now: Date;
}

const day = 24 * 60 * 60 * 1000;

/** Answered claims whose reports keep coming. */
export const cameBack = { 'resurfaced.at': { $gt: new Date(0) } } satisfies QueryFilter<Claim>;

/** The statuses that a list is made of: what waits or is in somebody's hands, and what came back after its answer. */
export function statusesOf({ status }: Pick<QueueQuestion, 'status'>): readonly ClaimStatus[] {
  switch (status) {
    case undefined:
    case 'at-work':
      return ['open', 'checking', 'answered'];
    case 'resurfaced':
      return ['answered'];
    default:
      return [status];
  }
}

/** Are answered claims only in the list while they are back? */
const onlyBack = ({ status }: Pick<QueueQuestion, 'status'>): boolean => status !== 'answered';

/** Nobody touched it since then; `never` is a claim that nobody touched at all. */
function untouchedSince(
  untouched: Exclude<QueueQuestion['untouched'], undefined | 'never'>,
  now: Date,
): Date {
  return new Date(now.getTime() - Number(untouched) * day);
}

/** The conditions as the store takes them: the same for every status, and by status. */
export function storeFilter(
  question: QueueQuestion,
  { person, now }: Asking,
): { filter: QueryFilter<Claim>; filterOf: Partial<Record<ClaimStatus, QueryFilter<Claim>>> } {
  const { topic, region, channel, harm, who, untouched } = question;
  const filter: QueryFilter<Claim> = {
    ...(topic && { topic }),
    ...(region && { regions: region }),
    ...(channel && { channels: channel }),
    ...(harm && { 'harm.level': harm }),
    ...(who && whose(who, person)),
    ...(untouched === 'never' && { touchedAt: null }),
    ...(untouched && untouched !== 'never' && untouchedFilter(untouchedSince(untouched, now))),
  };
  return { filter, filterOf: onlyBack(question) ? { answered: cameBack } : {} };
}

function whose(who: string, person: Types.ObjectId): QueryFilter<Claim> {
  if (who === 'none') return { assignee: { $exists: false } };
  return { 'assignee.person': who === 'mine' ? person : who };
}

const untouchedFilter = (since: Date): QueryFilter<Claim> => ({
  $or: [{ touchedAt: { $lte: since } }, { touchedAt: null, firstReportedAt: { $lte: since } }],
});

/** The same conditions on a claim that a search found. */
export function isInQueue(claim: ListedClaim, question: QueueQuestion, { person, now }: Asking): boolean {
  const { topic, region, channel, harm, who, untouched } = question;
  return (
    statusesOf(question).includes(claim.status) &&
    (claim.status !== 'answered' || !onlyBack(question) || claim.resurfaced !== undefined) &&
    (!topic || claim.topic === topic) &&
    (!region || claim.regions.includes(region)) &&
    (!channel || claim.channels.includes(channel)) &&
    (!harm || claim.harm?.level === harm) &&
    (!who || isWhose(claim, who, person)) &&
    (!untouched || isUntouched(claim, untouched, now))
  );
}

function isWhose({ assignee }: ListedClaim, who: string, person: Types.ObjectId): boolean {
  if (who === 'none') return !assignee;
  return String(assignee?.person) === (who === 'mine' ? String(person) : who);
}

function isUntouched(
  { touchedAt, firstReportedAt }: ListedClaim,
  untouched: NonNullable<QueueQuestion['untouched']>,
  now: Date,
): boolean {
  if (untouched === 'never') return touchedAt === undefined;
  return (touchedAt ?? firstReportedAt) <= untouchedSince(untouched, now);
}
