// When a message was written. Copied posts end with their date ("— Warga (@warga) January 6, 2020"), and the same
// hoax comes in a wave: two messages of the same days are rather the same than two of different years.
import type { Word } from './words.js';

const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    'january jan januari',
    'february feb februari pebruari',
    'march mar maret',
    'april apr',
    'may mei',
    'june jun juni',
    'july jul juli',
    'august aug agustus agu agt ags',
    'september sep sept',
    'october oct oktober okt',
    'november nov nopember',
    'december dec desember des',
  ].flatMap((names, month) => names.split(' ').map((name) => [name, month] as const)),
);
const DAY = 24 * 60 * 60 * 1000;

export interface ClosingDate {
  /** Days since 1 January 1970. */
  day: number;
  /** How many words it takes at the end of the message. */
  words: number;
}

function dayOf(year: string, month: number | undefined, day: string): number | undefined {
  if (month === undefined || !/^(?:19|20)\d\d$/u.test(year) || !/^[0-3]?\d$/u.test(day)) return undefined;
  const at = new Date(Date.UTC(Number(year), month, Number(day)));
  return at.getUTCMonth() === month && at.getUTCFullYear() === Number(year) ? at.getTime() / DAY : undefined;
}

/** The date that a message ends with: "January 6, 2020", "6 Januari 2020" or "6/1/2020"; links after it do not count. */
export function closingDate(words: readonly Word[]): ClosingDate | undefined {
  let end = words.length;
  while (end > 0 && words[end - 1]?.kind === 'link') end -= 1;
  const [first, second, third] = words.slice(Math.max(0, end - 3), end).map(({ plain }) => plain);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const numbered = /^1?\d$/u.test(second) ? Number(second) - 1 : undefined;
  const day = dayOf(third, MONTHS.get(first), second) ?? dayOf(third, MONTHS.get(second) ?? numbered, first);
  return day === undefined ? undefined : { day, words: words.length - end + 3 };
}

/** 0…1: how near two days are; 1 within a day, 0 after a week. */
export function nearness(one: number, other: number): number {
  const apart = Math.abs(one - other);
  if (apart <= 1) return 1;
  if (apart <= 3) return 0.8;
  return apart <= 7 ? 0.3 : 0;
}
