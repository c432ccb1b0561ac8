import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { shorten } from '../web/shorten.js';
import { requestsAbout } from './list-requests.js';
import { refText } from './statement-ref.js';
import type { StatementRef } from './statement-request.model.js';

/** A statement that an article about claims can show. */
export interface OfferedStatement {
  /** Request and version, as the editor's form names it. */
  value: string;
  agency: string;
  signer: { name: string; office: string };
  signedAt: string;
  beginning: string;
  state: 'stands' | 'retracted';
  /** The version that the article shows now, when this is a later one. */
  instead: number | null;
  version: number;
  chosen: boolean;
}

const beginningShown = 200;

/**
 * The newest version of each statement about claims, and whichever of them an article shows already.
 *
 * @param chosen what stands in the article now.
 */
export async function offeredStatements(
  context: Context,
  claims: readonly string[],
  chosen: readonly StatementRef[],
): Promise<OfferedStatement[]> {
  const requests = await requestsAbout(
    context,
    claims.map((id) => new Types.ObjectId(id)),
  );
  return requests.flatMap((request) => {
    const newest = request.statements.length;
    const shown = chosen.find((ref) => ref.request.equals(request._id));
    if (newest === 0 || (request.status === 'retracted' && !shown)) return [];
    const versions = new Set([shown?.version, request.status === 'retracted' ? undefined : newest]);
    return [...versions].flatMap((version) => {
      const statement = version === undefined ? undefined : request.statements[version - 1];
      if (version === undefined || !statement) return [];
      return {
        value: refText({ request: request._id, version }),
        agency: statement.agencyName,
        signer: { name: statement.signer.name, office: statement.signer.office },
        signedAt: statement.signedAt.toISOString(),
        beginning: shorten(statement.text.replaceAll(/\s+/g, ' '), beginningShown),
        state: request.status === 'retracted' ? ('retracted' as const) : ('stands' as const),
        instead: shown && shown.version < version ? shown.version : null,
        version,
        chosen: shown?.version === version,
      };
    });
  });
}
