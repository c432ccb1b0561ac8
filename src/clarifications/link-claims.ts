import type { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import { followMerges } from '../claims/find-claim.js';
import type { Context } from '../context.js';
import { badInput, conflict, type AppError } from '../errors.js';
import type { Clarification } from './clarification.model.js';

/**
 * The claims that ids name, in their order, each once; one that was merged counts as the one it went into.
 *
 * @returns the claims that exist, and the ids that name none.
 */
export async function settledClaims(
  context: Context,
  ids: readonly (Types.ObjectId | string)[],
): Promise<{ claims: Claim[]; unknown: string[] }> {
  const claims = new Map<string, Claim>();
  const unknown: string[] = [];
  for (const id of ids) {
    const named = await context.models.Claim.findById(id).lean();
    const claim = named && (await followMerges(context, named));
    if (claim) claims.set(String(claim._id), claim);
    else unknown.push(String(id));
  }
  return { claims: [...claims.values()], unknown };
}

/**
 * Checks the claims that an article is to answer.
 *
 * @param own the article itself, whose own claims are of course answered.
 * @returns what to keep: the claims' ids and topics.
 * @throws AppError bad_input for a claim that does not exist or that another published article answers.
 */
export async function linkClaims(
  context: Context,
  ids: readonly (Types.ObjectId | string)[],
  own?: Types.ObjectId,
): Promise<Pick<Clarification, 'claims' | 'topics'>> {
  const { claims, unknown } = await settledClaims(context, ids);
  if (unknown.length > 0) throw badInput({ claims: { reason: 'no_such_claim' } });
  const linked = claims.map((claim) => claim._id);
  const other = await otherAnswer(context, linked, own);
  if (other) throw badInput({ claims: { reason: 'claim_answered', params: { title: other } } });
  return { claims: linked, topics: [...new Set(claims.map((claim) => claim.topic))] };
}

/** The title of another published article that answers one of the claims. */
async function otherAnswer(
  context: Context,
  claims: readonly Types.ObjectId[],
  own: Types.ObjectId | undefined,
): Promise<string | undefined> {
  if (claims.length === 0) return undefined;
  const articles = await context.models.Clarification.find({ answers: { $in: claims } })
    .select('title')
    .lean();
  return articles.find((article) => !own?.equals(article._id))?.title;
}

/** The same refusal where two articles were published at the same moment: the store's index saw it first. */
export async function claimTaken(
  context: Context,
  claims: readonly Types.ObjectId[],
  own: Types.ObjectId,
): Promise<AppError> {
  const title = await otherAnswer(context, claims, own);
  return conflict('clarifications.refused.answered', { title: title ?? '…' });
}
