import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import type { Claim } from './claim.model.js';

/** Merges can follow each other; more of them than this in a row is a circle. */
const longestChain = 50;

/** A claim by its id or its slug, as it is: perhaps merged. */
export function findClaim(context: Context, idOrSlug: string): Promise<Claim | null> {
  const filter = /^[0-9a-f]{24}$/i.test(idOrSlug)
    ? { _id: new Types.ObjectId(idOrSlug) }
    : { slug: idOrSlug };
  return context.models.Claim.findOne(filter).lean();
}

/** The same for whoever cannot do without. @throws AppError `not_found`. */
export async function needClaim(context: Context, idOrSlug: string): Promise<Claim> {
  const claim = await findClaim(context, idOrSlug);
  if (!claim) throw notFound();
  return claim;
}

/**
 * The claim that a merged claim's reports belong to now: follows merges to their end. A claim that was not merged is
 * its own answer.
 *
 * @returns null when the chain leads nowhere or in a circle.
 */
export async function followMerges(context: Context, claim: Claim): Promise<Claim | null> {
  const seen = new Set([String(claim._id)]);
  let current: Claim | null = claim;
  while (current?.status === 'merged') {
    const target: Types.ObjectId | undefined = current.mergedInto;
    if (!target || seen.has(String(target)) || seen.size > longestChain) return null;
    seen.add(String(target));
    current = await context.models.Claim.findById(target).lean();
  }
  return current;
}
