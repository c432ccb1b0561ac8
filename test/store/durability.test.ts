import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { startEmbeddedStore } from '../../src/store/open-store.js';
import { aFolder, anEmbeddedStore } from './a-store.js';

const writer = fileURLToPath(new URL('writer.ts', import.meta.url));
const rounds = Number(process.env['KILL_ROUNDS'] ?? 10);

/** Runs the writer until it has acknowledged so many lines, kills it in the middle of its work, gives the lines. */
async function writeAndKill(folder: string, round: number, enough: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > enough) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([code, signal]).to.deep.equal([null, 'SIGKILL']);
  // What stands before the last line feed was said whole.
  return said.split('\n').slice(0, -1);
}

describe('the embedded store’s durability', () => {
  it(`loses no acknowledged write in ${rounds} rounds of kill -9, and its indexes stay true`, async function () {
    this.timeout(30_000 + rounds * 15_000);
    const { folder, remove } = await aFolder();
    const inserted = new Set<string>();
    const changed = new Set<string>();
    const deleted = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      for (const line of await writeAndKill(folder, round, 40 + ((round * 97) % 400))) {
        const [what, id = ''] = line.split(' ');
        (what === 'inserted' ? inserted : what === 'changed' ? changed : deleted).add(id);
      }
      const store = await startEmbeddedStore({ folder });
      const connection = await mongoose.createConnection(store.uri, { dbName: 'test' }).asPromise();
      const writes = connection.collection<{ _id: string; group: number; changes: number; tags: string[] }>(
        'writes',
      );
      const found = new Map(
        (await writes.find({}, { hint: { $natural: 1 } }).toArray()).map((one) => [one._id, one]),
      );
      const missing = [...inserted].filter((id) => !deleted.has(id) && !found.has(id));
      // The last delete of each lane may have been done and not yet acknowledged.
      expect(missing.filter((id) => Number(id.split('-')[2]) % 10 !== 9)).to.deep.equal([]);
      expect([...deleted].filter((id) => found.has(id))).to.deep.equal([]);
      expect([...changed].filter((id) => found.has(id) && found.get(id)!.changes !== 1)).to.deep.equal([]);
      const byGroup = await writes.find({}, { hint: { group: 1, _id: 1 } }).toArray();
      expect(byGroup.map(({ _id }) => _id).toSorted()).to.deep.equal([...found.keys()].toSorted());
      for (const tag of ['t0', 't4', 'u2', 'more']) {
        const wanted = [...found.values()].filter(({ tags }) => tags.includes(tag)).length;
        expect(await writes.countDocuments({ tags: tag })).to.equal(wanted);
      }
      await connection.close();
      await store.close();
    }
    await remove();
  });

  it('keeps documents, indexes and their kinds over a restart', async () => {
    const store = await anEmbeddedStore();
    const things = () => store.connection.collection('things');
    await things().createIndex({ u: 1 }, { unique: true, sparse: true });
    await things().createIndex({ tags: 1, n: -1 });
    await things().createIndex({ at: 1 }, { expireAfterSeconds: 1000, name: 'ends' });
    await things().insertMany(
      Array.from({ length: 500 }, (_, n) => ({ n, u: n, tags: [`${n % 3}`, 'all'] })),
    );
    const indexes = await things().indexes();
    await store.restart();
    expect(await things().indexes()).to.deep.equal(indexes);
    expect(await things().countDocuments({ tags: 'all' })).to.equal(500);
    const [last] = await things().find({ tags: '1' }).sort({ n: -1 }).limit(1).toArray();
    expect(last).to.include({ n: 499 });
    const error = await things().insertOne({ u: 7 }).catch((thrown: unknown) => thrown); // prettier-ignore
    expect(error).to.include({ code: 11000 });
    await things().drop();
    await store.restart();
    expect(await things().countDocuments()).to.equal(0);
    await store.close();
  });
});
