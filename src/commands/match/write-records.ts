import { stringify } from 'csv-stringify/sync';
import type { CsvDialect } from './csv-dialect.js';
import type { Format } from './formats.js';

/** Something to write, as a JSON object, and as the rows that it is in CSV. */
export interface WrittenRecord {
  object: object;
  rows: readonly (readonly (string | number)[])[];
}

export interface RecordWriter {
  /** The text of one record; before the first one, CSV has its header. */
  encode(record: WrittenRecord): string;
  /** What is left to write when there was no record at all. */
  end(): string;
}

/**
 * Writes records as JSON Lines or CSV. In CSV, cells that a spreadsheet would run as a formula get an apostrophe.
 * @param dialect asked when the first record is written; usually how the input is written.
 */
export function createRecordWriter(
  format: Format,
  header: readonly string[],
  dialect: () => CsvDialect,
): RecordWriter {
  if (format === 'jsonl') {
    return { encode: ({ object }) => `${JSON.stringify(object)}\n`, end: () => '' };
  }
  let begun = false;
  const table = (rows: WrittenRecord['rows']): string => {
    const { separator, mark } = dialect();
    const first = !begun;
    begun = true;
    return stringify(first ? [header, ...rows] : [...rows], {
      delimiter: format === 'tsv' ? '\t' : separator,
      escape_formulas: true,
      // A lone carriage return ends a row for many readers.
      quoted_match: /[\r\n]/u,
      bom: first && mark,
    });
  };
  return { encode: ({ rows }) => table(rows), end: () => (begun ? '' : table([])) };
}
