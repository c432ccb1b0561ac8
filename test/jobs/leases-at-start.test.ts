import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { createModels } from '../../src/context.js';
import { openStore } from '../../src/store/open-store.js';
import { runProgram, startServer } from '../helpers/server-process.js';

describe('jobs of a server that starts on the embedded store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saring-leases-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Looks at the leases as a command does, which shares the store of a running server. */
  const withLeases = async <Answer>(
    act: (leases: ReturnType<typeof createModels>['Lease']) => Promise<Answer>,
  ): Promise<Answer> => {
    const log = pino({ level: 'silent' });
    const store = await openStore({ dataDir: folder, role: 'command', log });
    try {
      return await act(createModels(store.connection).Lease);
    } finally {
      await store.close();
    }
  };
  const held = { _id: 'finish-moves', holder: 'a process that was killed', until: new Date('2100-01-01') };
  const holder = () => withLeases(async (leases) => (await leases.findById(held._id).lean())?.holder);

  it('wait for no process that died, and a command ends no lease of a running server', async () => {
    await withLeases((leases) => leases.create(held));
    expect(await holder()).to.equal(held.holder);
    const server = await startServer({ DATA_DIR: folder });
    try {
      expect(await holder()).not.to.equal(held.holder);
      await withLeases((leases) => leases.updateOne({ _id: held._id }, { $set: held }, { upsert: true }));
      await runProgram('commands/staff', ['list'], { DATA_DIR: folder });
      expect(await holder()).to.equal(held.holder);
    } finally {
      await server.end();
    }
  });
});
