import { extname } from 'node:path';
import { CommandError } from './command-error.js';

export type Format = 'jsonl' | 'csv' | 'tsv';

/** Standard input as an input, standard output as an output. */
export const STANDARD = '-';

const FORMATS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  tsv: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

/** Reads --format. */
export function readFormat(given: string | undefined): Format | undefined {
  if (given === undefined) return undefined;
  const format = Object.hasOwn(FORMATS, given) ? FORMATS[given] : undefined;
  if (format === undefined) throw new CommandError('--format must be jsonl, csv or tsv.');
  return format;
}

/** A file's format: by its ending; where that does not tell, what was given; without either, JSON Lines. */
export function formatOf(path: string, given: Format | undefined): Format {
  const ending = extname(path).slice(1).toLowerCase();
  return (Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined) ?? given ?? 'jsonl';
}
