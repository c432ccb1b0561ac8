import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import { findTicket } from '../../reports/ticket.js';
import { keepFor } from '../../web/keep-for.js';
import { claimStatuses, type ClaimStatus } from '../claim.model.js';
import type { QueueFilters } from '../claim.schema.js';
import { followMerges } from '../find-claim.js';
import { listClaims, searchClaims, type ClaimPage, type ListedClaim } from '../list-claims.js';
import { cameBack, whichClaims } from './queue-filter.js';

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
  const { q, limit, cursor: after } = filters;
  const ofTicket = q && (await claimOfTicket(context, q));
  if (ofTicket) return { items: [ofTicket], next: null };
  const asked = { ...whichClaims(filters, { person, now: context.clock.now() }), limit, after };
  return q ? searchClaims(context, { ...asked, q }) : listClaims(context, { ...asked, order: 'priority' });
}

// Eight letters may be a ticket or a word: only a ticket that there is decides.
async function claimOfTicket(context: Context, q: string): Promise<ListedClaim | null> {
  const ticket = findTicket(q);
  const report = ticket && (await context.models.Report.findOne({ ticket }, { claim: 1 }).lean());
  const claim = report && (await context.models.Claim.findById(report.claim).lean());
  return claim ? followMerges(context, claim) : null;
}

/** How many claims each tab of the queue holds. */
export type QueueCounts = Record<ClaimStatus | 'at-work' | 'mine' | 'resurfaced', number>;

/** How many claims stand in each status, how many came back, and how many the person has in hand. */
export async function countQueue(context: Context, person: Types.ObjectId): Promise<QueueCounts> {
  const { Claim } = context.models;
  const own = { 'assignee.person': person };
  const [checking, back, { byStatus, resurfaced }] = await Promise.all([
    Claim.countDocuments({ ...own, status: 'checking' }),
    Claim.countDocuments({ ...own, status: 'answered', ...cameBack }),
    countStatuses(context),
  ]);
  return {
    ...byStatus,
    'at-work': byStatus.open + byStatus.checking + resurfaced,
    mine: checking + back,
    resurfaced,
  };
}

/** How many claims were opened after a time and still wait. */
export function countOpenedSince(context: Context, since: Date): Promise<number> {
  return context.models.Claim.countDocuments({ status: 'open', createdAt: { $gt: since } });
}

/** Counting walks an index: from two thousand claims on the counts are kept for ten seconds. Nobody misses one. */
const countStatuses = keepFor(
  10_000,
  async ({ models: { Claim } }) => {
    const [resurfaced, ...counted] = await Promise.all([
      Claim.countDocuments({ status: 'answered', ...cameBack }),
      ...claimStatuses.map((status) => Claim.countDocuments({ status })),
    ]);
    const byStatus = Object.fromEntries(
      claimStatuses.map((status, place) => [status, counted[place] ?? 0]),
    ) as Record<ClaimStatus, number>;
    return { byStatus, resurfaced };
  },
  ({ byStatus }) => Object.values(byStatus).reduce((sum, count) => sum + count, 0) >= 2000,
);
