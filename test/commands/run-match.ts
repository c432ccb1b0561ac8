import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../src/commands/match.ts', import.meta.url));

export interface Outcome {
  code: number | null;
  out: string;
  error: string;
}

export interface Running {
  child: ChildProcess;
  /** Everything written to standard output so far. */
  out(): string;
  /** Resolves when standard output has these words. */
  sees(words: string): Promise<void>;
  ended: Promise<Outcome>;
}

/** Starts `npm run match` and leaves its standard input open. */
export function startMatch(...words: string[]): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, ...words]);
  let out = '';
  let error = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, error }));
  });
  return {
    child,
    out: () => out,
    sees: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!out.includes(words)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without saying ${words}: ${out}${error}`)));
      }),
    ended,
  };
}

/** Runs `npm run match` to its end, with nothing on standard input. */
export function runMatch(...words: string[]): Promise<Outcome> {
  const running = startMatch(...words);
  running.child.stdin?.end();
  return running.ended;
}

export interface Folder {
  path(name: string): string;
  /** Writes a file and gives its path. */
  write(name: string, content: string | Buffer): string;
  read(name: string): string;
  /** The objects of a JSON Lines file. */
  lines(name: string): unknown[];
  remove(): void;
}

export function aFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'saring-match-'));
  const path = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  return {
    path,
    read,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    lines: (name) =>
      read(name)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
