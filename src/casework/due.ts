import { dayInJakarta, jakartaTime, midnightInJakarta } from '../web/jakarta-time.js';

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;
/** Hour of the day before, in Jakarta, from which somebody is reminded. */
const remindFrom = 8;

export interface Due {
  /** The moment that was said: an hour, or the beginning of a day. */
  at: Date;
  hour: boolean;
}

/** Without a due date: after everything, and still a date that any store can hold. */
export const never = new Date('9999-12-31T00:00:00Z');

/**
 * A due date as it is typed, in Jakarta's time.
 *
 * @param day `YYYY-MM-DD`
 * @param hour `HH:MM`, or nothing for the whole day.
 * @returns undefined for a day or an hour that does not exist.
 */
export function readDue(day: string, hour?: string): Due | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  if (hour !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(hour)) return undefined;
  const midnight = midnightInJakarta(day);
  // The 30th of February would be read as the 1st or 2nd of March.
  if (Number.isNaN(midnight.getTime()) || dayInJakarta(midnight) !== day) return undefined;
  return {
    at: hour === undefined ? midnight : new Date(`${day}T${hour}:00+07:00`),
    hour: hour !== undefined,
  };
}

/** From when on it is overdue: the hour that was said, or the end of the day. */
export function overdueFrom(due: Due | undefined): Date {
  if (!due) return never;
  return due.hour ? due.at : new Date(due.at.getTime() + dayMilliseconds);
}

/** When somebody is reminded that it is due tomorrow: eight in the morning of the day before, in Jakarta. */
export function soonFrom({ at }: Due): Date {
  const midnight = midnightInJakarta(dayInJakarta(at));
  return new Date(midnight.getTime() - dayMilliseconds + remindFrom * hourMilliseconds);
}

/**
 * When the next reminder is owed: the day before, and once it is overdue. Whoever hears of a task later than the day
 * before needs no reminder on that day.
 *
 * @returns undefined without a due date.
 */
export function firstReminder(due: Due | undefined, now: Date): Date | undefined {
  if (!due) return undefined;
  const soon = soonFrom(due);
  return soon > now ? soon : overdueFrom(due);
}

/** The due date on one line, the same in every language: `24/11/2026` or `24/11/2026 15.30 WIB`. */
export function dueLine({ at, hour }: Due): string {
  const local = jakartaTime(at);
  const day = local.slice(0, 10).split('-').toReversed().join('/');
  return hour ? `${day} ${local.slice(11, 16).replace(':', '.')} WIB` : day;
}
