import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { oweAnswers } from '../notices/owe-answers.js';
import type { MatchState } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';
import { indexClaim } from './index-claims.js';
import { tallyClaim } from './tally-claim.js';

/**
 * Moves every report of one claim to another, with whatever named the first as a match. Each step may be repeated:
 * a process may die between them.
 */
export async function moveReports(
  context: Context,
  from: Types.ObjectId,
  to: Types.ObjectId,
  by: Types.ObjectId | undefined,
): Promise<void> {
  const { Report } = context.models;
  const at = context.clock.now();
  const confirmed = {
    claim: to,
    'match.claim': to,
    'match.state': 'confirmed' as const,
    'match.decidedBy': 'verifier' as const,
    'match.at': at,
    ...(by && { 'match.person': by }),
    updatedAt: at,
  };
  // Whether these two are one was asked, perhaps denied, and is answered now.
  const notYet: MatchState[] = ['suggested', 'rejected'];
  await Report.updateMany(
    { claim: from, 'match.claim': to, 'match.state': { $in: notYet } },
    { $set: confirmed },
  );
  await Report.updateMany(
    { claim: from, 'match.claim': from },
    { $set: { claim: to, 'match.claim': to, 'match.at': at, updatedAt: at } },
  );
  await Report.updateMany({ claim: from }, { $set: { claim: to, updatedAt: at } });
  await Report.updateMany(
    { claim: to, 'match.claim': from, 'match.state': { $in: notYet } },
    { $set: confirmed },
  );
  await Report.updateMany(
    { 'match.claim': from, 'match.state': 'suggested' },
    { $set: { 'match.claim': to, updatedAt: at } },
  );
}

/**
 * After reports came to or left claims: counts them, puts them right in the indexes, and owes the answer to every
 * reporter of those that are answered. Repeatable.
 */
export async function settleClaims(context: Context, ids: readonly Types.ObjectId[]): Promise<Claim[]> {
  const settled: Claim[] = [];
  for (const id of ids) {
    const claim = await tallyClaim(context, id);
    if (!claim) continue;
    await indexClaim(context, claim);
    if (claim.status === 'answered') await oweAnswers(context, id);
    settled.push(claim);
  }
  return settled;
}
