import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { startThread } from '../../start-thread.js';
import { isAnswering } from './ownership.js';
import type { ThreadData, ThreadMessage } from './server-thread.js';

export interface EmbeddedServer {
  /** A `mongodb://` address of its socket, without a database. */
  uri: string;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  folder: string;
  /** Milliseconds between sweeps for expired documents. */
  sweepEvery?: number | undefined;
  /** Told when the thread dies by itself and when it is back. */
  log?: Pick<Logger, 'info' | 'error'> | undefined;
}

/** Paths of unix sockets may have 107 bytes; macOS allows 103. */
const longestSocketPath = 100;
const addressFile = 'address';
const sweepEvery = 60_000;
/** A thread that died is followed by another after so many milliseconds, and twice as many for each that dies early. */
const shortestWait = 100;
const longestWait = 10_000;
/** A thread that lived so long, in milliseconds, did not die early. */
const settled = 60_000;

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
 * Starts the embedded store in a thread of its own. A thread that dies by itself (out of memory, say) is followed by
 * another on the same folder and socket, so that clients find it again: what was acknowledged is on disk.
 *
 * @throws an error whose `code` is STORE_IN_USE, STORE_DAMAGED or a file system error's
 */
export async function startEmbeddedServer({
  folder,
  log,
  ...options
}: EmbeddedOptions): Promise<EmbeddedServer> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = socketFor(folder);
  const data: ThreadData = { folder, socket, sweepEvery: options.sweepEvery ?? sweepEvery };
  const closing = new AbortController();
  let reviving = Promise.resolve();
  let wait = shortestWait;
  let thread: Worker | undefined = await listeningThread(data);
  // Only a server that holds the folder may say where it listens.
  writeFileSync(join(folder, addressFile), socket, { mode: 0o600 });

  const revive = async (): Promise<void> => {
    while (!thread && !closing.signal.aborted) {
      log?.error(`the embedded store's thread ended; another starts in ${wait} ms`);
      await later(wait, undefined, { signal: closing.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, longestWait);
      if (closing.signal.aborted) return;
      try {
        thread = await listeningThread(data);
        watch(thread);
        log?.info('the embedded store is back');
      } catch (error) {
        log?.error({ err: error }, 'the embedded store could not be opened again');
      }
    }
  };
  const watch = (worker: Worker): void => {
    const begun = performance.now();
    worker.on('error', (error) => log?.error({ err: error }, "the embedded store's thread failed"));
    worker.once('exit', () => {
      thread = undefined;
      if (performance.now() - begun > settled) wait = shortestWait;
      reviving = revive();
    });
  };
  watch(thread);
  return {
    uri: uriOf(socket),
    async close() {
      closing.abort();
      await reviving;
      if (thread) await closeThread(thread);
      if (dirname(socket) !== folder) rmSync(dirname(socket), { recursive: true, force: true });
    },
  };
}

/** A thread that listens. @throws what it says, or that it ended */
function listeningThread(data: ThreadData): Promise<Worker> {
  const worker = startThread(new URL('./server-thread.js', import.meta.url), data);
  return new Promise<Worker>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the store's thread ended with code ${code}`)));
    worker.once('message', (message: ThreadMessage) => {
      if ('failed' in message) {
        reject(Object.assign(new Error(message.failed.message), { code: message.failed.code }));
        return;
      }
      worker.removeAllListeners();
      resolve(worker);
    });
  });
}

function closeThread(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.once('message', () => void worker.terminate());
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage('close');
  });
}
