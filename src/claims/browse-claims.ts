import type { Context } from '../context.js';
import type { ClaimStatus } from './claim.model.js';
import type { ClaimListFilters } from './claim.schema.js';
import { listedClaims } from './claim.view.js';
import { listClaims, searchClaims, type ClaimPage } from './list-claims.js';

/** Newest trouble is what the public looks for; what is merged is a signpost and in no list but the desk's. */
const listed: readonly ClaimStatus[] = ['open', 'checking', 'answered'];
const all: readonly ClaimStatus[] = [...listed, 'set-aside', 'merged'];

/**
 * A page of claims by filters, for `GET /claims`.
 *
 * @param forStaff staff get every claim, anybody else those that isListed lets into lists.
 */
export function browseClaims(
  context: Context,
  filters: ClaimListFilters,
  forStaff: boolean,
): Promise<ClaimPage> {
  const { status, verdict, topic, q, sort, limit, cursor } = filters;
  const statuses = (forStaff ? all : listed).filter(
    (one) => (!status || one === status) && (!verdict || one === 'answered'),
  );
  const asked = {
    statuses,
    filter: { ...(verdict && { verdict }), ...(topic && { topic }) },
    filterOf: forStaff ? {} : listedClaims,
    limit,
    after: cursor,
  };
  if (q) return searchClaims(context, { ...asked, q });
  return listClaims(context, { ...asked, order: sort === 'priority' ? 'priority' : 'lastReportedAt' });
}
