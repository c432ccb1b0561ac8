import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RootHookObject } from 'mocha';
import { startEmbeddedStore } from '../../src/store/open-store.js';
import { useStore } from './saring.js';

let stop = async () => {};

/** One store for the whole run: MONGODB_URI's server, or an embedded one in a folder of its own. */
export const mochaHooks: RootHookObject = {
  async beforeAll() {
    const given = process.env['MONGODB_URI'];
    if (given) {
      useStore(given);
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'saring-test-'));
    const store = await startEmbeddedStore({ folder });
    useStore(store.uri);
    stop = async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    };
  },
  async afterAll() {
    await stop();
  },
};
