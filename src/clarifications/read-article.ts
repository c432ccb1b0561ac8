import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import { objectId } from '../web/object-id.js';
import type { Clarification } from './clarification.model.js';

/** The article that an address names by id. @throws AppError not_found */
export async function readArticle(context: Context, id: unknown): Promise<Clarification> {
  const read = objectId.safeParse(id);
  const article = read.success ? await context.models.Clarification.findById(read.data).lean() : null;
  if (!article) throw notFound();
  return article;
}
