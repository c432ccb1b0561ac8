import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { findTicket } from '../reports/ticket.js';
import { claimStatuses, type ClaimStatus } from './claim.model.js';
import type { QueueFilters } from './claim.schema.js';
import { followMerges } from './find-claim.js';
import { listClaims, searchClaims, type ClaimPage, type ListedClaim } from './list-claims.js';

/** What waits for somebody or is in somebody's hands. */
const atWork: readonly ClaimStatus[] = ['open', 'checking'];

/**
 * A page of the queue, the most pressing first; with words to search for, the best hits first. A ticket finds the
 * claim of its report, whatever its status: a reporter who asks waits for an answer.
 *
 * @param person whose claims `who: mine` means.
 */
export async function readQueue(
  context: Context,
  filters: QueueFilters,
  person: Types.ObjectId,
): Promise<ClaimPage> {
  const statuses = statusesOf(filters);
  const { topic, region, who, limit } = filters;
  if (filters.q) {
    const asked = await claimOfTicket(context, filters.q);
    if (asked) return { items: [asked], next: null };
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

// Eight letters may be a ticket or a word: only a ticket that there is decides.
async function claimOfTicket(context: Context, q: string): Promise<ListedClaim | null> {
  const ticket = findTicket(q);
  const report = ticket && (await context.models.Report.findOne({ ticket }, { claim: 1 }).lean());
  const claim = report && (await context.models.Claim.findById(report.claim).lean());
  return claim ? followMerges(context, claim) : null;
}

function statusesOf({ status }: QueueFilters): readonly ClaimStatus[] {
  return status === undefined || status === 'at-work' ? atWork : [status];
}

export type QueueCounts = Record<ClaimStatus | 'at-work' | 'mine', number>;

/** Counting walks an index: from so many claims on, a count is kept for a while. Nobody misses one in thousands. */
const keptFrom = 2000;
/** Milliseconds. */
const keptFor = 10_000;

interface StatusCounts {
  at: Date;
  all: number;
  byStatus: Record<ClaimStatus, number>;
}
const kept = new WeakMap<Context, StatusCounts>();

/** How many claims stand in each status, and how many the person has in hand. */
export async function countQueue(context: Context, person: Types.ObjectId): Promise<QueueCounts> {
  const [mine, { byStatus }] = await Promise.all([
    context.models.Claim.countDocuments({ 'assignee.person': person, status: 'checking' }),
    countStatuses(context),
  ]);
  return { ...byStatus, 'at-work': byStatus.open + byStatus.checking, mine };
}

async function countStatuses(context: Context): Promise<StatusCounts> {
  const at = context.clock.now();
  const before = kept.get(context);
  if (before && before.all >= keptFrom && at.getTime() - before.at.getTime() < keptFor) return before;
  const counted = await Promise.all(
    claimStatuses.map(
      async (status) => [status, await context.models.Claim.countDocuments({ status })] as const,
    ),
  );
  const counts = {
    at,
    all: counted.reduce((sum, [, count]) => sum + count, 0),
    byStatus: Object.fromEntries(counted) as Record<ClaimStatus, number>,
  };
  kept.set(context, counts);
  return counts;
}
