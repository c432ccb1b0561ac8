import type { QueryFilter } from 'mongoose';
import { maskPrivate } from '../privacy/mask-private.js';
import type { Claim, ClaimStatus } from './claim.model.js';

/** What anyone may see of a claim. Ids are strings, dates ISO 8601 in UTC. */
export interface PublicClaim {
  id: string;
  slug: string;
  statement: string;
  status: Claim['status'];
  verdict: Claim['verdict'] | null;
  topic: Claim['topic'];
  reportCount: number;
  firstReportedAt: string;
  lastReportedAt: string;
}

export function publicClaim(claim: Omit<Claim, 'examples' | 'notes' | 'activity'>): PublicClaim {
  return {
    id: String(claim._id),
    slug: claim.slug,
    // Staff may have typed a number that is somebody's; the article is where one is named that must be.
    statement: maskPrivate(claim.statement),
    status: claim.status,
    verdict: claim.verdict ?? null,
    topic: claim.topic,
    reportCount: claim.reportCount,
    firstReportedAt: claim.firstReportedAt.toISOString(),
    lastReportedAt: claim.lastReportedAt.toISOString(),
  };
}

/** Reports that independent people must have sent before a claim is listed in the words of one of them. */
const reportsToBeListed = 3;

/**
 * May a claim stand in public lists? A statement comes from a stranger's text: until a verifier who checks it has put
 * it into words, or several reports agree that it goes round, only those who have its address see its page.
 */
export function isListed({
  status,
  worded,
  reportCount,
}: Pick<Claim, 'status' | 'worded' | 'reportCount'>): boolean {
  if (status === 'answered') return true;
  if (status !== 'open' && status !== 'checking') return false;
  return reportCount >= reportsToBeListed || (status === 'checking' && worded === true);
}

const oftenReported = { reportCount: { $gte: reportsToBeListed } };

/** The same rule as filters for the store, by status; a status that is not named is in no list. */
export const listedClaims = {
  open: oftenReported,
  checking: { $or: [oftenReported, { worded: true }] },
  answered: {},
} satisfies Partial<Record<ClaimStatus, QueryFilter<Claim>>>;
