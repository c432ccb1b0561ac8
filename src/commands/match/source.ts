import { createReadStream, existsSync, statSync } from 'node:fs';
import { CommandError, reasonOf } from './command-error.js';
import { STANDARD } from './formats.js';

/** A file, or standard input, that is read once from beginning to end. */
export interface Source {
  /** How messages name it. */
  name: string;
  path: string;
  /** In bytes; unknown for standard input and pipes. */
  size: number | undefined;
  /** Bytes read so far. */
  read(): number;
  chunks(): AsyncGenerator<Buffer>;
}

/** The longest line, or row, that is read: more is surely not one message. In bytes. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** Small enough that Ctrl-C is answered between two chunks within about a second, however slow the work. */
const CHUNK = 64 * 1024;

/** Names an input file (`-` for standard input); fails early when there is none. */
export function openSource(option: string, path: string | undefined): Source {
  if (path === undefined) {
    throw new CommandError(`--${option} is missing. --help shows how the command is used.`);
  }
  const standard = path === STANDARD;
  if (!standard && !existsSync(path)) throw new CommandError(`--${option}: there is no file ${path}.`);
  const found = standard ? undefined : statSync(path);
  if (found?.isDirectory()) throw new CommandError(`--${option}: ${path} is not a file.`);
  const name = standard ? 'standard input' : path;
  let read = 0;
  return {
    name,
    path,
    size: found?.isFile() ? found.size : undefined,
    read: () => read,
    async *chunks() {
      const stream = standard ? process.stdin : createReadStream(path, { highWaterMark: CHUNK });
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          read += chunk.length;
          yield chunk;
        }
      } catch (error) {
        throw new CommandError(`${name} cannot be read: ${reasonOf(error)}.`);
      }
    },
  };
}
