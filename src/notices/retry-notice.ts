import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import type { Notice } from './notice.model.js';

const again = (context: Context): { $set: Partial<Notice>; $unset: Partial<Record<keyof Notice, 1>> } => ({
  $set: { status: 'waiting', attempts: 0, nextAttemptAt: context.clock.now() },
  $unset: { problem: 1 },
});

/**
 * Puts a failed notice back into the queue because a person decided so.
 *
 * @throws AppError not_found; wrong_state when it has not failed (somebody else retried it already).
 */
export async function retryNotice(context: Context, id: Types.ObjectId | string): Promise<void> {
  const { Notice } = context.models;
  const changed = await Notice.updateOne({ _id: id, status: 'failed' }, again(context));
  if (changed.modifiedCount === 1) return;
  if (!(await Notice.exists({ _id: id }))) throw notFound();
  throw new AppError('wrong_state', { message: 'notices.notFailed' });
}

/**
 * The same for all that were given up, as when the mail server was set up wrongly. Those of which it is not certain
 * whether they were sent are decided one by one.
 *
 * @returns how many.
 */
export async function retryGivenUp(context: Context): Promise<number> {
  const changed = await context.models.Notice.updateMany(
    { status: 'failed', problem: { $in: ['gave-up', 'unreadable-address'] } },
    again(context),
  );
  return changed.modifiedCount;
}
