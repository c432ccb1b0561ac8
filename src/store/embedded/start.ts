import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isAnswering } from './ownership.js';
import type { ThreadData, ThreadMessage } from './server-thread.js';

export interface EmbeddedServer {
  /** A `mongodb://` address of its socket, without a database. */
  uri: string;
  close(): Promise<void>;
  /** Calls back when the thread ends by itself. */
  onCrash(listener: (error: Error) => void): void;
}

/** Paths of unix sockets may have 107 bytes; macOS allows 103. */
const longestSocketPath = 100;
const addressFile = 'address';
const sweepEvery = 60_000;

export const uriOf = (socket: string): string =>
  `mongodb://${encodeURIComponent(socket)}/?directConnection=true`;

function socketFor(folder: string): string {
  const inside = join(folder, 'saring.sock');
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  return join(mkdtempSync(join(tmpdir(), 'saring-')), 'saring.sock');
}

/** The socket of the server that now runs on a folder, if one does. */
export async function runningSocket(folder: string): Promise<string | undefined> {
  let socket: string;
  try {
    socket = readFileSync(join(folder, addressFile), 'utf8');
  } catch {
    return undefined;
  }
  return (await isAnswering(socket)) ? socket : undefined;
}

/**
 * Starts the embedded store in a thread of its own.
 *
 * @throws an error whose `code` is STORE_IN_USE, STORE_DAMAGED or a file system error's
 */
export async function startEmbeddedServer(options: {
  folder: string;
  sweepEvery?: number;
}): Promise<EmbeddedServer> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = socketFor(folder);
  const worker = startThread({ folder, socket, sweepEvery: options.sweepEvery ?? sweepEvery });
  let isClosing = false;
  const crashed: ((error: Error) => void)[] = [];
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the store's thread ended with code ${code}`)));
    worker.once('message', (message: ThreadMessage) => {
      if ('failed' in message)
        reject(Object.assign(new Error(message.failed.message), { code: message.failed.code }));
      else resolve();
    });
  });
  // Only a server that holds the folder may say where it listens.
  writeFileSync(join(folder, addressFile), socket, { mode: 0o600 });
  const onEnd = (error: Error) => {
    if (!isClosing) for (const listener of crashed) listener(error);
  };
  worker.on('error', onEnd);
  worker.on('exit', () => onEnd(new Error("the store's thread ended")));
  return {
    uri: uriOf(socket),
    onCrash: (listener) => void crashed.push(listener),
    async close() {
      isClosing = true;
      await new Promise<void>((resolve) => {
        worker.once('exit', () => resolve());
        worker.once('message', () => void worker.terminate());
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage('close');
      });
      if (dirname(socket) !== folder) rmSync(dirname(socket), { recursive: true, force: true });
    },
  };
}

function startThread(data: ThreadData): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? './server-thread.ts' : './server-thread.js', import.meta.url);
  if (!isSource) return new Worker(file, { workerData: data });
  // tsx does not register itself in threads, so the thread of an unbuilt Saring does it first.
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const [register, thread] = [pathToFileURL(tsx), file].map(({ href }) => JSON.stringify(href));
  const code = `import(${register}).then((tsx) => { tsx.register(); return import(${thread}); })`;
  return new Worker(code, { workerData: data, eval: true, execArgv: [] });
}
