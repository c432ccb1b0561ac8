import type { QueryFilter, Types } from 'mongoose';
import type { Claim, ClaimStatus } from '../claim.model.js';
import type { QueueFilters } from '../claim.schema.js';
import type { WhichClaims } from '../list-claims.js';

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
function statusesOf({ status }: Pick<QueueQuestion, 'status'>): readonly ClaimStatus[] {
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

/** Which claims a question is about, as the store takes it. */
export function whichClaims(question: QueueQuestion, { person, now }: Asking): WhichClaims {
  const { status, topic, region, channel, harm, who, untouched } = question;
  const filter: QueryFilter<Claim> = {
    ...(topic && { topic }),
    ...(region && { regions: region }),
    ...(channel && { channels: channel }),
    ...(harm && { 'harm.level': harm }),
    ...(who && whose(who, person)),
    ...(untouched === 'never' && { touchedAt: null }),
    ...(untouched && untouched !== 'never' && untouchedFor(Number(untouched), now)),
  };
  // Answered claims are listed for their own sake only where they are asked for by name.
  return {
    statuses: statusesOf(question),
    filter,
    filterOf: status === 'answered' ? {} : { answered: cameBack },
  };
}

function whose(who: string, person: Types.ObjectId): QueryFilter<Claim> {
  if (who === 'none') return { assignee: { $exists: false } };
  return { 'assignee.person': who === 'mine' ? person : who };
}

function untouchedFor(days: number, now: Date): QueryFilter<Claim> {
  const since = new Date(now.getTime() - days * day);
  return { $or: [{ touchedAt: { $lte: since } }, { touchedAt: null, firstReportedAt: { $lte: since } }] };
}
