/** How a CSV file is written: what a spreadsheet reads in one country it spoils in another. */
export interface CsvDialect {
  separator: ',' | ';' | '\t';
  /** Whether the file begins with a byte order mark, by which spreadsheets know UTF-8. */
  mark: boolean;
}

export const PLAIN_CSV: CsvDialect = { separator: ',', mark: false };
export const PLAIN_TSV: CsvDialect = { separator: '\t', mark: false };

const SEPARATORS = [',', ';', '\t'] as const;

/** The separator of a CSV file: the one that its header has most of, outside quotes; a comma when it has none. */
export function separatorOf(header: string): CsvDialect['separator'] {
  const unquoted = header.replaceAll(/"[^"]*"/gu, '');
  const counts = SEPARATORS.map((separator) => unquoted.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/**
 * Spreadsheets run a cell that begins with one of these as a formula; csv-stringify's `escape_formulas` puts an
 * apostrophe before it. Reading takes that apostrophe away again, so that ids come through a file unchanged.
 */
const ESCAPED_FORMULA = /^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/u;

export function withoutEscape(cell: string): string {
  return cell.startsWith("'") ? cell.replace(ESCAPED_FORMULA, '') : cell;
}
