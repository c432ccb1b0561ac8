import { once } from 'node:events';
import { createWriteStream, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError, reasonOf } from './command-error.js';
import { STANDARD } from './formats.js';
import { tidyWhenStopped } from './interruption.js';
import type { Source } from './source.js';

/** Who reads standard output has seen enough, as `head` does. */
export class EnoughRead extends Error {
  override name = 'EnoughRead';
}

/** Writes a piece of text; waits while what was written before is on its way. */
export type Write = (text: string) => Promise<void>;

/** The name under which a file is written until it is complete. */
function partOf(path: string): string {
  return `${path}.part`;
}

/** Checks where to write, before any work is done: a file that is none of the inputs, or standard output. */
export function readOutput(path: string | undefined, inputs: readonly Source[]): string {
  if (path === undefined || path === STANDARD) return STANDARD;
  for (const input of inputs) {
    if (input.path === STANDARD) continue;
    if ([path, partOf(path)].some((written) => resolve(written) === resolve(input.path))) {
      throw new CommandError('--out names one of the input files; it would be overwritten.');
    }
  }
  if (existsSync(path) && !statSync(path).isFile()) throw new CommandError(`--out: ${path} is not a file.`);
  return path;
}

function tryOr<Result>(tell: (error: unknown) => CommandError, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw tell(error);
  }
}

async function writeStandard<Result>(produce: (write: Write) => Promise<Result>): Promise<Result> {
  const gone = new Promise<never>((_, reject) => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EPIPE'
          ? new EnoughRead()
          : new CommandError(`Standard output cannot be written: ${error.message}.`),
      );
    });
  });
  const write: Write = async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  return Promise.race([produce(write), gone]);
}

/**
 * Lets `produce` write a file, which appears under its name only when complete: written beside itself as FILE.part, renamed at
 * the end, removed when anything fails or somebody stops the program. `-` is standard output, where text goes at once.
 */
export async function writeOutput<Result>(
  path: string,
  produce: (write: Write) => Promise<Result>,
): Promise<Result> {
  if (path === STANDARD) return writeStandard(produce);
  const part = partOf(path);
  const cannot = (error: unknown): CommandError =>
    new CommandError(`${path} cannot be written: ${reasonOf(error)}.`);
  const remove = (): void => rmSync(part, { force: true });
  // Before the file is there: somebody may stop the program in the very moment in which it appears.
  const done = tidyWhenStopped(remove);
  const opened = tryOr(
    (error) => {
      done();
      return cannot(error);
    },
    () => openSync(part, 'w'),
  );
  const stream = createWriteStream(part, { fd: opened });
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) => reject(cannot(error)));
  });
  const write: Write = async (text) => {
    if (!stream.write(text)) await once(stream, 'drain');
  };
  const complete = async (): Promise<Result> => {
    const result = await produce(write);
    stream.end();
    await once(stream, 'close');
    return result;
  };
  try {
    const result = await Promise.race([complete(), failed]);
    tryOr(cannot, () => renameSync(part, path));
    return result;
  } catch (error) {
    stream.destroy();
    remove();
    throw error;
  } finally {
    done();
  }
}
