import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { changeClarification, type Doer } from './change-clarification.js';
import type { Clarification } from './clarification.model.js';

/** Gives an article in review back to its author, with a note that says what to mend. @throws AppError */
export function returnClarification(
  context: Context,
  id: Types.ObjectId | string,
  { note, ...doer }: Doer & { note: string },
): Promise<Clarification> {
  return changeClarification(context, id, 'return', doer, () => ({ set: { returnedNote: note }, note }));
}
