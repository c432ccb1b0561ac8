import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import { shownStatement, tookOf, type ShownStatement } from './request.view.js';
import type { StatementDocument, StatementRef, StatementRequest } from './statement-request.model.js';

/** A statement in a published article. */
export interface PublicStatement extends ShownStatement {
  /** The request that it answers. */
  id: string;
  agency: { name: string; shortName: string; url: string };
  askedAt: string;
  /** How long the agency took to answer. */
  took: { minutes: number; text: string } | null;
  /** `corrected`: the agency signed a later version; `retracted`: it took the statement back. When, in `changedAt`. */
  state: 'stands' | 'corrected' | 'retracted';
  changedAt: string | null;
  /** The versions before, newest first. */
  earlier: ShownStatement[];
}

/**
 * Statements as an article shows them, in its order.
 *
 * @param pathOf where a document can be had from there; undefined for one that cannot be any more.
 */
export async function statementsOf(
  context: Context,
  refs: readonly StatementRef[],
  t: Translate,
  pathOf: (document: StatementDocument, request: StatementRequest) => string | undefined,
): Promise<PublicStatement[]> {
  if (refs.length === 0) return [];
  const { Agency, StatementRequest } = context.models;
  const requests = await StatementRequest.find({ _id: { $in: refs.map(({ request }) => request) } }).lean();
  const agencies = await Agency.find({ _id: { $in: requests.map(({ agency }) => agency) } }).lean();
  const agencyOf = new Map(agencies.map((agency) => [String(agency._id), agency]));
  const byId = new Map(requests.map((request) => [String(request._id), request]));
  return refs.flatMap((ref) => {
    const request = byId.get(String(ref.request));
    const agency = request && agencyOf.get(String(request.agency));
    const show = (version: number) => {
      if (!request) return undefined;
      const shown = shownStatement(request, version, (document) => pathOf(document, request) ?? '');
      return shown && { ...shown, documents: shown.documents.filter(({ url }) => url !== '') };
    };
    const statement = show(ref.version);
    if (!request || !agency || !statement) return [];
    const later = request.statements[ref.version];
    const retracted = request.status === 'retracted';
    const changedAt = retracted ? request.activity.at(-1)?.at : later?.signedAt;
    return {
      ...statement,
      id: String(request._id),
      agency: { name: statement.agencyName, shortName: agency.shortName, url: agency.url },
      askedAt: request.askedAt.toISOString(),
      took: tookOf(request, t),
      state: retracted ? ('retracted' as const) : later ? ('corrected' as const) : ('stands' as const),
      changedAt: changedAt?.toISOString() ?? null,
      earlier: Array.from({ length: ref.version - 1 }, (_, at) => show(ref.version - 1 - at)).filter(
        (one) => one !== undefined,
      ),
    };
  });
}
