import { createHash } from 'node:crypto';
import type { Statement, StatementRequest } from './statement-request.model.js';

type Asked = Pick<StatementRequest, '_id' | 'claim' | 'agency'>;

/**
 * A signed statement as one line of text, always the same for the same statement: JSON (ECMA-404) without spaces,
 * its names in this order, times in ISO 8601 UTC, documents by the SHA-256 of the bytes that are served.
 *
 * @param version 1 for the first one signed.
 */
export function canonicalStatement(
  request: Asked,
  statement: Omit<Statement, 'sha256'>,
  version: number,
): string {
  const { signer, correction } = statement;
  return JSON.stringify({
    request: String(request._id),
    claim: String(request.claim),
    agency: { id: String(request.agency), name: statement.agencyName },
    version,
    text: statement.text,
    signer: { name: signer.name, office: signer.office },
    links: statement.links.map(({ title, url }) => ({ title, url })),
    documents: statement.documents.map(({ name, type, bytes, sha256 }) => ({ name, type, bytes, sha256 })),
    account: String(statement.by.person),
    signedAt: statement.signedAt.toISOString(),
    correction: correction ? { changed: [...correction.changed], why: correction.why } : null,
  });
}

/**
 * Shows that a statement is what was signed with an account of the agency: integrity. It is no qualified electronic
 * signature: who held the account, it cannot show.
 *
 * @returns hex SHA-256 (FIPS 180-4) of the canonical text in UTF-8.
 */
export function digestOf(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}

/** Is a stored statement still what was signed? */
export function isIntact(request: Asked, statement: Statement, version: number): boolean {
  return digestOf(canonicalStatement(request, statement, version)) === statement.sha256;
}
