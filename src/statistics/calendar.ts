import { dayInJakarta, midnightInJakarta } from '../web/jakarta-time.js';

const dayLength = 24 * 60 * 60 * 1000;

/** A day of the newsroom's calendar (Asia/Jakarta), such as `2026-03-02`. Days sort as they follow each other. */
export type Day = string;

/** The day that a moment lies in. */
export const dayOf = (at: Date): Day => dayInJakarta(at);

/** When a day begins. */
export const startOf = (day: Day): Date => midnightInJakarta(day);

/** The day so many days later, or earlier. */
export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10);

/** The Monday that a day's week begins with. */
export const mondayOf = (day: Day): Day =>
  addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/** Every Monday from the week of one day to the week of another, both of them included. */
export function weeksFrom(first: Day, last: Day): Day[] {
  const weeks: Day[] = [];
  for (let week = mondayOf(first); week <= last; week = addDays(week, 7)) weeks.push(week);
  return weeks;
}
