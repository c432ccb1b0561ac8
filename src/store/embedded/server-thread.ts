import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { Server } from './command.js';
import { createCursors } from './cursors.js';
import { dispatch } from './dispatch.js';
import { openEngine } from './engine.js';
import { keepHouse } from './housekeeping.js';
import { claimFolder, releaseFolder } from './ownership.js';
import { messageSplitter, readMessage, type Request } from './wire.js';

/** What the thread is started with. */
export interface ThreadData {
  folder: string;
  socket: string;
  /** Milliseconds between sweeps for expired documents. */
  sweepEvery: number;
}

/** What it says: that it listens, that it could not, that it has closed. */
export type ThreadMessage =
  { listening: true } | { failed: { code: string; message: string } } | { closed: true };

const { folder, socket, sweepEvery } = workerData as ThreadData;
const port = parentPort!;
const say = (message: ThreadMessage) => port.postMessage(message);

async function serve(): Promise<void> {
  const engine = openEngine(folder);
  await claimFolder(engine.db, { pid: process.pid, socket });
  const server: Server = { engine, cursors: createCursors() };
  await engine.write(() => {
    // An index that was being filled when the process died is begun anew by whoever declares it.
    for (const collection of engine.catalogue.collections.values()) {
      for (const index of collection.indexes) if (!index.ready) engine.catalogue.dropIndex(collection, index);
    }
  });
  const stopHousekeeping = keepHouse(server, sweepEvery);
  const connections = new Set<Socket>();
  const pending = new Set<Promise<void>>();
  const listener = createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.destroy());
    answer(server, connection, pending);
  });
  rmSync(socket, { force: true });
  listener.on('error', fail);
  listener.listen(socket, () => {
    chmodSync(socket, 0o600);
    say({ listening: true });
  });
  const close = async () => {
    listener.close();
    await Promise.allSettled(pending);
    for (const connection of connections) connection.destroy();
    await server.cursors.closeAll();
    await stopHousekeeping();
    releaseFolder(engine.db);
    await engine.close();
    rmSync(socket, { force: true });
    say({ closed: true });
    port.close();
  };
  port.once('message', () => void close());
}

/** Answers a connection's messages as they come; several may be under way at once. */
function answer(server: Server, connection: Socket, pending: Set<Promise<void>>): void {
  const split = messageSplitter();
  const reply = async (request: Request) => {
    const found = await dispatch(server, request);
    if (!request.silent && !connection.destroyed) connection.write(request.answer(found));
  };
  connection.on('data', (chunk) => {
    try {
      for (const message of split(chunk)) {
        const request = readMessage(message);
        const work = reply(request).finally(() => pending.delete(work));
        pending.add(work);
      }
    } catch {
      // Not a message: what follows cannot be told apart from it.
      connection.destroy();
    }
  });
}

function fail(error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  say({ failed: { code: code ?? 'STORE_FAILED', message } });
  port.close();
}

serve().catch(fail);
