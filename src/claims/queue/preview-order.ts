import type { Context } from '../../context.js';
import type { Claim } from '../claim.model.js';
import type { PrioritySetting } from '../priority-setting.js';
import { standingFields, standingOf, type StandingFacts } from '../standing.js';

type Ordered = StandingFacts & Pick<Claim, '_id' | 'statement'>;

export interface PreviewedClaim {
  id: string;
  statement: string;
  place: number;
  /** Its place by the weights in force; missing when it is past the claims that were looked at. */
  before: number;
  /** 0…1. */
  priority: number;
}

/** Claims of each status that are weighed anew: what stands past them is hardly lifted to the top by weights alone. */
const looked = 2500;
const shown = 15;

/** The first claims of the queue as other weights would order them, each with its place now. Nothing is written. */
export async function previewOrder(
  context: Context,
  now: PrioritySetting,
  then: PrioritySetting,
): Promise<PreviewedClaim[]> {
  const at = context.clock.now();
  const found = await Promise.all(
    (['open', 'checking'] as const).map((status) =>
      context.models.Claim.find({ status })
        .sort({ priority: -1, _id: -1 })
        .limit(looked)
        .select(`${standingFields} statement`)
        .lean<Ordered[]>(),
    ),
  );
  const claims = found.flat().map((claim) => ({
    claim,
    before: standingOf(claim, at, now).priority,
    after: standingOf(claim, at, then).priority,
  }));
  const places = new Map(
    claims.toSorted((a, b) => b.before - a.before).map(({ claim }, index) => [claim, index + 1]),
  );
  return claims
    .toSorted((a, b) => b.after - a.after)
    .slice(0, shown)
    .map(({ claim, after }, index) => ({
      id: String(claim._id),
      statement: claim.statement,
      place: index + 1,
      before: places.get(claim) ?? 0,
      priority: after,
    }));
}
