import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { carryThrough } from './carry-through.js';
import { changeClarification, type Doer } from './change-clarification.js';
import type { Clarification } from './clarification.model.js';

/**
 * Takes a published article back: its page stays, with the reason; its claims are open again; those who were told
 * are told. There is no way back: a better answer is a new article.
 *
 * @throws AppError not_allowed, conflict
 */
export async function retractClarification(
  context: Context,
  id: Types.ObjectId | string,
  { reason, ...doer }: Doer & { reason: string },
): Promise<Clarification> {
  const retracted = await changeClarification(context, id, 'retract', doer, (_article, at, by) => ({
    set: { retraction: { reason, at, by }, changedAt: at, unfinished: context.clock.now() },
    unset: ['answers'],
    note: reason,
  }));
  await carryThrough(context, retracted._id);
  return retracted;
}
