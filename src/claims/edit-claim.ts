import { actorOf } from '../accounts/actor.js';
import { carryThrough } from '../clarifications/carry-through.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange } from './change-claim.js';
import type { Claim, Topic } from './claim.model.js';
import { indexClaim } from './index-claims.js';

/**
 * Puts a claim's statement into words of one's own, which lets it into public lists while it is checked, or moves it
 * to another topic. The old words stay in the history.
 *
 * @returns the claim, unchanged when nothing differs.
 * @throws ClaimChanged, AppError `wrong_state` for a merged claim, `not_found`.
 */
export async function editClaim(
  context: Context,
  asked: { id: string; by: SignedIn; version?: number; statement?: string; topic?: Topic },
): Promise<Claim> {
  const claim = await claimForChange(context, asked.id, asked.version);
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  const set: Pick<Partial<Claim>, 'statement' | 'worded' | 'topic'> = {};
  const detail: Record<string, string> = {};
  if (asked.statement !== undefined && asked.statement !== claim.statement) {
    set.statement = asked.statement;
    set.worded = true;
    detail['statement'] = claim.statement;
  }
  if (asked.topic !== undefined && asked.topic !== claim.topic) {
    set.topic = asked.topic;
    detail['topic'] = claim.topic;
  }
  if (Object.keys(set).length === 0) return claim;
  const after = await changeClaim(context, claim, actorOf(asked.by), {
    action: 'edited',
    detail,
    set,
    sorts: set.statement === undefined,
  });
  await indexClaim(context, after);
  // Its article is found under the topics of its claims.
  if (set.topic && after.clarification) await carryThrough(context, after.clarification);
  return after;
}
