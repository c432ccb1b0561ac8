import type { Context } from '../../context.js';
import type { Translate } from '../../web/languages.js';
import type { Claim } from '../claim.model.js';
import { twinsOf } from './live-twins.js';
import { deskTwin } from './twin.view.js';

/** The claims that seem to be the same as this one, for its page on the desk; `shown` is the other one of each pair. */
export async function claimTwins(context: Context, claim: Claim, t: Translate) {
  const page = String(claim._id);
  const twins = await twinsOf(context, claim);
  return twins.map((twin) => {
    const pair = deskTwin(twin, context.clock.now(), t);
    return { ...pair, page, shown: pair.keeper.id === page ? pair.other : pair.keeper };
  });
}
