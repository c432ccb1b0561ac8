// The matching engine that the server uses, as a tool of its own. Reads no database.
import { CommandError } from './match/command-error.js';
import { evaluate } from './match/eval.js';
import { group } from './match/group.js';
import { HELP } from './match/help.js';
import { rank } from './match/rank.js';
import { readArguments, type OptionName, type Values } from './match/read-arguments.js';
import { EnoughRead } from './match/write-output.js';

const READING: readonly OptionName[] = ['format', 'id-column', 'text-column', 'line-ids'];

/** Each command with the options it knows. */
const verbs: Readonly<Record<string, { takes: readonly OptionName[]; run(values: Values): Promise<void> }>> =
  {
    rank: { takes: ['claims', 'reports', 'out', 'top', ...READING], run: rank },
    group: { takes: ['reports', 'out', 'with-text', ...READING], run: group },
    eval: { takes: ['ranks', 'groups', 'reports', 'json', ...READING], run: evaluate },
  };

/** Options that may be given several times, though not to these commands. */
const ONCE = ['claims', 'reports'] as const;

async function run(words: string[]): Promise<void> {
  const { values, positionals } = readArguments(words);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [name, ...rest] = positionals;
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) throw new CommandError(`Say what to do: rank, group or eval.\n\n${HELP}`);
  if (rest.length > 0) throw new CommandError(`"${rest[0]}" is one word too many.`);
  for (const option of Object.keys(values) as OptionName[]) {
    if (!verb.takes.includes(option)) throw new CommandError(`${name} does not take --${option}.`);
  }
  for (const option of ONCE) {
    if ((values[option]?.length ?? 0) > 1) throw new CommandError(`--${option} is given twice.`);
  }
  await verb.run(values);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message.trimEnd()}\n`);
    process.exitCode = 1;
  } else if (!(error instanceof EnoughRead)) throw error;
}
