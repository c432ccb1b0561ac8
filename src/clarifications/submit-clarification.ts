import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { changeClarification, requireComplete, type Doer } from './change-clarification.js';
import type { Clarification } from './clarification.model.js';
import { linkClaims } from './link-claims.js';

/** Hands a complete draft to the editors. @throws AppError bad_input naming what is missing */
export function submitClarification(
  context: Context,
  id: Types.ObjectId | string,
  doer: Doer,
): Promise<Clarification> {
  return changeClarification(context, id, 'submit', doer, async (article) => {
    requireComplete(article);
    return { set: await linkClaims(context, article.claims, article._id), unset: ['returnedNote'] };
  });
}
