import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ObjectId, serialize } from 'bson';
import mongoose, { type Connection } from 'mongoose';
import { checkBackup } from '../../src/store/backup-file.js';
import { writeBackup } from '../../src/store/backup.js';
import { restoreBackup } from '../../src/store/restore.js';
import { testStoreUri } from '../helpers/saring.js';
import { aFolder, anEmbeddedStore, codeOf } from './a-store.js';

const contentOf = async (connection: Connection) => {
  const database = connection.db!;
  const names = (await database.listCollections().toArray()).map(({ name }) => name).toSorted();
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const documents: Buffer[] = [];
    for (const document of await database
      .collection(name)
      .find({}, { promoteValues: false })
      .sort({ _id: 1 })
      .toArray()) {
      documents.push(Buffer.from(serialize(document)));
    }
    const indexes = (await database.collection(name).indexes()).toSorted((a, b) =>
      a.name! < b.name! ? -1 : 1,
    );
    found[name] = { documents: documents.map((bytes) => bytes.toString('hex')), indexes };
  }
  return found;
};

async function fill(connection: Connection): Promise<void> {
  const reports = connection.collection('reports');
  await reports.createIndex({ ticket: 1 }, { unique: true });
  await reports.createIndex({ claim: 1, createdAt: -1 });
  await reports.createIndex({ key: 1 }, { unique: true, sparse: true });
  const documents = Array.from({ length: 1500 }, (_, n) => ({
    ticket: `SRG-${n}`, claim: new ObjectId(), createdAt: new Date(n), text: `pesan ke-${n} 🙏`, half: n / 2, list: [n, null, { n }],
  })); // prettier-ignore
  await reports.insertMany(documents);
  await connection.collection('sessions').createIndex({ until: 1 }, { expireAfterSeconds: 3600 });
  const bucket = new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: 'pictures' });
  await new Promise<void>((resolve, reject) =>
    bucket
      .openUploadStream('a.webp')
      .on('finish', resolve)
      .on('error', reject)
      .end(Buffer.alloc(600_000, 'picture')),
  );
}

function aFrame(kind: 'C' | 'D' | 'E', content: object): Buffer {
  const payload = serialize(content);
  const head = Buffer.alloc(5);
  head.write(kind, 'latin1');
  head.writeUInt32LE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

/** A backup file of these frames, with the counts and the checksum that they have. */
function aBackup(frames: readonly Buffer[]): Buffer {
  const content = Buffer.concat([Buffer.from('saring-backup 1 2026-03-02T03:00:00.000Z\n'), ...frames]);
  const count = (kind: string) => frames.filter((bytes) => bytes.toString('latin1', 0, 1) === kind).length;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const end = aFrame('E', { collections: count('C'), documents: count('D'), sha256 });
  return Buffer.concat([content, end]);
}

describe('backup and restore', () => {
  let source: Connection;
  let target: Connection;
  let folder: string;
  let remove: () => Promise<void>;
  let file: string;
  const open = (name: string) =>
    mongoose.createConnection(testStoreUri(), { dbName: `${name}-${process.pid}` }).asPromise();

  before(async () => {
    ({ folder, remove } = await aFolder());
    file = join(folder, 'saring.backup');
    source = await open('backup-source');
    target = await open('backup-target');
    await fill(source);
    await writeBackup(source, file);
  });
  beforeEach(() => target.dropDatabase());
  after(async () => {
    for (const connection of [source, target]) {
      await connection.dropDatabase();
      await connection.close();
    }
    await remove();
  });

  it('bring back every document, picture and index, byte for byte', async () => {
    const shown: number[] = [];
    const counts = await restoreBackup(target, file, { progress: (done) => shown.push(done) });
    expect(counts).to.deep.equal({ collections: 4, documents: 1504 });
    expect(shown.at(-1)).to.equal(1504);
    expect(await contentOf(target)).to.deep.equal(await contentOf(source));
    expect(await codeOf(target.collection('reports').insertOne({ ticket: 'SRG-7' }))).to.equal(11000);
    const bucket = new mongoose.mongo.GridFSBucket(target.db!, { bucketName: 'pictures' });
    const parts: Buffer[] = [];
    for await (const part of bucket.openDownloadStreamByName('a.webp')) parts.push(part as Buffer);
    expect(Buffer.concat(parts).equals(Buffer.alloc(600_000, 'picture'))).to.equal(true);
  });

  it('leave a file that is there alone, unless forced', async () => {
    const other = join(folder, 'other');
    await writeFile(other, 'precious');
    expect(await codeOf(writeBackup(source, other))).to.equal('FILE_EXISTS');
    expect(await readFile(other, 'utf8')).to.equal('precious');
    await writeBackup(source, other, { force: true });
    expect(await checkBackup(other)).to.deep.equal({ collections: 4, documents: 1504 });
    expect((await stat(other)).mode & 0o777).to.equal(0o600);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).to.deep.equal([]);
  });

  it('leave a store that holds something alone, unless forced', async () => {
    await target.collection('reports').insertOne({ _id: 1 as never, old: true });
    expect(await codeOf(restoreBackup(target, file))).to.equal('STORE_NOT_EMPTY');
    expect(await target.collection('reports').countDocuments()).to.equal(1);
    await restoreBackup(target, file, { force: true });
    expect(await contentOf(target)).to.deep.equal(await contentOf(source));
  });

  it('refuse a file that was cut or changed anywhere, and leave the store as it was', async function () {
    this.timeout(60_000);
    const whole = await readFile(file);
    const bad = join(folder, 'bad');
    await target.collection('reports').insertOne({ _id: 1 as never, old: true });
    const before = await contentOf(target);
    const cuts = [
      0,
      5,
      20,
      37,
      38,
      42,
      100,
      Math.floor(whole.length / 2),
      whole.length - 200,
      whole.length - 1,
    ];
    const flips = Array.from({ length: 25 }, (_, i) => Math.floor(((i + 0.5) / 25) * whole.length));
    const damaged = [
      ...cuts.map((at) => whole.subarray(0, at)),
      ...[0, 3, 14, 40, 41, whole.length - 30, whole.length - 1, ...flips].map((at) => {
        const copy = Buffer.from(whole);
        copy[at]! ^= 0x10;
        return copy;
      }),
      Buffer.concat([whole, Buffer.from('more')]),
      Buffer.concat([whole, whole]),
    ];
    for (const [i, bytes] of damaged.entries()) {
      await writeFile(bad, bytes);
      expect(await codeOf(restoreBackup(target, bad, { force: true })), `damage ${i}`).to.equal(
        'FILE_DAMAGED',
      );
    }
    expect(await contentOf(target)).to.deep.equal(before);
  });

  it('refuse a file whose checksum is right and whose content is not', async () => {
    const begin = (content: object) => aFrame('C', content);
    const reports = begin({ name: 'reports', indexes: [] });
    const document = aFrame('D', { _id: 1 });
    const unsound: Record<string, Buffer[]> = {
      'a document twice': [reports, document, document],
      'a collection twice': [reports, reports],
      'a collection without indexes': [begin({ name: 'reports' })],
      'indexes without keys': [begin({ name: 'reports', indexes: [{ name: 'x' }] })],
      'a name that is none': [begin({ name: '$cmd', indexes: [] })],
      'a document before any collection': [document],
    };
    await target.collection('reports').insertOne({ _id: 1 as never, old: true });
    const before = await contentOf(target);
    const bad = join(folder, 'unsound');
    for (const [what, frames] of Object.entries(unsound)) {
      await writeFile(bad, aBackup(frames));
      expect(await codeOf(restoreBackup(target, bad, { force: true })), what).to.equal('FILE_DAMAGED');
    }
    await writeFile(bad, aBackup([reports, document]));
    expect(await checkBackup(bad)).to.deep.equal({ collections: 1, documents: 1 });
    expect(await contentOf(target)).to.deep.equal(before);
  });

  it('follow no link that lies where the unfinished file goes', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'keep me', { mode: 0o644 });
    await symlink(victim, join(folder, 'linked.part'));
    await writeBackup(source, join(folder, 'linked'));
    expect(await readFile(victim, 'utf8')).to.equal('keep me');
    expect((await stat(join(folder, 'linked'))).mode & 0o777).to.equal(0o600);
  });

  it('come back whole while a server that runs writes on', async () => {
    const [first] = await source.collection('reports').find().sort({ _id: 1 }).limit(1).toArray();
    const over = new AbortController();
    const writing = (async () => {
      for (let made = 0; !over.signal.aborted && made < 3;) {
        const change = { $setOnInsert: { lease: true } };
        const one = await target
          .collection('reports')
          .updateOne({ _id: first!._id }, change, { upsert: true });
        made += one.upsertedCount;
      }
    })();
    await target.collection('reports').insertOne({ old: true });
    await restoreBackup(target, file, { force: true }).finally(() => over.abort());
    await writing;
    expect(await contentOf(target)).to.deep.equal(await contentOf(source));
  });

  it('say plainly when restoring broke off', async () => {
    const closing = await open('backup-target');
    const error = await restoreBackup(closing, file, {
      progress: () => void closing.getClient().close(),
    }).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'RESTORE_BROKE_OFF' });
    expect((error as Error).message).to.match(
      /^Restoring broke off, and the database ".+" now holds only a part: .+ --force\.$/,
    );
    await closing.close();
  });

  it('work as commands, beside a running store and alone', async function () {
    this.timeout(60_000);
    const embedded = await anEmbeddedStore();
    await embedded.connection.useDb('saring').collection('reports').insertOne({ text: 'satu' });
    const run = async (command: string, options: string[], environment: Record<string, string>) => {
      const entry = fileURLToPath(new URL(`../../src/commands/${command}.ts`, import.meta.url));
      const { MONGODB_URI: _uri, ...inherited } = process.env;
      return promisify(execFile)(process.execPath, ['--import', 'tsx', entry, ...options], { env: { ...inherited, ...environment } }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        (error: { code: number; stdout: string; stderr: string }) => error,
      );
    };
    const beside = { MONGODB_URI: embedded.uri, DATA_DIR: join(folder, 'unused') };
    const alone = { DATA_DIR: join(folder, 'alone') };
    const made = join(folder, 'by-command');
    expect((await run('backup', ['--help'], alone)).stdout).to.include('npm run backup -- FILE');
    expect(await run('backup', [made], beside)).to.include({ code: 0, stdout: `Backed up 1 documents of 1 collections to ${made}.\n`, stderr: '' });
    expect(await run('backup', [made], beside)).to.include({ code: 1, stderr: `${made} exists already: choose another name, or overwrite it with --force.\n` });
    expect(await run('restore', [made], alone)).to.include({ code: 0, stdout: `Restored 1 documents of 1 collections from ${made}.\n` });
    expect((await run('restore', [made], alone)).stderr).to.match(/^The database "saring" is not empty: .+\n$/);
    expect(await run('restore', [join(folder, 'nowhere')], alone)).to.include({ code: 1, stderr: `There is no file or folder ${join(folder, 'nowhere')}.\n` });
    expect(await run('restore', [], alone)).to.include({ code: 1, stderr: 'Name exactly one FILE; --help tells more.\n' });
    await embedded.close();
  }); // prettier-ignore
});
