import { z } from 'zod';
import { topics, type Topic } from '../claims/claim.model.js';
import { chosen } from '../web/fields.js';
import { addDays, dayOf, mondayOf, weeksFrom, type Day } from './calendar.js';

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'not_a_day')
  .refine((text) => {
    const at = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  }, 'not_a_day');

/** So many whole weeks up to the one that runs, or from one day to another. */
export const periods = ['4-weeks', '12-weeks', 'year', 'range'] as const;
export type Period = (typeof periods)[number];
const lengths: Record<Exclude<Period, 'range'>, number> = { '4-weeks': 4, '12-weeks': 12, year: 52 };

/** More weeks than this, five years, are no chart. */
const mostWeeks = 261;

export const statisticsSchema = z
  .object({
    period: chosen(z.enum(periods)),
    topic: chosen(z.enum(topics)),
    from: chosen(day),
    to: chosen(day),
  })
  .superRefine(({ period, from, to }, issues) => {
    const ranged = isRange({ period, from, to });
    if (!ranged) return;
    if (from === undefined) issues.addIssue({ code: 'custom', path: ['from'], message: 'not_a_day' });
    else if (to !== undefined && to < from) {
      issues.addIssue({ code: 'custom', path: ['to'], message: 'day_before_from' });
    } else if (to !== undefined && addDays(from, mostWeeks * 7) < to) {
      issues.addIssue({ code: 'custom', path: ['to'], message: 'days_too_many' });
    }
  });
export type StatisticsAsked = z.output<typeof statisticsSchema>;

/** Days alone say that they are meant. */
export const isRange = ({ period, from, to }: Pick<StatisticsAsked, 'period' | 'from' | 'to'>): boolean =>
  period === 'range' || (period === undefined && (from ?? to) !== undefined);

export interface Span {
  /** The Mondays of its weeks, the last one perhaps of the week that runs. */
  weeks: Day[];
  topic?: Topic | undefined;
}

/** The whole weeks (Asia/Jakarta, from Monday on) in which the days lie that are asked for; none that is to come. */
export function spanOf(asked: StatisticsAsked, now: Date): Span {
  const today = dayOf(now);
  const { topic } = asked;
  if (isRange(asked) && asked.from !== undefined) {
    const to = asked.to !== undefined && asked.to < today ? asked.to : today;
    return { weeks: weeksFrom(asked.from, to).slice(-mostWeeks), topic };
  }
  const { period = '12-weeks' } = asked;
  const count = lengths[period === 'range' ? '12-weeks' : period];
  return { weeks: weeksFrom(addDays(mondayOf(today), -7 * (count - 1)), today), topic };
}
