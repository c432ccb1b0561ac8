import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeClaim, claimForChange } from './change-claim.js';
import type { Claim, HarmLevel } from './claim.model.js';

/**
 * Marks how harmful a claim is, over what its topic says, or takes the mark away. The mark before stays in the history.
 *
 * @param level null takes the mark away.
 * @returns the claim, unchanged when it is marked so already.
 * @throws ClaimChanged, AppError `wrong_state` for a merged claim, `not_found`.
 */
export async function setHarm(
  context: Context,
  asked: { id: string; by: SignedIn; version?: number | undefined; level: HarmLevel | null },
): Promise<Claim> {
  const claim = await claimForChange(context, asked.id, asked.version);
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  if ((claim.harm?.level ?? null) === asked.level) return claim;
  const by = actorOf(asked.by);
  const detail = { level: asked.level ?? 'none', before: claim.harm?.level ?? 'none' };
  return changeClaim(context, claim, by, {
    action: 'harm-marked',
    detail,
    sorts: true,
    ...(asked.level === null
      ? { unset: ['harm'] }
      : { set: { harm: { level: asked.level, by, at: context.clock.now() } } }),
  });
}
