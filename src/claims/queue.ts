import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { claimStatuses, type ClaimStatus } from './claim.model.js';
import type { QueueFilters } from './claim.schema.js';
import { listClaims, searchClaims, type ClaimPage, type ListedClaim } from './list-claims.js';

/** What waits for somebody or is in somebody's hands. */
const atWork: readonly ClaimStatus[] = ['open', 'checking'];

/**
 * A page of the queue, the most pressing first; with words to search for, the best hits first.
 *
 * @param person whose claims `who: mine` means.
 */
export function readQueue(
  context: Context,
  filters: QueueFilters,
  person: Types.ObjectId,
): Promise<ClaimPage> {
  const statuses = statusesOf(filters);
  const { topic, region, who, limit } = filters;
  if (filters.q) {
    const keep = (claim: ListedClaim) =>
      statuses.includes(claim.status) &&
      (!topic || claim.topic === topic) &&
      (!region || claim.regions.includes(region)) &&
      (who !== 'mine' || String(claim.assignee?.person) === String(person)) &&
      (who !== 'none' || !claim.assignee);
    return searchClaims(context, { q: filters.q, limit, after: filters.cursor, keep });
  }
  return listClaims(context, {
    statuses,
    order: 'priority',
    limit,
    after: filters.cursor,
    filter: {
      ...(topic && { topic }),
      ...(region && { regions: region }),
      ...(who === 'mine' && { 'assignee.person': person }),
      ...(who === 'none' && { assignee: { $exists: false } }),
    },
  });
}

function statusesOf({ status }: QueueFilters): readonly ClaimStatus[] {
  return status === undefined || status === 'at-work' ? atWork : [status];
}

export type QueueCounts = Record<ClaimStatus | 'at-work' | 'mine', number>;

/** How many claims stand in each status, and how many the person has in hand. */
export async function countQueue(context: Context, person: Types.ObjectId): Promise<QueueCounts> {
  const { Claim } = context.models;
  const [mine, ...counted] = await Promise.all([
    Claim.countDocuments({ 'assignee.person': person, status: 'checking' }),
    ...claimStatuses.map((status) => Claim.countDocuments({ status })),
  ]);
  const byStatus = Object.fromEntries(
    claimStatuses.map((status, place) => [status, counted[place] ?? 0]),
  ) as Record<ClaimStatus, number>;
  return { ...byStatus, 'at-work': byStatus.open + byStatus.checking, mine: mine ?? 0 };
}
