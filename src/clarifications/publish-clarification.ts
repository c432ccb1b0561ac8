import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { changeClarification, requireComplete, type Doer } from './change-clarification.js';
import type { Clarification } from './clarification.model.js';
import { duplicateField } from '../store/duplicate.js';
import { carryThrough } from './carry-through.js';
import { claimTaken, linkClaims } from './link-claims.js';
import { slugsFor } from './slug.js';

/**
 * Publishes an article in review: readers see it, its claims are answered, every reporter who left an address is
 * owed the answer. One write decides; what follows from it can be repeated.
 *
 * @throws AppError bad_input (incomplete), not_allowed, conflict
 */
export async function publishClarification(
  context: Context,
  id: Types.ObjectId | string,
  doer: Doer,
): Promise<Clarification> {
  let slugs: Iterator<string, never> | undefined;
  for (;;) {
    let article: Clarification | undefined;
    try {
      const published = await changeClarification(context, id, 'publish', doer, async (found, at, by) => {
        article = found;
        requireComplete(found);
        slugs ??= slugsFor(found.title, found._id);
        const linked = await linkClaims(context, found.claims, found._id);
        return {
          set: {
            ...linked,
            answers: linked.claims,
            slug: slugs.next().value,
            publisher: by,
            publishedAt: at,
            changedAt: at,
            unfinished: context.clock.now(),
          },
          unset: ['returnedNote'],
        };
      });
      await carryThrough(context, published._id);
      return published;
    } catch (error) {
      const field = duplicateField(error);
      if (field === 'answers' && article) throw await claimTaken(context, article.claims, article._id);
      // Another article has this address: the next one.
      if (field !== 'slug') throw error;
    }
  }
}
