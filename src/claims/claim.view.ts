import type { Claim } from './claim.model.js';

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
    statement: claim.statement,
    status: claim.status,
    verdict: claim.verdict ?? null,
    topic: claim.topic,
    reportCount: claim.reportCount,
    firstReportedAt: claim.firstReportedAt.toISOString(),
    lastReportedAt: claim.lastReportedAt.toISOString(),
  };
}

/** Reports that independent people must have sent before a claim that no verifier has looked at is listed. */
export const reportsToBeListed = 3;

/**
 * May a claim stand in public lists? A statement comes from a stranger's text: until a verifier takes it or several
 * reports agree that it goes round, only those who have its address see its page.
 */
export function isListed(claim: Pick<Claim, 'status' | 'reportCount'>): boolean {
  if (claim.status === 'checking' || claim.status === 'answered') return true;
  return claim.status === 'open' && claim.reportCount >= reportsToBeListed;
}

/** The same rule as a filter for the store. */
export const listedClaims = {
  $or: [
    { status: { $in: ['checking', 'answered'] } },
    { status: 'open', reportCount: { $gte: reportsToBeListed } },
  ],
};
