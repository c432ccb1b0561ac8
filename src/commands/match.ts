// The matching engine that the server uses, as a tool of its own. Reads no database but to learn from it.
import { CommandError } from './match/command-error.js';
import { runVerb } from './match/run-verb.js';
import { EnoughRead } from './match/write-output.js';

try {
  await runVerb(process.argv.slice(2), process.env);
} catch (error) {
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message.trimEnd()}\n`);
    process.exitCode = 1;
  } else if (!(error instanceof EnoughRead)) throw error;
}
