import { isUtf8 } from 'node:buffer';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { CommandError } from './command-error.js';
import { separatorOf, withoutEscape, type CsvDialect } from './csv-dialect.js';
import { LONGEST_LINE, type Source } from './source.js';

/** A row of a CSV file; the first one is the header. */
export interface CsvRow {
  /** Where the row begins: cells may hold line breaks. */
  line: number;
  cells: string[];
  dialect: CsvDialect;
}

const NEWLINE = 0x0a;
const LINE_BREAK = /\r\n|\r|\n/gu;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const DOUBLED = 'inside a quoted cell a quotation mark is written twice ("")';
const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: `the row that begins here opens a quotation mark that never closes; ${DOUBLED}.`,
  CSV_INVALID_CLOSING_QUOTE: `text follows a closing quotation mark; ${DOUBLED}.`,
  INVALID_OPENING_QUOTE: `a quotation mark stands in a cell that is not quoted as a whole; ${DOUBLED}.`,
  CSV_MAX_RECORD_SIZE: `the row is longer than ${LONGEST_LINE / 1024 / 1024} MB; is a quotation mark never closed?`,
};

function wrong(source: Source, line: number, reason: string): CommandError {
  return new CommandError(`${source.name}, line ${line}: ${reason}`);
}

/** Checks that some whole lines are UTF-8, and gives how many line ends they have. */
function checkLines(source: Source, lines: Buffer, before: number): number {
  const whole = isUtf8(lines);
  let count = 0;
  let from = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, from)) {
    if (!whole && !isUtf8(lines.subarray(from, at))) break;
    count += 1;
    from = at + 1;
  }
  if (whole) return count;
  const utf16 = before === 0 && UTF_16_MARKS.some((mark) => lines.subarray(0, 2).equals(mark));
  const told = utf16 ? 'UTF-16, not UTF-8 text' : 'not UTF-8 text';
  throw wrong(source, before + count + 1, `${told}: save the file as "CSV UTF-8".`);
}

/** The bytes of a source, cut at line ends so that no letter is cut in two, and checked. */
async function* wholeLines(source: Source): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let keptLength = 0;
  let before = 0;
  for await (const chunk of source.chunks()) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const lines = Buffer.concat([...kept, chunk.subarray(0, end)]);
      before += checkLines(source, lines, before);
      yield lines;
      kept = [];
      keptLength = 0;
    }
    kept.push(chunk.subarray(end));
    keptLength += chunk.length - end;
    if (keptLength > LONGEST_LINE) throw wrong(source, before + 1, REASONS['CSV_MAX_RECORD_SIZE'] ?? '');
  }
  if (keptLength === 0) return;
  const rest = Buffer.concat(kept);
  checkLines(source, rest, before);
  yield rest;
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function hasContent(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.trim() !== '');
}

function tellCsvError(source: Source, line: number, header: string[], error: CsvError): CommandError {
  const at = Number(error['column']);
  const column = header[at] === undefined ? '' : `, column "${header[at]}"`;
  return new CommandError(`${source.name}, line ${line}${column}: ${REASONS[error.code] ?? error.message}`);
}

/**
 * The rows of a CSV source in UTF-8, the header first; rows without any content are passed over. The first bad row ends it
 * with an error that names the line where the row begins.
 * @param separator for a format that says it itself; otherwise the header tells.
 */
export async function* readCsv(source: Source, separator?: CsvDialect['separator']): AsyncGenerator<CsvRow> {
  const lines = wholeLines(source);
  const first = await lines.next();
  if (first.done === true) return;
  const mark = first.value.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const [header = ''] = first.value.toString('utf8').trimStart().split('\n', 1);
  const dialect: CsvDialect = { separator: separator ?? separatorOf(header), mark };
  let columns: string[] = [];
  let line = 1;
  /** Where the rows begin that are parsed and not handed on yet. */
  const begins: number[] = [];
  const parser = parse({
    delimiter: dialect.separator,
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
    // Called for every row at once, while the stream hands rows on later: so `line` is right when a row is bad.
    on_record: (cells: string[]) => {
      if (columns.length === 0 && hasContent(cells)) columns = cells;
      begins.push(line);
      for (const cell of cells) line += cell.match(LINE_BREAK)?.length ?? 0;
      line += 1;
      return cells;
    },
  });
  const feeding = pipeline(startingWith(first.value, lines), parser);
  // The reader below meets the same error.
  feeding.catch(() => undefined);
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const begin = begins.shift() ?? 0;
      if (!hasContent(cells)) continue;
      if (cells.length !== columns.length) {
        const many = `${cells.length} cells where the header has ${columns.length}`;
        throw wrong(source, begin, `${many}; a cell with a separator or a line break in it must be quoted.`);
      }
      yield { line: begin, cells: cells.map(withoutEscape), dialect };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw tellCsvError(source, line, columns, error);
  }
}
