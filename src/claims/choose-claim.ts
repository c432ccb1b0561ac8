import type { Request } from 'express';
import type { Context } from '../context.js';
import { AppError, tellFields } from '../errors.js';
import type { Claim } from './claim.model.js';
import { mergePageSchema, mergeSchema } from './claim.schema.js';
import { queuedClaim } from './desk-claim.view.js';
import { searchClaims } from './list-claims.js';
import { similarClaims } from './similar-claims.js';

const found = 10;

/** What the page that chooses another claim was asked for: words to search, or the claim that was chosen. */
export function readChoice(request: Request): { q?: string; into?: string; problem?: AppError } {
  const asked = mergePageSchema.safeParse(request.query);
  if (!asked.success) {
    return { problem: new AppError('bad_input', { fields: { q: { reason: 'claim_unknown' } } }) };
  }
  const { q, into } = asked.data;
  // A pasted address is as good as a chosen result.
  const pasted = q && /\/klaim\//.test(q) ? mergeSchema.shape.into.safeParse(q).data : undefined;
  return { q, into: into ?? pasted };
}

/** The claims to choose from: what the words find, and those that are alike. */
export async function choicesFor(context: Context, request: Request, claim: Claim, q?: string) {
  const now = context.clock.now();
  const others = { statuses: ['open', 'checking', 'answered'] as const, filter: { _id: { $ne: claim._id } } };
  const [similar, results] = await Promise.all([
    similarClaims(context, claim, request.t),
    q ? searchClaims(context, { q, limit: found, ...others }) : undefined,
  ]);
  return {
    claim: queuedClaim(claim, now, request.t),
    q,
    results: results?.items.map((other) => queuedClaim(other, now, request.t)),
    similar: similar.map(({ claim: other, runs }) =>
      Object.assign(queuedClaim(other, now, request.t), { runs }),
    ),
  };
}

/** What was wrong with the choice, as the search field tells it. Anything but bad input is thrown on. */
export function choiceProblem(error: unknown, request: Request): { q: string } {
  const fields = error instanceof AppError && error.code === 'bad_input' && error.details.fields;
  if (!fields) throw error;
  const [problem = ''] = Object.values(tellFields(fields, request.t));
  return { q: problem };
}
