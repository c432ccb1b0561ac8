import type { Topic } from '../claims/claim.model.js';
import type { ChartTable } from '../web/charts/chart.js';
import type { ChartFormats } from '../web/charts/words.js';
import type { Translate } from '../web/languages.js';
import { startOf, type Day } from './calendar.js';
import type { Table, Value } from './tables.js';

/** The reader's language. */
export interface Teller {
  t: Translate;
  formats: ChartFormats;
}

/** The unit in which the longest of some lengths of time is read most easily. */
export interface Unit {
  name: 'minutes' | 'hours' | 'days';
  minutes: number;
}

export function unitFor(lengths: readonly (number | null)[]): Unit {
  const longest = Math.max(0, ...lengths.map((length) => length ?? 0));
  if (longest < 180) return { name: 'minutes', minutes: 1 };
  return longest <= 96 * 60 ? { name: 'hours', minutes: 60 } : { name: 'days', minutes: 24 * 60 };
}

/** "Pekan 2 Maret 2026" */
export const tellWeek = (week: Day, { t, formats }: Teller) =>
  t('statistics.week', { from: formats.date(startOf(week)) });

/** Rounded to a tenth. */
export const inUnit = (minutes: number | null, unit: Unit) =>
  minutes === null ? null : Math.round((minutes / unit.minutes) * 10) / 10;

/** "3,5 jam" */
export function tellMinutes(minutes: number | null, { t, formats }: Teller): string {
  const unit = unitFor([minutes]);
  const value = inUnit(minutes, unit);
  return value === null
    ? t('statistics.missing')
    : t(`statistics.lengths.${unit.name}`, { value: formats.number(value) });
}

/** "12,5 %" */
export const tellShare = (share: number | null, { t, formats }: Teller) =>
  share === null ? t('statistics.missing') : `${formats.number(share * 100)} %`;

/**
 * A table as the page shows it: names and numbers in the reader's language.
 *
 * @param unit of all times; without it each is written in its own.
 */
export function tellTable(caption: string, table: Table, unit: Unit | undefined, teller: Teller): ChartTable {
  const { t } = teller;
  const cells = table.rows.map((row) =>
    row.map((value, at) => tellValue(value, table.columns[at]?.kind ?? 'name', unit, teller)),
  );
  return {
    caption,
    columns: table.columns.map(({ key, kind }) =>
      kind === 'minutes' && unit
        ? t('statistics.inUnit', {
            what: t(`statistics.columns.${key}`),
            unit: t(`statistics.units.${unit.name}`),
          })
        : t(`statistics.columns.${key}`),
    ),
    rows: cells.map(([name = '', ...rest]) => ({ name, cells: rest })),
  };
}

function tellValue(
  value: Value,
  kind: Table['columns'][number]['kind'],
  unit: Unit | undefined,
  teller: Teller,
): string {
  const { t, formats } = teller;
  if (kind === 'few') return value === true ? t('statistics.yes') : t('statistics.no');
  if (value === null) return t('statistics.missing');
  if (kind === 'week') return tellWeek(String(value), teller);
  if (kind === 'topic') return t(`words.topics.${String(value) as Topic}`);
  if (kind === 'share') return tellShare(Number(value), teller);
  if (kind === 'minutes') {
    return unit ? formats.number(inUnit(Number(value), unit) ?? 0) : tellMinutes(Number(value), teller);
  }
  return typeof value === 'number' ? formats.number(value) : String(value);
}
