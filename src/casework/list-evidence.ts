import type { Types } from 'mongoose';
import { claimsLeadingTo, inParts } from '../claims/claims-leading-to.js';
import type { Context } from '../context.js';
import type { Evidence, EvidenceOrder } from './evidence.model.js';

/**
 * The evidence of a claim and of every claim that leads to it.
 *
 * @param order by hand as colleagues put it (new ones come last), or by when it was added.
 */
export async function listEvidence(
  context: Context,
  claim: Types.ObjectId,
  order: EvidenceOrder = 'hand',
): Promise<Evidence[]> {
  return evidenceOf(context, await claimsLeadingTo(context, [claim]), order);
}

/** The same where the claims are known already. */
export async function evidenceOf(
  context: Context,
  claims: readonly Types.ObjectId[],
  order: EvidenceOrder = 'hand',
): Promise<Evidence[]> {
  const found = await inParts(claims, (ids) =>
    context.models.Evidence.find({ claim: { $in: ids } })
      .sort({ place: 1, _id: 1 })
      .lean<Evidence[]>(),
  );
  const placeOf = (evidence: Evidence) => (order === 'hand' ? evidence.place : evidence.at.getTime());
  return found.sort(
    (left, right) => placeOf(left) - placeOf(right) || String(left._id).localeCompare(String(right._id)),
  );
}
