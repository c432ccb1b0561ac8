import type { z } from 'zod';
import { CommandError } from './command-error.js';
import { PLAIN_CSV, PLAIN_TSV, type CsvDialect } from './csv-dialect.js';
import { formatOf, type Format } from './formats.js';
import { readCsv } from './read-csv.js';
import { readJsonLines } from './read-jsonl.js';
import type { Source } from './source.js';

export interface ReadingOptions {
  /** For sources whose name does not tell their format. */
  format?: Format | undefined;
  /** The field, or column, that holds the id. Without one: `id`, and where a CSV file has none, the line's number. */
  idColumn?: string | undefined;
  /** The field, or column, that holds the text. Without one: `text`. */
  textColumn?: string | undefined;
  /** Take the line's number as the id, whatever the file has. */
  lineIds?: boolean | undefined;
}

export interface ReadRecord<Value> {
  value: Value;
  /** Where it begins in its source. */
  line: number;
}

export interface Reading<Value> {
  records: AsyncGenerator<ReadRecord<Value>>;
  /** How the source is written as CSV, known from its first record on; the plain dialect for JSON Lines. */
  dialect: () => CsvDialect;
}

const NAMES = ['id', 'text', 'title', 'claims', 'group', 'claim', 'score'];

interface Naming {
  /** What the file calls a field of ours. */
  column(name: string): string;
  lineIds: boolean;
}

function namingOf(options: ReadingOptions): Naming {
  const given: Readonly<Record<string, string | undefined>> = {
    id: options.idColumn,
    text: options.textColumn,
  };
  return { column: (name) => given[name] ?? name, lineIds: options.lineIds ?? false };
}

function renameFields(fields: unknown, line: number, naming: Naming): unknown {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fields;
  const renamed = new Map(Object.entries(fields));
  for (const name of ['id', 'text']) {
    if (naming.column(name) !== name) renamed.set(name, renamed.get(naming.column(name)));
  }
  if (naming.lineIds) renamed.set('id', String(line));
  return Object.fromEntries(renamed);
}

/** Where each field of ours stands in a row, and the columns as the header has them. */
function readHeader(source: Source, line: number, cells: readonly string[], naming: Naming) {
  const header = cells.map((cell) => cell.trim());
  const spelled = header.map((cell) => cell.toLowerCase());
  const places = new Map<string, number>();
  for (const name of NAMES) {
    const wanted = naming.column(name).trim().toLowerCase();
    const at = spelled.indexOf(wanted);
    if (at < 0) continue;
    if (spelled.includes(wanted, at + 1)) {
      throw new CommandError(`${source.name}, line ${line}: two columns are called "${header[at]}".`);
    }
    places.set(name, at);
  }
  const idColumn = naming.column('id');
  if (!places.has('id') && idColumn !== 'id' && !naming.lineIds) {
    throw new CommandError(`${source.name}, line ${line}: ${missingColumn(idColumn, header)}`);
  }
  return { header, places };
}

function missingColumn(column: string, header: readonly string[]): string {
  return `there is no column "${column}". The columns are: ${header.join(', ')}.`;
}

/** What a check found, with the fields by the names that the file has for them. */
function tellIssues(issues: readonly z.core.$ZodIssue[], naming: Naming): string {
  const told = issues.map((issue) => {
    const [field, ...inner] = issue.path;
    const name = field === undefined ? 'the line' : [naming.column(String(field)), ...inner].join('.');
    return `${name}: ${issue.message}`;
  });
  return `${told.join('; ')}.`;
}

/**
 * Reads and checks the records of a source, one by one, in its order. The first bad record ends the reading with an error
 * that names the file, the line, the field and what is wrong.
 */
export function readRecords<Value>(
  source: Source,
  shape: z.ZodType<Value>,
  options: ReadingOptions,
): Reading<Value> {
  const naming = namingOf(options);
  const format = formatOf(source.path, options.format);
  let dialect = format === 'tsv' ? PLAIN_TSV : PLAIN_CSV;

  function check(line: number, fields: unknown, header?: readonly string[]): ReadRecord<Value> {
    const parsed = shape.safeParse(fields);
    if (parsed.success) return { value: parsed.data, line };
    const field = parsed.error.issues[0]?.path[0];
    const absent =
      header !== undefined &&
      typeof field === 'string' &&
      typeof fields === 'object' &&
      fields !== null &&
      !Object.hasOwn(fields, field);
    const reason = absent
      ? `${missingColumn(naming.column(field), header)}${field === 'text' ? ' --text-column names the one with the messages.' : ''}`
      : tellIssues(parsed.error.issues, naming);
    throw new CommandError(`${source.name}, line ${line}: ${reason}`);
  }

  async function* fromJson(): AsyncGenerator<ReadRecord<Value>> {
    for await (const { line, json } of readJsonLines(source)) {
      yield check(line, renameFields(json, line, naming));
    }
  }

  async function* fromCsv(): AsyncGenerator<ReadRecord<Value>> {
    let columns: ReturnType<typeof readHeader> | undefined;
    for await (const row of readCsv(source, format === 'tsv' ? '\t' : undefined)) {
      if (columns === undefined) {
        dialect = row.dialect;
        columns = readHeader(source, row.line, row.cells, naming);
        continue;
      }
      const fields: Record<string, string> = {};
      for (const [name, place] of columns.places) fields[name] = row.cells[place] ?? '';
      if (naming.lineIds || !columns.places.has('id')) fields['id'] = String(row.line);
      yield check(row.line, fields, columns.header);
    }
  }

  return { records: format === 'jsonl' ? fromJson() : fromCsv(), dialect: () => dialect };
}
