import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import { requireFuture } from './ask-agencies.js';
import { changeRequest, type RequestDoer } from './change-request.js';
import { nextReminder } from './reminders.js';
import type { StatementRequest } from './statement-request.model.js';

/** The newsroom needs no answer any more. @throws AppError not_found, conflict */
export function withdrawRequest(
  context: Context,
  doer: RequestDoer & { reason: string },
): Promise<StatementRequest> {
  return changeRequest(context, doer, 'withdraw', () => ({ reason: doer.reason }));
}

/**
 * Gives an agency more time; reminders count anew from now.
 *
 * @throws AppError not_found, conflict, bad_input for a time that is over or not later than the one it has.
 */
export function extendRequest(
  context: Context,
  { dueAt, ...doer }: RequestDoer & { dueAt: Date },
): Promise<StatementRequest> {
  return changeRequest(context, doer, 'extend', (request, now) => {
    requireFuture(dueAt, now);
    if (dueAt <= request.dueAt) throw badInput({ dueAt: { reason: 'due_not_later' } });
    const times = { countsFrom: now, dueAt };
    return { set: { ...times, remindAt: nextReminder(times, now) } };
  });
}
