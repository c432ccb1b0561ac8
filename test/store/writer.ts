// Started by the kill test as a process of its own: writes to an embedded store without pause, and says on standard
// output what was acknowledged, a line each, until it is killed. Arguments: the folder, the round.
import { writeSync } from 'node:fs';
import mongoose from 'mongoose';
import { startEmbeddedStore } from '../../src/store/open-store.js';

const [folder = '', round = ''] = process.argv.slice(2);
const store = await startEmbeddedStore({ folder });
const connection = await mongoose.createConnection(store.uri, { dbName: 'test' }).asPromise();
const writes = connection.collection<{ _id: string; group: number; tags: string[]; changes: number }>(
  'writes',
);
await writes.createIndex({ group: 1, _id: 1 });
await writes.createIndex({ tags: 1 });
await writes.createIndex({ unique: 1 }, { unique: true, sparse: true });

async function write(lane: number): Promise<void> {
  for (let i = 0; ; i++) {
    const _id = `${round}-${lane}-${i}`;
    await writes.insertOne({ _id, group: i % 7, tags: [`t${i % 5}`, `u${i % 3}`], changes: 0 });
    writeSync(1, `inserted ${_id}\n`);
    if (i % 3 === 0) {
      await writes.updateOne(
        { _id },
        { $inc: { changes: 1 }, $push: { tags: 'more' }, $set: { unique: _id } as object },
      );
      writeSync(1, `changed ${_id}\n`);
    }
    if (i % 10 === 9) {
      await writes.deleteOne({ _id });
      writeSync(1, `deleted ${_id}\n`);
    }
  }
}

await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(write));
