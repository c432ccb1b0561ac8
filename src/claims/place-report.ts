import type { Context } from '../context.js';
import { turnsByOwner } from '../media/take-turns.js';
import type { ReportMatch } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';
import { indexClaim, isFilled } from './index-claims.js';
import { openClaim } from './open-claim.js';
import { reasonsOf, weighMessage, type Message } from './weigh-message.js';

export interface Placed {
  /** The claim that the report belongs to. */
  claim: Claim;
  /** Why; a suggestion names another claim. */
  match: ReportMatch;
  /** True when the claim was opened for this report. */
  opened: boolean;
}

/**
 * Runs tasks of this process one after the other: two reports of one message that come together must not both open a
 * claim. (Two processes may: see twins/find-twins.ts.)
 */
export const inTurn = turnsByOwner();

/**
 * Finds the claim of a report, or opens one. A sure match puts the report there; a likely one is only suggested, and
 * the report opens a claim of its own.
 *
 * Call it within `inTurn`, and store the report in the same turn: the next one looks for it.
 */
export async function placeReport(context: Context, message: Message & { at: Date }): Promise<Placed> {
  const [best] = await weighMessage(context, message);
  const decided = { decidedBy: 'matcher', at: context.clock.now() } as const;
  if (best?.sure) {
    const { claim } = best;
    return { claim, match: { ...reasonsOf(best), state: 'confirmed', ...decided }, opened: false };
  }
  const claim = await openClaim(context, { text: message.text, urls: message.urls, at: message.at });
  await indexClaim(context, claim);
  if (!isFilled(context)) {
    context.log.info({ claim: claim._id }, 'a claim was opened while the matcher did not hold all others');
  }
  const match: ReportMatch = best
    ? { ...reasonsOf(best), state: 'suggested', ...decided }
    : { claim: claim._id, score: 1, words: [], state: 'confirmed', ...decided };
  return { claim, match, opened: true };
}
