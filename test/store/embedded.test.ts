import { existsSync, statSync } from 'node:fs';
import { open, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { pino } from 'pino';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { createContext } from '../../src/context.js';
import { prepare } from '../../src/jobs/prepare.js';
import {
  isStoreAway,
  isStoreError,
  openStore,
  startEmbeddedStore,
  ensureIndexes,
} from '../../src/store/open-store.js';
import { aFolder, anEmbeddedStore, type EmbeddedForTest } from './a-store.js';

const log = pino({ level: 'silent' });

/** The error with which a store does not open. */
async function refusal(
  work: Promise<{ close(): Promise<void> }>,
): Promise<{ code: unknown; message: string }> {
  const opened = await work.catch((error: unknown) => error);
  if (!isStoreError(opened)) {
    await (opened as { close(): Promise<void> }).close();
    throw new Error('it opened');
  }
  return { code: opened.code, message: opened.message };
}

describe('the embedded store', () => {
  let store: EmbeddedForTest;
  before(async () => (store = await anEmbeddedStore({ sweepEvery: 20 })));
  after(() => store.close());

  interface Winning {
    queryPlanner: { winningPlan: { stage: string; inputStage?: { stage: string; indexName?: string; inputStage?: { indexName?: string } } } };
  } // prettier-ignore
  const explained = async (filter: object, sort?: Record<string, 1 | -1>, limit = 0) => {
    const cursor = store.connection.collection('plans').find(filter).limit(limit);
    const { queryPlanner } = (await (sort ? cursor.sort(sort) : cursor).explain()) as unknown as Winning;
    const { stage, inputStage } = queryPlanner.winningPlan;
    return [stage, inputStage?.indexName ?? inputStage?.inputStage?.indexName ?? inputStage?.stage]
      .filter(Boolean)
      .join(' ');
  };

  it('uses the declared indexes for equality, ranges, lists, order and pages by cursor', async () => {
    const plans = store.connection.collection('plans');
    await plans.createIndex({ status: 1, priority: -1, _id: -1 }, { name: 'queue' });
    await plans.createIndex({ createdAt: -1 }, { name: 'newest' });
    await plans.createIndex({ tags: 1 }, { name: 'tags' });
    await plans.createIndex({ key: 1 }, { name: 'key', unique: true, sparse: true });
    await plans.insertMany(
      Array.from({ length: 3000 }, (_, n) => ({
        status: ['open', 'done', 'gone'][n % 3], priority: n % 100, createdAt: new Date(n), tags: [`t${n % 50}`], key: n,
      })),
    ); // prettier-ignore
    expect(await explained({ _id: 5 })).to.equal('FETCH _id_');
    expect(await explained({ key: 5 })).to.equal('FETCH key');
    expect(await explained({ tags: 't1' })).to.equal('FETCH tags');
    expect(await explained({ tags: { $in: ['t1', 't2'] } })).to.equal('FETCH tags');
    expect(await explained({ createdAt: { $gt: new Date(2990) } })).to.equal('FETCH newest');
    expect(await explained({ status: 'open' }, { priority: -1, _id: -1 }, 20)).to.equal('FETCH queue');
    expect(await explained({ status: 'open' }, { priority: 1, _id: 1 }, 20)).to.equal('FETCH queue');
    expect(await explained({ status: { $in: ['open', 'done'] } }, { priority: -1, _id: -1 }, 20)).to.equal(
      'SORT queue',
    );
    expect(await explained({}, { createdAt: -1, _id: -1 }, 20)).to.equal('FETCH newest');
    const page = {
      $or: [{ createdAt: { $lt: new Date(50) } }, { createdAt: new Date(50), _id: { $lt: 5 } }],
    };
    expect(await explained(page, { createdAt: -1, _id: -1 }, 20)).to.equal('FETCH newest');
    expect(await explained({ status: 'open' }, { createdAt: -1 })).to.equal('SORT queue');
    expect(await explained({ nothing: 1 })).to.equal('COLLSCAN');
    expect(await explained({ key: null })).to.equal('COLLSCAN');
  });

  it('removes what has expired', async () => {
    const sessions = store.connection.collection('sessions');
    await sessions.createIndex({ until: 1 }, { expireAfterSeconds: 0 });
    const later = new Date(Date.now() + 60_000);
    await sessions.insertMany([{ until: new Date(0) }, { until: later }, { until: 'never' }, {}]);
    while ((await sessions.countDocuments()) > 3);
    expect((await sessions.find().toArray()).map(({ until }) => until as unknown)).to.deep.equal([
      later,
      'never',
      undefined,
    ]);
  });

  it('clears dropped collections away from the disk while others are served', async () => {
    const many = store.connection.collection('many');
    await many.createIndex({ n: 1 });
    await many.insertMany(Array.from({ length: 3000 }, (_, n) => ({ n })));
    const start = performance.now();
    await many.drop();
    expect(performance.now() - start).to.be.lessThan(1000);
    await many.insertOne({ n: 1 });
    expect(await many.find({ n: { $gte: 0 } }).toArray()).to.have.length(1);
  });

  it('answers other commands while a heavy query runs', async () => {
    const heavy = store.connection.collection('heavy');
    await heavy.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, text: `text ${n}` })));
    const order: string[] = [];
    const scan = heavy.countDocuments({ text: 'nothing' }).then(() => order.push('scan'));
    const quick = heavy.findOne({ _id: 1 as never }).then(() => order.push('quick'));
    await Promise.all([scan, quick]);
    expect(order).to.deep.equal(['quick', 'scan']);
    const slow = await heavy.find({ text: 'nothing' }, { maxTimeMS: 1 }).toArray().catch((error: unknown) => error); // prettier-ignore
    expect(slow).to.include({ code: 50 });
  });

  it('refuses what it does not have, rather than ignoring it', async () => {
    const things = store.connection.collection('things');
    const { db } = store.connection;
    await things.insertOne({ _id: 1 as never, a: [{ b: 1 }] });
    const refused: [() => Promise<unknown>, number][] = [
      [() => things.find({}, { collation: { locale: 'id' } }).toArray(), 115],
      [() => things.updateOne({}, [{ $set: { a: 1 } }]), 115],
      [() => things.updateOne({}, { $rename: { a: 'b' } }), 9],
      [() => things.updateOne({}, { $pull: { a: 1 } } as never), 9],
      [() => things.updateOne({}, { $max: { n: 1 } }), 9],
      [() => things.updateOne({}, { $currentDate: { at: true } }), 9],
      [() => things.updateOne({}, { $push: { a: { $each: [1], $slice: 1 } } } as never), 2],
      [() => things.updateOne({ 'a.b': 1 }, { $set: { 'a.$.b': 1 } }), 115],
      [() => things.updateMany({ n: 1 }, { $set: { n: 1 } }, { upsert: true }), 115],
      [() => things.replaceOne({}, { n: 1 }), 115],
      [() => things.updateOne({}, { $set: { 'a.0': 1 } }), 28],
      [() => things.updateOne({}, { $unset: { 'a.0': 1 } }), 28],
      [() => things.findOneAndUpdate({}, { $set: { n: 1 } }, { sort: { n: 1 } }), 40415],
      [() => things.findOneAndReplace({}, { n: 1 }), 115],
      [() => things.findOneAndDelete({}), 115],
      [() => things.find({ a: /x/ }).toArray(), 2],
      [() => things.find({ a: { $in: [/x/] } }).toArray(), 2],
      [() => things.find({ a: { $regex: 'x' } }).toArray(), 2],
      [() => things.find({ a: { $not: { $gt: 1 } } }).toArray(), 2],
      [() => things.find({ a: { $elemMatch: { b: 1 } } }).toArray(), 2],
      [() => things.find({ a: { $size: 1 } }).toArray(), 2],
      [() => things.find({ a: { $all: [1] } }).toArray(), 2],
      [() => things.find({ $nor: [{ a: 1 }] }).toArray(), 2],
      [() => things.createIndex({ a: 1 }, { partialFilterExpression: { a: 1 } }), 67],
      [() => things.distinct('a'), 59],
      [() => things.dropIndex('a_1'), 59],
      [() => db!.admin().listDatabases(), 59],
      [() => things.aggregate([{ $limit: 1 }, { $match: { a: 1 } }]).toArray(), 40324],
      [() => things.aggregate([{ $unwind: '$a' }]).toArray(), 40324],
      [() => things.aggregate([{ $group: { _id: null, n: { $avg: '$n' } } }]).toArray(), 168],
      [() => things.aggregate([{ $group: { _id: '$$ROOT' } }]).toArray(), 168],
      [() => things.updateOne({}, { $set: { 'a.$[].b': 1 } }), 115],
      [() => things.updateOne({}, { $set: { 'a.$[x]': 1 } }, { arrayFilters: [{ x: 1 }] }), 40415],
      [() => things.find({}, { projection: { a: { $slice: 1 } } }).toArray(), 2],
      [() => things.find({ a: { $mod: [2, 0] } }).toArray(), 2],
      [() => things.find({ $text: { $search: 'x' } }).toArray(), 2],
      [() => things.find({ $where: 'true' }).toArray(), 2],
      [() => things.find({ $expr: { $eq: ['$a', 1] } }).toArray(), 2],
      [() => things.createIndex({ a: 'text' }), 67],
      [() => things.createIndex({ a: 1 }, { collation: { locale: 'id' } }), 67],
      [() => things.createIndex({ '$**': 1 }), 67],
      [
        () =>
          things
            .aggregate([{ $lookup: { from: 'x', localField: 'a', foreignField: 'b', as: 'c' } }])
            .toArray(),
        40324,
      ],
      [() => things.aggregate([{ $out: 'x' }]).toArray(), 40324],
      [() => things.find({}, { tailable: true }).toArray(), 40415],
      [() => db!.command({ serverStatus: 1 }), 59],
      [() => db!.command({ create: 'capped', capped: true, size: 1000 }), 40415],
    ];
    for (const [i, [work, code]] of refused.entries()) {
      const error = await work().then(() => undefined, (thrown: unknown) => thrown); // prettier-ignore
      expect(error, `refusal ${i}`).to.include({ code });
    }
    const session = await store.connection.startSession();
    session.startTransaction();
    const error = await things.insertOne({}, { session }).catch((thrown: unknown) => thrown); // prettier-ignore
    expect(error).to.be.instanceOf(mongoose.mongo.MongoServerError);
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
    expect(await things.find().toArray()).to.deep.equal([{ _id: 1, a: [{ b: 1 }] }]);
  });

  it('listens where only its own user can reach it', async () => {
    const socket = await readFile(join(store.folder, 'address'), 'utf8');
    expect(statSync(socket).mode & 0o777).to.equal(0o600);
    expect(statSync(socket).isSocket()).to.equal(true);
  });

  it('moves its socket when the folder’s path is too long for one', async () => {
    const { folder, remove } = await aFolder();
    const long = join(folder, 'a'.repeat(60), 'b'.repeat(60));
    const other = await startEmbeddedStore({ folder: long });
    const connection = await mongoose.createConnection(other.uri, { dbName: 'test' }).asPromise();
    await connection.collection('things').insertOne({ a: 1 });
    await connection.close();
    await other.close();
    await remove();
  });

  describe('opening', () => {
    const opening = (dataDir: string, role: 'server' | 'command' = 'server') =>
      openStore({ dataDir, role, log });

    it('refuses a second server on a folder, shares with a command, and lets the next one in', async () => {
      const { folder, remove } = await aFolder();
      const first = await opening(folder);
      await first.connection.collection('things').insertOne({ a: 1 });
      const { code, message } = await refusal(opening(folder));
      expect(code).to.equal('STORE_IN_USE');
      expect(message).to.match(/^Another Saring already runs on the folder .+: stop it, or set DATA_DIR\.$/);
      const command = await opening(folder, 'command');
      expect(await command.connection.collection('things').countDocuments()).to.equal(1);
      await command.close();
      expect(first.ready()).to.equal(true);
      await first.close();
      const alone = await opening(folder, 'command');
      expect(await alone.connection.collection('things').countDocuments()).to.equal(1);
      await alone.close();
      expect(existsSync(join(folder, 'store', 'saring.sock'))).to.equal(false);
      await remove();
    });

    it('comes back by itself when its thread dies, with all that it acknowledged', async () => {
      const { folder, remove } = await aFolder();
      const threads: Worker[] = [];
      const remember = (thread: Worker) => threads.push(thread);
      process.on('worker', remember);
      const opened = await opening(folder);
      const config = loadConfig({ SECRET: 'a secret of forty characters for the tests', DATA_DIR: folder });
      const context = createContext({ config, store: opened, log });
      await prepare(context);
      const request = supertest(createApp(context));
      const things = opened.connection.collection('things');
      for (const deaths of [1, 2]) {
        expect((await request.get('/')).status).to.equal(200);
        await things.insertMany(Array.from({ length: 50 }, (_, n) => ({ n, deaths })));
        // One write is under way while it dies: it may be there afterwards or not.
        const underWay = things.insertOne({ deaths: 0 }).catch(() => undefined);
        const disconnected = once(opened.connection, 'disconnected');
        const connected = once(opened.connection, 'connected');
        await threads.at(-1)!.terminate();
        await Promise.all([disconnected, underWay]);
        expect([opened.ready(), (await request.get('/')).status]).to.deep.equal([false, 503]);
        await connected;
        expect(threads).to.have.length(deaths + 1);
        expect(await things.countDocuments({ deaths: { $gt: 0 } })).to.equal(50 * deaths);
      }
      expect([opened.ready(), (await request.get('/')).status]).to.deep.equal([true, 200]);
      process.off('worker', remember);
      await opened.close();
      await remove();
    });

    it('refuses a folder that cannot be one', async () => {
      const { folder, remove } = await aFolder();
      const file = join(folder, 'file');
      await writeFile(file, 'not a folder');
      const { code, message } = await refusal(opening(file));
      expect(code).to.equal('STORE_UNWRITABLE');
      expect(message).to.match(/^The folder .+ cannot be written \(\w+\): set DATA_DIR\.$/);
      await remove();
    });

    it('refuses a damaged store and leaves it as it is', async () => {
      const { folder, remove } = await aFolder();
      const data = join(folder, 'store', 'data.mdb');
      await mkdir(join(folder, 'store'));
      await writeFile(data, 'x'.repeat(20_000));
      const { code, message } = await refusal(opening(folder));
      expect(code).to.equal('STORE_DAMAGED');
      expect(message).to.match(
        /is damaged and cannot be opened \(.+\): move it away and restore a backup\.$/,
      );
      expect(await readFile(data, 'utf8')).to.equal('x'.repeat(20_000));
      await remove();
    });

    it('refuses a store that was cut short', async () => {
      const { folder, remove } = await aFolder();
      const whole = await opening(folder);
      await whole.connection
        .collection('things')
        .insertMany(Array.from({ length: 2000 }, (_, n) => ({ n, text: 'x'.repeat(200) })));
      await whole.close();
      const data = join(folder, 'store', 'data.mdb');
      const { size } = await stat(data);
      for (const part of [0.7, 0.2]) {
        await truncate(data, Math.floor(size * part));
        expect((await refusal(opening(folder))).code).to.equal('STORE_DAMAGED');
      }
      const handle = await open(data, 'r+');
      await handle.truncate(5000);
      await handle.close();
      expect((await refusal(opening(folder))).code).to.equal('STORE_DAMAGED');
      await remove();
    });

    it('makes every declared index, and again', async () => {
      const { folder, remove } = await aFolder();
      const opened = await opening(folder);
      const schema = new mongoose.Schema({ a: Number, b: String });
      schema.index({ a: 1, b: -1 });
      schema.index({ b: 1 }, { unique: true, sparse: true });
      const model = opened.connection.model('Thing', schema);
      await ensureIndexes(opened.connection);
      await ensureIndexes(opened.connection);
      expect((await model.collection.indexes()).map(({ name }) => name)).to.deep.equal([
        '_id_',
        'a_1_b_-1',
        'b_1',
      ]);
      expect(opened.connection.name).to.equal('saring');
      await opened.close();
      await remove();
    });
  });

  describe('with a MongoDB elsewhere', () => {
    it('opens while it is away, says so, and connects by itself once it is there', async function () {
      this.timeout(20_000);
      // A port that nobody listens on now, and a proxy to a real store on it later.
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      const { port } = probe.address() as { port: number };
      probe.close();
      await once(probe, 'close');
      const mongodbUri = `mongodb://127.0.0.1:${port}/elsewhere?directConnection=true`;
      const { folder, remove } = await aFolder();
      const opened = await openStore({ mongodbUri, dataDir: folder, role: 'server', log });
      expect([opened.embedded, opened.ready()]).to.deep.equal([false, false]);
      const things = opened.connection.model('Thing', new mongoose.Schema({ a: Number }), undefined, {
        overwriteModels: true,
      });
      const error = await things.findOne().catch((thrown: unknown) => thrown); // prettier-ignore
      expect(isStoreAway(error)).to.equal(true);
      expect((await refusal(openStore({ mongodbUri, dataDir: folder, role: 'command', log }))).code).to.equal(
        'STORE_AWAY',
      );
      const { connect } = await import('node:net');
      const path = await readFile(join(store.folder, 'address'), 'utf8');
      const proxied = new Set<{ destroy(): void }>();
      const proxy = createServer((client) => {
        const server = connect(path);
        proxied.add(client);
        client.on('error', () => server.destroy()).on('close', () => server.destroy()).pipe(server);
        server.on('error', () => client.destroy()).on('close', () => client.destroy()).pipe(client);
      }).listen(port, '127.0.0.1'); // prettier-ignore
      if (!opened.ready()) await new Promise((resolve) => opened.connection.once('connected', resolve));
      await things.create({ a: 1 });
      expect(opened.connection.name).to.equal('elsewhere');
      const disconnected = new Promise((resolve) => opened.connection.once('disconnected', resolve));
      proxy.close();
      for (const client of proxied) client.destroy();
      await disconnected;
      expect(opened.ready()).to.equal(false);
      expect(isStoreAway(await things.findOne().catch((thrown: unknown) => thrown))).to.equal(true); // prettier-ignore
      await opened.connection.close();
      await opened.close();
      await remove();
    });

    it('knows an absent store by the error’s class', () => {
      expect(isStoreAway(new mongoose.mongo.MongoNetworkError('x'))).to.equal(true);
      expect(isStoreAway(new Error('x', { cause: new mongoose.mongo.MongoNotConnectedError('x') }))).to.equal(
        true,
      );
      expect(isStoreAway(new mongoose.mongo.MongoServerError({ message: 'x', code: 11000 }))).to.equal(false);
      expect(isStoreAway(new mongoose.mongo.MongoServerError({ message: 'x', code: 91 }))).to.equal(true);
      expect(isStoreAway(new Error('connection refused'))).to.equal(false);
      expect(isStoreAway(undefined)).to.equal(false);
    });
  });
});
