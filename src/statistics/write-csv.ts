import { stringify } from 'csv-stringify/sync';
import type { Translate } from '../web/languages.js';
import type { ColumnKind, Table, Value } from './tables.js';

/**
 * A table as a file for spreadsheets: headings in the reader's language, days as 2026-03-02, times in minutes, shares
 * in percent. It begins with a byte order mark, or Excel takes its letters for others; and a name that begins as a
 * formula does is no formula.
 */
export function csvOf({ columns, rows }: Table, t: Translate): string {
  return stringify(
    rows.map((row) => row.map((value, at) => write(value, columns[at]?.kind ?? 'name', t))),
    {
      bom: true,
      header: true,
      columns: columns.map(({ key, kind }, at) => ({
        key: String(at),
        header: headingOf(t(`statistics.columns.${key}`), kind, t),
      })),
      escape_formulas: true,
      record_delimiter: 'windows',
    },
  );
}

function headingOf(what: string, kind: ColumnKind, t: Translate): string {
  if (kind === 'minutes') return t('statistics.inUnit', { what, unit: t('statistics.units.minutes') });
  return kind === 'share' ? t('statistics.inUnit', { what, unit: '%' }) : what;
}

function write(value: Value, kind: ColumnKind, t: Translate): string {
  if (kind === 'few') return t(value === true ? 'statistics.yes' : 'statistics.no');
  if (value === null) return '';
  if (kind === 'topic') return t(`words.topics.${String(value)}`);
  return kind === 'share' ? String(Math.round(Number(value) * 1000) / 10) : String(value);
}
