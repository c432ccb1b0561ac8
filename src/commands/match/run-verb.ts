import { CommandError } from './command-error.js';
import { evaluate } from './eval.js';
import { group } from './group.js';
import { HELP } from './help.js';
import { rank } from './rank.js';
import type { Environment } from './read-store-pairs.js';
import { train } from './train.js';
import { readArguments, type OptionName, type Values } from './read-arguments.js';

const READING: readonly OptionName[] = ['format', 'id-column', 'text-column', 'line-ids'];

/** Each command with the options it knows. */
const verbs: Readonly<
  Record<
    string,
    { takes: readonly OptionName[]; run(values: Values, environment: Environment): Promise<void> }
  >
> = {
  rank: { takes: ['claims', 'reports', 'out', 'top', 'model', ...READING], run: rank },
  group: { takes: ['reports', 'out', 'with-text', 'model', ...READING], run: group },
  train: { takes: ['claims', 'reports', 'from-store', 'out', 'model', ...READING], run: train },
  eval: { takes: ['ranks', 'groups', 'reports', 'json', ...READING], run: evaluate },
};

/** Options that only `train` takes several times. */
const ONCE = ['claims', 'reports'] as const;

/** Does what the words of the command line say. Throws a CommandError for what the person who typed them can put right. */
export async function runVerb(words: string[], environment: Environment = {}): Promise<void> {
  const { values, positionals } = readArguments(words);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [name, ...rest] = positionals;
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) throw new CommandError(`Say what to do: rank, group, train or eval.\n\n${HELP}`);
  if (rest.length > 0) throw new CommandError(`"${rest[0]}" is one word too many.`);
  for (const option of Object.keys(values) as OptionName[]) {
    if (!verb.takes.includes(option)) throw new CommandError(`${name} does not take --${option}.`);
  }
  for (const option of name === 'train' ? [] : ONCE) {
    if ((values[option]?.length ?? 0) > 1) throw new CommandError(`--${option} is given twice.`);
  }
  await verb.run(values, environment);
}
