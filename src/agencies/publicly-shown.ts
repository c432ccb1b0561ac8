import { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { StatementDocument, StatementRef, StatementRequest } from './statement-request.model.js';

/** The documents of a request that an article which shows a version of it makes public: of that version and those before. */
export function documentsShown(
  request: Pick<StatementRequest, 'statements'>,
  version: number,
): StatementDocument[] {
  return request.statements.slice(0, version).flatMap(({ documents }) => documents);
}

/** A document that a published or retracted article shows; null for any other. */
export async function findPublicDocument(
  context: Context,
  slug: string,
  file: string,
): Promise<StatementDocument | null> {
  if (!Types.ObjectId.isValid(file)) return null;
  const article = await context.models.Clarification.findOne({ slug }).select('status statements').lean();
  if (!article || (article.status !== 'published' && article.status !== 'retracted')) return null;
  const refs: readonly StatementRef[] = article.statements ?? [];
  const requests = await context.models.StatementRequest.find({
    _id: { $in: refs.map(({ request }) => request) },
  })
    .select('statements')
    .lean();
  for (const { request: id, version } of refs) {
    const request = requests.find(({ _id }) => _id.equals(id));
    const found = request && documentsShown(request, version).find((one) => String(one.file) === file);
    if (found) return found;
  }
  return null;
}
