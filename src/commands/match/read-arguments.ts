import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readModel, type Model } from '../../matching/model.js';
import { CommandError, reasonOf } from './command-error.js';
import { readFormat } from './formats.js';
import type { ReadingOptions } from './read-records.js';

const options = {
  claims: { type: 'string', multiple: true },
  reports: { type: 'string', multiple: true },
  ranks: { type: 'string' },
  groups: { type: 'string' },
  out: { type: 'string' },
  top: { type: 'string' },
  format: { type: 'string' },
  'id-column': { type: 'string' },
  'text-column': { type: 'string' },
  'line-ids': { type: 'boolean' },
  'with-text': { type: 'boolean' },
  model: { type: 'string' },
  'from-store': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

export type OptionName = keyof typeof options;
export type Values = ReturnType<typeof parse>['values'];

function parse(words: string[]) {
  return parseArgs({ args: words, options, allowPositionals: true });
}

/** The options by name, and the words without a name. */
export function readArguments(words: string[]): ReturnType<typeof parse> {
  try {
    return parse(words);
  } catch (error) {
    throw new CommandError(`${reasonOf(error)}\n--help shows how the command is used.`);
  }
}

/** How the input files are to be read. */
export function readingOptions(values: Values): ReadingOptions {
  if (values['line-ids'] === true && values['id-column'] !== undefined) {
    throw new CommandError('--line-ids and --id-column exclude each other.');
  }
  return {
    format: readFormat(values.format),
    idColumn: values['id-column'],
    textColumn: values['text-column'],
    lineIds: values['line-ids'],
  };
}

/** The model that --model names; the shipped one is used without. */
export function readModelOption({ model }: Values): Model | undefined {
  if (model === undefined) return undefined;
  try {
    return readModel(model);
  } catch (error) {
    throw new CommandError(`--model: ${reasonOf(error)}`);
  }
}
