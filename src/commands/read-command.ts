import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was asked cannot be done as it was asked; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was given for some options, by their names. */
export type Given<O extends Options> = {
  [Name in Exclude<keyof O, 'help'>]?: O[Name]['type'] extends 'boolean' ? boolean : string;
};

/** Something that a program can be told to do by one word. */
export interface Command<Context, O extends Options, Result> {
  /** The options that it knows, of those of the program. */
  takes: readonly Exclude<keyof O, 'help'>[];
  run(context: Context, given: Given<O>): Promise<Result>;
}

/**
 * Reads the words of a program that has several commands, each with options of its own: `npm run staff -- list`.
 *
 * @returns undefined when `--help` was asked for.
 * @throws UsageError
 */
export function readCommand<Context, const O extends Options, Result>(
  words: string[],
  options: O,
  commands: Readonly<Record<string, Command<Context, O, Result>>>,
): { command: Command<Context, O, Result>; given: Given<O> } | undefined {
  const { values, positionals } = parseWords(words, options);
  const { help, ...given } = values;
  if (help) return undefined;
  const [name, ...rest] = positionals;
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(name ? `There is no command ${name}.` : 'Say what to do.');
  if (rest.length > 0) throw new UsageError(`${rest[0]} is one word too many: put quotes around a name.`);
  const taken: readonly unknown[] = command.takes;
  for (const option of Object.keys(given)) {
    if (!taken.includes(option)) throw new UsageError(`${name} does not take --${option}.`);
  }
  return { command, given: given as Given<O> };
}

function parseWords(words: string[], options: Options) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
