import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { startEmbeddedStore } from '../../src/store/open-store.js';

/** A folder of its own, removed by `remove`. */
export async function aFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'saring-store-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface EmbeddedForTest {
  folder: string;
  uri: string;
  connection: Connection;
  /** Stops the server, keeps the folder, starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** An embedded store in a folder of its own, and a connection to it. */
export async function anEmbeddedStore(options: { sweepEvery?: number } = {}): Promise<EmbeddedForTest> {
  const { folder, remove } = await aFolder();
  let server = await startEmbeddedStore({ folder, ...options });
  const connect = () =>
    mongoose.createConnection(server.uri, { dbName: 'test', autoIndex: false }).asPromise();
  const store: EmbeddedForTest = {
    folder,
    uri: server.uri,
    connection: await connect(),
    async restart() {
      await store.connection.close();
      await server.close();
      server = await startEmbeddedStore({ folder, ...options });
      store.connection = await connect();
    },
    async close() {
      await store.connection.close();
      await server.close();
      await remove();
    },
  };
  return store;
}

/** The code of the error that a promise rejects with; undefined when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return (error as { code?: number | string }).code;
  }
}
