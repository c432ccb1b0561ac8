import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ServerProcess {
  address: string;
  child: ChildProcess;
  /** Everything said on standard error so far. */
  said(): string;
  /** Sends a signal and gives the exit code (null when the signal itself ended it). */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface Finished {
  code: number | null;
  out: string;
  said: string;
}

/** Runs one of Saring's programs (`main`, `commands/staff`) as npm does, in a process of its own, to its end. */
export function runProgram(
  entry: string,
  programArguments: readonly string[],
  env: Record<string, string>,
): Promise<Finished> {
  const child = start(entry, programArguments, env);
  let out = '';
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, said }));
  });
}

/** Starts the server as npm start does, in a process of its own on a free port, and waits until it is ready. */
export function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const child = start('main', [], { PORT: '0', LOG_LEVEL: 'silent', ...env });
  let said = '';
  child.stdout?.resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const ready = / is ready: (http:\/\/\S+)/.exec(said);
      if (!ready?.[1]) return;
      resolve({
        address: ready[1].replace('localhost', '127.0.0.1'),
        child,
        said: () => said,
        end: (signal = 'SIGTERM') =>
          new Promise((ended) => {
            if (child.exitCode !== null || child.signalCode !== null) {
              ended(child.exitCode);
              return;
            }
            child.once('close', (code) => ended(code));
            child.kill(signal);
          }),
      });
    });
  });
}

function start(
  entry: string,
  programArguments: readonly string[],
  env: Record<string, string>,
): ChildProcess {
  // Only what a program needs of this process' own environment: a test's settings are its own.
  const { PATH, HOME, TMPDIR } = process.env;
  return spawn(process.execPath, ['src/launch.mjs', entry, ...programArguments], {
    cwd: root,
    env: { PATH, HOME, TMPDIR, SECRET: 'a secret of forty characters for the tests', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
