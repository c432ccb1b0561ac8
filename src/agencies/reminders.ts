import { reminderKinds, type ReminderKind, type StatementRequest } from './statement-request.model.js';

type Timed = Pick<StatementRequest, 'countsFrom' | 'dueAt'>;

const day = 24 * 60 * 60 * 1000;

/** When an agency is reminded: half of the time gone, at the due time, a day after it. */
export function reminderTimes({ countsFrom, dueAt }: Timed): { kind: ReminderKind; at: Date }[] {
  const from = countsFrom.getTime();
  const due = dueAt.getTime();
  const times: Record<ReminderKind, number> = { half: from + (due - from) / 2, due, late: due + day };
  return reminderKinds.map((kind) => ({ kind, at: new Date(times[kind]) }));
}

/** When the next reminder after a moment is due; undefined after the last. */
export function nextReminder(request: Timed, after: Date): Date | undefined {
  return reminderTimes(request).find(({ at }) => at > after)?.at;
}

/** The latest reminder whose time has come: whoever missed the earlier ones gets this alone. */
export function reminderNow(request: Timed, now: Date): ReminderKind | undefined {
  return reminderTimes(request).findLast(({ at }) => at <= now)?.kind;
}
