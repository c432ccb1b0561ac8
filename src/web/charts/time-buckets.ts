import type { ChartFormats } from './words.js';

/** A stretch of time that one bar stands for. */
export type Unit = 'hour' | 'day' | 'week';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** Jakarta is seven hours ahead of UTC all year round, since 1964. */
const ahead = 7 * hour;
/** The first Monday of Unix time, in Jakarta's days since 1 January 1970. */
const firstMonday = 4;

const lengths: Record<Unit, number> = { hour, day, week: 7 * day };
const offsets: Record<Unit, number> = { hour: ahead, day: ahead, week: ahead - firstMonday * day };

/** More bars than this are too thin to be seen on a telephone. */
const mostDays = 180;
const fewestBars = 12;
const mostTicks = 5;

/** Moments counted in stretches of one length, from the first to the last without a gap. */
export interface TimeBuckets {
  unit: Unit;
  /** When each begins. */
  starts: Date[];
  counts: number[];
  /** Which have a label under the axis. */
  ticks: { at: number; label: string }[];
  /** How far along the axis a moment lies, 0…1; outside of that when it lies before or after. */
  shareOf: (at: Date) => number;
}

/** By the hour up to seven days, by the day up to half a year, by the week beyond. */
export function unitFor(first: number, last: number): Unit {
  const span = last - first;
  if (span <= 7 * day) return 'hour';
  return span <= mostDays * day ? 'day' : 'week';
}

/**
 * Counts moments by hour, day or week of Jakarta's time. A short time begins earlier than its first moment: three
 * bars would be three walls.
 *
 * @param times in milliseconds, in any order, at least one.
 * @param until moments that the axis reaches to, too.
 */
export function countOverTime(
  times: readonly number[],
  formats: Pick<ChartFormats, 'day' | 'hour'>,
  until: readonly number[] = [],
): TimeBuckets {
  let first = Infinity;
  let last = -Infinity;
  for (const time of times) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  for (const time of until) last = Math.max(last, time);
  const unit = unitFor(first, last);
  const length = lengths[unit];
  const placeOf = (time: number) => Math.floor((time + offsets[unit]) / length);
  const end = placeOf(last);
  const begin = Math.min(placeOf(first), end - fewestBars + 1);
  const counts = Array.from({ length: end - begin + 1 }, () => 0);
  for (const time of times) counts[placeOf(time) - begin] = (counts[placeOf(time) - begin] ?? 0) + 1;
  const startOf = (place: number) => (begin + place) * length - offsets[unit];
  return {
    unit,
    starts: counts.map((_, place) => new Date(startOf(place))),
    counts,
    ticks: ticksFor(unit, begin, counts.length).map((at) => {
      const start = new Date(startOf(at));
      const midnight = (start.getTime() + ahead) % day === 0;
      return { at, label: midnight ? formats.day(start) : formats.hour(start) };
    }),
    shareOf: (at) => (at.getTime() - startOf(0)) / (counts.length * length),
  };
}

/** Even steps that people count in, aligned to midnight or to the first bar. */
const steps: Record<Unit, readonly number[]> = {
  hour: [1, 2, 3, 6, 12, 24, 48],
  day: [1, 2, 7, 14, 28, 56],
  week: [1, 2, 4, 13, 26, 52, 104, 208],
};

function ticksFor(unit: Unit, begin: number, length: number): number[] {
  const places = Array.from({ length }, (_, place) => place);
  const options = steps[unit].map((step) =>
    places.filter((place) => (unit === 'hour' ? begin + place : place) % step === 0),
  );
  return options.find((chosen) => chosen.length <= mostTicks) ?? places.slice(0, 1);
}
