import { Types } from 'mongoose';
import { linkStatements } from '../agencies/link-statements.js';
import { documentsShown } from '../agencies/publicly-shown.js';
import { statementsOf, type PublicStatement } from '../agencies/statements-of.js';
import type { StatementRef } from '../agencies/statement-request.model.js';
import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import type { Change } from './change-clarification.js';
import type { Clarification } from './clarification.model.js';
import type { DraftChange } from './clarification.schema.js';

/** Statements as a request names them. */
export function readRefs(given: readonly { request: string; version: number }[]): StatementRef[] {
  return given.map(({ request, version }) => ({ request: new Types.ObjectId(request), version }));
}

/**
 * Adds to a change which statements the article is to show, where the request says so.
 *
 * @param claims those that the article is going to answer, when the change does not say.
 * @throws AppError bad_input naming `statements`
 */
export async function showStatements(
  context: Context,
  { statements }: DraftChange,
  article: Clarification,
  change: Change & { unset: (keyof Clarification)[] },
  claims: readonly Types.ObjectId[] = change.set.claims ?? article.claims,
): Promise<void> {
  if (!statements) return;
  const shown = await linkStatements(context, readRefs(statements), claims, article.statements);
  if (shown.length > 0) change.set.statements = shown;
  else change.unset.push('statements');
}

/**
 * The statements of an article, for its readers or for the desk. A document that a correction took out of the article
 * is public no longer, also where an earlier state of it is read.
 *
 * @param before an earlier published state, to be shown in place of the newest.
 */
export function shownStatements(
  context: Context,
  article: Pick<Clarification, 'slug' | 'statements'>,
  t: Translate,
  place: 'public' | 'desk' = 'public',
  before?: { statements?: StatementRef[] },
): Promise<PublicStatement[]> {
  const now = article.statements ?? [];
  return statementsOf(context, before ? (before.statements ?? []) : now, t, ({ file }, request) => {
    if (place === 'desk') return `/meja/instansi/permintaan/${String(request._id)}/dokumen/${String(file)}`;
    const version = now.find((ref) => ref.request.equals(request._id))?.version ?? 0;
    const isPublic = documentsShown(request, version).some((one) => one.file.equals(file));
    return isPublic ? `/klarifikasi/${article.slug}/dokumen/${String(file)}` : undefined;
  });
}
