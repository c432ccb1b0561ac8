import type { Types } from 'mongoose';
import { claimsLeadingTo } from '../claims/claims-leading-to.js';
import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import type { StatementRef } from './statement-request.model.js';

/**
 * Checks the statements that an article is to show: signed, about its claims, not taken back since; those that it
 * shows already may stay. Of one statement it shows one version: the latest of those named.
 *
 * @throws AppError bad_input naming `statements`
 */
export async function linkStatements(
  context: Context,
  refs: readonly StatementRef[],
  claims: readonly Types.ObjectId[],
  before: readonly StatementRef[] = [],
): Promise<StatementRef[]> {
  if (refs.length === 0) return [];
  const about = new Set((await claimsLeadingTo(context, claims)).map(String));
  const requests = await context.models.StatementRequest.find({
    _id: { $in: refs.map(({ request }) => request) },
  })
    .select('claim status statements.sha256')
    .lean();
  const byId = new Map(requests.map((request) => [String(request._id), request]));
  const linked = new Map<string, StatementRef>();
  for (const ref of refs) {
    const id = String(ref.request);
    const request = byId.get(id);
    if (!request || !about.has(String(request.claim)) || ref.version > request.statements.length) {
      throw badInput({ statements: { reason: 'statement_unknown' } });
    }
    const stays = before.some((old) => old.request.equals(ref.request) && old.version === ref.version);
    if (request.status === 'retracted' && !stays)
      throw badInput({ statements: { reason: 'statement_retracted' } });
    if ((linked.get(id)?.version ?? 0) < ref.version) linked.set(id, ref);
  }
  return [...linked.values()];
}
