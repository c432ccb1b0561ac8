import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import type { Collection, Document } from 'mongodb';
import { Binary, Decimal128, Long, ObjectId } from 'bson';
import { codeOf } from './a-store.js';
import { testStoreUri } from '../helpers/saring.js';

// Runs against the run's own store: a real MongoDB when MONGODB_URI is set. What holds here holds there.
describe('the store, as a driver sees it', () => {
  let connection: Connection;
  let things: Collection;

  before(async () => {
    connection = await mongoose
      .createConnection(testStoreUri(), { dbName: `crud-${process.pid}` })
      .asPromise();
  });
  beforeEach(async () => {
    await connection.dropDatabase();
    things = connection.collection('things');
  });
  after(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  const idsOf = async (filter: Document) =>
    (await things.find(filter).toArray()).map(({ _id }) => String(_id)).toSorted().join(' '); // prettier-ignore

  describe('filters', () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, n));
    const documents: [string, Document][] = [
      ['one', { a: 1, s: 'satu', at: day(1), n: { x: 1, y: 'b' } }],
      ['two', { a: 2, s: 'dua', at: day(2), n: { x: 2 } }],
      ['list', { a: [1, 5], s: ['tiga', 'satu'], n: [{ x: 1, y: 'c' }, { x: 3, y: 'b' }] }],
      ['null', { a: null, s: null, n: null }],
      ['none', {}],
      ['empty', { a: [], s: '', n: [] }],
      ['deep', { a: [[1, 2], 3], n: { x: { z: 1 } } }],
      ['text', { a: '1', s: 'SATU sekali', n: 4 }],
      ['scalars', { a: 10, n: [1, 2] }],
    ]; // prettier-ignore
    const cases: [Document, string][] = [
      [{ a: 1 }, 'list one'],
      [{ a: [1, 5] }, 'list'],
      [{ a: [1, 2] }, 'deep'],
      [{ a: null }, 'none null'],
      [{ a: { $ne: null } }, 'deep empty list one scalars text two'],
      [{ a: { $exists: true } }, 'deep empty list null one scalars text two'],
      [{ a: { $exists: false } }, 'none'],
      [{ a: { $gt: 1 } }, 'deep list scalars two'],
      [{ a: { $gt: 1, $lt: 5 } }, 'deep list two'],
      [{ a: { $gte: '0' } }, 'text'],
      [{ a: { $lte: null } }, 'none null'],
      [{ a: { $in: [2, '1', null] } }, 'none null text two'],
      [{ a: { $nin: [1, null] } }, 'deep empty scalars text two'],
      [{ at: { $gte: day(2) } }, 'two'],
      [{ 'n.x': 1 }, 'list one'],
      [{ 'n.x': null }, 'none null text'],
      [{ 'n.x': { $exists: false } }, 'empty none null scalars text'],
      [{ 'n.0.x': 1 }, 'list'],
      [{ 'n.x': 1, 'n.y': 'b' }, 'list one'],
      [{ n: { x: 2 } }, 'two'],
      [{ n: { y: 'b', x: 1 } }, ''],
      [{ 'a.0': 1 }, 'list'],
      [{ 'n.x.z': 1 }, 'deep'],
      [{ $or: [{ a: 2 }, { 'n.y': 'c' }] }, 'list two'],
      [{ $and: [{ a: 1 }, { s: 'satu' }] }, 'list one'],
      [{ s: 'x', a: 1 }, ''],
    ]; // prettier-ignore

    beforeEach(() => things.insertMany(documents.map(([_id, fields]): Document => ({ _id, ...fields }))));

    for (const [filter, expected] of cases) {
      it(`${JSON.stringify(filter)} finds ${expected || 'nothing'}`, async () => {
        expect(await idsOf(filter)).to.equal(expected);
      });
    }

    it('sorts every type in MongoDB’s order, arrays by their least or greatest element', async () => {
      const up = await things.find().sort({ a: 1, _id: 1 }).toArray();
      expect(up.map(({ _id }) => String(_id)).join(' ')).to.equal(
        'empty none null list one two deep scalars text',
      );
      const down = await things.find().sort({ a: -1, _id: 1 }).toArray();
      expect(down.map(({ _id }) => String(_id)).join(' ')).to.equal(
        'deep text scalars list two one none null empty',
      );
    });

    it('orders strings by their bytes', async () => {
      await things.drop();
      await things.insertMany(['😀', '\uffee', 'z', 'a', 'B', ''].map((s) => ({ s })));
      const sorted = await things.find().sort({ s: 1 }).toArray();
      expect(sorted.map(({ s }) => s as string)).to.deep.equal(['', 'B', 'a', 'z', '\uffee', '😀']);
    });
  });

  describe('values', () => {
    it('come back as they were', async () => {
      const document = {
        _id: new ObjectId(), text: 'a\0b', empty: '', whole: 5, half: 0.5, big: 2 ** 53, flag: false, nothing: null,
        at: new Date(0), bytes: new Binary(Buffer.from([1, 2, 3])), list: [1, [2], { a: [] }], none: {},
        long: Long.fromString('9007199254740993'), money: Decimal128.fromString('1.10'), pattern: /a.b/i,
      }; // prettier-ignore
      await things.insertOne(document);
      const read = { promoteLongs: false };
      expect(await things.findOne({ _id: document._id }, read)).to.deep.equal(document);
      await things.updateOne({ _id: document._id }, { $set: { whole: 6 } });
      expect(await things.findOne({ _id: document._id }, read)).to.deep.equal({ ...document, whole: 6 });
      await things.updateOne({ _id: document._id }, { $inc: { long: 1 } });
      expect((await things.findOne({ _id: document._id }, read))!['long']).to.deep.equal(
        Long.fromString('9007199254740994'),
      );
    });

    it('have any kind of _id', async () => {
      const ids = ['text', 'x'.repeat(3000), 7, new ObjectId(), { a: 1 }, new Date(5), true];
      await things.insertMany(ids.map((_id): Document => ({ _id })));
      for (const _id of ids) expect(await things.countDocuments({ _id: { $eq: _id as never } })).to.equal(1);
      expect(await codeOf(things.insertOne({ _id: 'text' as never }))).to.equal(11000);
    });

    it('may be as large as 16 MiB, and no larger', async () => {
      await things.insertOne({ text: 'x'.repeat(15 * 1024 * 1024) });
      expect(await things.countDocuments()).to.equal(1);
      const tooLarge = things.insertOne({ text: 'x'.repeat(16 * 1024 * 1024 + 100) });
      expect(await tooLarge.then(() => 'accepted', () => 'refused')).to.equal('refused'); // prettier-ignore
    });
  });

  describe('projections', () => {
    const document = {
      _id: 1 as never,
      a: 1,
      b: { c: 2, d: 3 },
      e: [{ f: 1, g: 2 }, { f: 3 }, 4],
      h: [1, 2, 3],
    };
    const cases: [Document, Document][] = [
      [{ a: 1 }, { _id: 1, a: 1 }],
      [{ a: 1, _id: 0 }, { a: 1 }],
      [{ _id: 1 }, { _id: 1 }],
      [
        { a: 0, e: 0, h: 0 },
        { _id: 1, b: { c: 2, d: 3 } },
      ],
      [{ 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
      [
        { 'b.c': 0, e: 0, h: 0 },
        { _id: 1, a: 1, b: { d: 3 } },
      ],
      [{ 'e.f': 1 }, { _id: 1, e: [{ f: 1 }, { f: 3 }] }],
      [{ 'a.x': 1 }, { _id: 1 }],
    ];
    for (const [projection, expected] of cases) {
      it(`${JSON.stringify(projection)} shows ${JSON.stringify(expected)}`, async () => {
        await things.insertOne(document);
        expect(await things.findOne({}, { projection })).to.deep.equal(expected);
      });
    }
  });

  describe('updates', () => {
    const cases: [string, Document, Document, Document][] = [
      ['$set makes what lies between', { a: 1 }, { $set: { 'b.c.d': 2 } }, { a: 1, b: { c: { d: 2 } } }],
      ['$unset', { a: 1, b: { c: 1, d: 1 } }, { $unset: { a: '', 'b.c': '', 'x.y': '' } }, { b: { d: 1 } }],
      ['$inc', { a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
      ['$push', { a: [1] }, { $push: { a: 2, b: 3 } }, { a: [1, 2], b: [3] }],
      ['$push $each', { a: [1] }, { $push: { a: { $each: [3, [4]] } } }, { a: [1, 3, [4]] }],
      ['$push an array', { a: [1] }, { $push: { a: [2] } }, { a: [1, [2]] }],
      ['$addToSet', { a: [1, { x: 1 }] }, { $addToSet: { a: { x: 1 } } }, { a: [1, { x: 1 }] }],
      ['$addToSet $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] }, b: 1 } }, { a: [1, 2], b: [1] }],
      ['$setOnInsert does nothing to what is there', { a: 1 }, { $setOnInsert: { a: 2 } }, { a: 1 }],
    ]; // prettier-ignore
    for (const [name, before, update, after] of cases) {
      it(name, async () => {
        await things.insertOne({ _id: 1 as never, ...before });
        await things.updateOne({}, update);
        expect(await things.findOne()).to.deep.equal({ _id: 1, ...after });
      });
    }

    it('count what matched and what changed', async () => {
      await things.insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
      const many = await things.updateMany({ a: { $lte: 2 } }, { $set: { a: 2 } });
      expect([many.matchedCount, many.modifiedCount]).to.deep.equal([3, 2]);
      const none = await things.updateOne({ a: 7 }, { $set: { a: 2 } });
      expect([none.matchedCount, none.modifiedCount, none.upsertedCount]).to.deep.equal([0, 0, 0]);
      expect((await things.deleteOne({ a: 2 })).deletedCount).to.equal(1);
      expect((await things.deleteMany({})).deletedCount).to.equal(2);
    });

    it('insert when nothing matches, from what the query says', async () => {
      const update = { $set: { c: 3 }, $setOnInsert: { d: 4 } };
      const filter = { a: 1, 'n.x': 2, b: { $gt: 5 }, $and: [{ e: { $eq: 6 } }] };
      const first = await things.updateOne(filter, update, { upsert: true });
      expect(first.upsertedCount).to.equal(1);
      expect(await things.findOne({}, { projection: { _id: 0 } })).to.deep.equal({
        a: 1,
        n: { x: 2 },
        e: 6,
        c: 3,
        d: 4,
      });
    });

    it('at once, insert one document and not two', async () => {
      await things.createIndex({ a: 1 }, { unique: true });
      const all = Array.from({ length: 40 }, () =>
        things.updateOne({ a: 1 }, { $inc: { n: 1 } }, { upsert: true }).catch(() => undefined),
      );
      const done = (await Promise.all(all)).filter((result) => result).length;
      expect(await things.countDocuments()).to.equal(1);
      expect((await things.findOne())!['n']).to.equal(done);
    });

    it('find and modify gives the document before or after, and one caller wins', async () => {
      await things.insertOne({ a: 1, n: 1 });
      const after = await things.findOneAndUpdate(
        { a: 1 },
        { $inc: { n: 10 } },
        { returnDocument: 'after', projection: { _id: 0 } },
      );
      expect(after).to.deep.equal({ a: 1, n: 11 });
      const before = await things.findOneAndUpdate({ a: 1 }, { $inc: { n: 1 } });
      expect(before).to.include({ a: 1, n: 11 });
      expect(await things.findOneAndUpdate({ a: 5 }, { $set: { n: 1 } })).to.equal(null);
      expect(
        await things.findOneAndUpdate(
          { a: 5 },
          { $set: { n: 6 } },
          { upsert: true, returnDocument: 'after' },
        ),
      ).to.include({ a: 5, n: 6 });
      await things.insertOne({ job: 'x', version: 0 });
      const claims = Array.from({ length: 20 }, () =>
        things.findOneAndUpdate({ job: 'x', version: 0 }, { $inc: { version: 1 } }),
      );
      expect((await Promise.all(claims)).filter((won) => won !== null)).to.have.length(1);
    });
  });

  describe('refusals, with MongoDB’s codes', () => {
    beforeEach(() => things.insertOne({ _id: 1 as never, a: 'text', n: 1, list: [1], sub: { x: 1 } }));
    const change = (update: Document) => things.updateOne({}, update);
    const cases: [string, () => Promise<unknown>, number][] = [
      ['$inc of text', () => change({ $inc: { a: 1 } }), 14],
      ['$inc by text', () => change({ $inc: { n: 'x' } }), 14],
      ['$push to a number', () => change({ $push: { n: 1 } }), 2],
      ['$addToSet to text', () => change({ $addToSet: { a: 1 } }), 2],
      ['a path through a scalar', () => change({ $set: { 'n.x': 1 } }), 28],
      ['a name in an array', () => change({ $set: { 'list.x': 1 } }), 28],
      ['conflicting paths', () => change({ $set: { sub: 1, 'sub.x': 2 } }), 40],
      ['the same path twice', () => change({ $set: { n: 1 }, $inc: { n: 1 } }), 40],
      ['another _id', () => change({ $set: { _id: 2 } }), 66],
      ['an unknown update operator', () => change({ $bogus: { a: 1 } }), 9],
      ['an unknown filter operator', () => things.findOne({ a: { $bogus: 1 } } as never), 2],
      ['an unknown top-level operator', () => things.findOne({ $bogus: [] } as never), 2],
      ['an empty $or', () => things.findOne({ $or: [] }), 2],
      ['$in without a list', () => things.findOne({ a: { $in: 1 } } as never), 2],
      ['a wrong sort', () => connection.db!.command({ find: 'things', sort: { a: 5 } }), 2],
      ['a mixed projection', () => things.findOne({}, { projection: { a: 1, n: 0 } }), 31254],
      ['an unknown command', () => connection.db!.command({ bogus: 1 }), 59],
      ['an unknown command field', () => connection.db!.command({ find: 'things', bogus: 1 }), 40415],
      ['an unknown cursor', () => connection.db!.command({ getMore: Long.fromNumber(5), collection: 'things' }), 43],
      ['indexes of nothing', () => connection.collection('nowhere').indexes(), 26],
      ['an unknown stage', () => things.aggregate([{ $bogus: 1 }]).toArray(), 40324],
      ['an unknown expression', () => things.aggregate([{ $group: { _id: null, n: { $sum: { $bogus: 1 } } } }]).toArray(), 168],
      ['creating it twice', () => connection.db!.command({ create: 'things' }), 48],
      ['an empty field name', () => change({ $set: { '': 1 } }), 56],
    ]; // prettier-ignore
    for (const [name, work, code] of cases) {
      it(`${name}: ${code}`, async () => expect(await codeOf(work())).to.equal(code));
    }

    it('an ordered insert stops at the first duplicate, an unordered one goes on', async () => {
      await things.createIndex({ u: 1 }, { unique: true });
      await things.deleteMany({});
      const batch = [{ u: 1 }, { u: 1 }, { u: 2 }];
      const ordered = await things.insertMany(batch).catch((error: unknown) => error);
      expect(ordered).to.include({ code: 11000, insertedCount: 1 });
      await things.deleteMany({});
      const unordered = await things.insertMany(batch.map(({ u }) => ({ u })), { ordered: false }).catch((error: unknown) => error);
      expect(unordered).to.include({ code: 11000, insertedCount: 2 });
    }); // prettier-ignore

    it('a duplicate names its key', async () => {
      await things.createIndex({ 'sub.x': 1, n: -1 }, { unique: true });
      const error = await things
        .insertOne({ sub: { x: 1 }, n: 1 })
        .catch((thrown: unknown) => thrown as Document);
      expect(error).to.deep.include({
        code: 11000,
        keyPattern: { 'sub.x': 1, n: -1 },
        keyValue: { 'sub.x': 1, n: 1 },
      });
      expect(
        await codeOf(
          things.updateOne({ _id: 2 as never }, { $set: { sub: { x: 1 }, n: 1 } }, { upsert: true }),
        ),
      ).to.equal(11000);
      expect(await things.countDocuments()).to.equal(1);
    });
  });

  describe('indexes', () => {
    it('a unique one allows null once, a sparse one any number of documents without it', async () => {
      await things.createIndex({ u: 1 }, { unique: true });
      await things.insertOne({ u: 1 });
      await things.insertOne({});
      expect(await codeOf(things.insertOne({}))).to.equal(11000);
      await things.createIndex({ s: 1 }, { unique: true, sparse: true });
      await things.insertMany([{ u: 2 }, { u: 3 }, { u: 4, s: 1 }]);
      expect(await codeOf(things.insertOne({ u: 5, s: 1 }))).to.equal(11000);
      expect(await things.countDocuments({ s: null })).to.equal(4);
      expect(await things.find().sort({ s: 1 }).toArray()).to.have.length(5);
    });

    it('a unique one looks into arrays, but not at its own document', async () => {
      await things.createIndex({ tags: 1 }, { unique: true });
      await things.insertOne({ _id: 1 as never, tags: ['a', 'b', 'a'] });
      expect(await codeOf(things.insertOne({ tags: ['c', 'b'] }))).to.equal(11000);
      await things.updateOne({ _id: 1 as never }, { $set: { tags: ['b'] } });
      await things.insertOne({ tags: ['a'] });
      expect(await things.countDocuments({ tags: { $in: ['a', 'b'] } })).to.equal(2);
    });

    it('two arrays in one key are refused', async () => {
      await things.createIndex({ a: 1, b: 1 });
      expect(await codeOf(things.insertOne({ a: [1], b: [1] }))).to.equal(171);
    });

    it('can be made over what is there, and listed; repeating changes nothing', async () => {
      await things.insertMany([{ a: 2 }, { a: 1 }]);
      expect(await things.createIndex({ a: -1 }, { unique: true })).to.equal('a_-1');
      expect(await things.createIndex({ a: -1 }, { unique: true })).to.equal('a_-1');
      expect((await things.indexes()).map(({ name }) => name)).to.deep.equal(['_id_', 'a_-1']);
      expect(await codeOf(things.createIndex({ a: -1 }, { name: 'other', unique: true }))).to.equal(85);
      expect(await codeOf(things.createIndex({ b: 1 }, { name: 'a_-1' }))).to.equal(86);
      await things.insertMany([{ b: 1 }].concat([]));
      await things.drop();
      await things.insertMany([{ a: 2 }, { a: 2 }]);
      expect(await codeOf(things.createIndex({ a: -1 }, { unique: true }))).to.equal(11000);
      expect((await things.indexes()).map(({ name }) => name)).to.deep.equal(['_id_']);
    });
  });

  describe('cursors', () => {
    beforeEach(() => things.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n, even: n % 2 === 0 }))));

    it('give everything over many batches, also while documents are removed', async () => {
      let seen = 0;
      for await (const { n } of things.find({}, { batchSize: 7 }).sort({ n: 1 })) expect(n).to.equal(seen++);
      expect(seen).to.equal(1000);
      const found = new Set<number>();
      for await (const { n } of things.find({}, { batchSize: 50 })) {
        found.add(n as number);
        if (found.size === 500) await things.deleteMany({ n: { $gte: 900 } });
      }
      expect([...Array(900).keys()].every((n) => found.has(n))).to.equal(true);
    });

    it('skip, limit and count', async () => {
      const page = await things.find({ even: true }).sort({ n: -1 }).skip(10).limit(3).toArray();
      expect(page.map(({ n }) => n as number)).to.deep.equal([978, 976, 974]);
      expect(await things.countDocuments({ even: true })).to.equal(500);
      expect(await things.countDocuments({ even: true }, { limit: 7 })).to.equal(7);
      expect(await things.countDocuments({ even: true }, { skip: 495 })).to.equal(5);
      expect(await things.estimatedDocumentCount()).to.equal(1000);
    });

    it('end when they are closed', async () => {
      const cursor = things.find({}, { batchSize: 10 });
      await cursor.next();
      const { id } = cursor;
      await cursor.close();
      expect(await codeOf(connection.db!.command({ getMore: id!, collection: 'things' }))).to.equal(43);
    });
  });

  it('aggregates small sets', async () => {
    const claim = new ObjectId();
    const other = new ObjectId();
    await things.insertMany([
      { claim, n: 1, tags: ['a', 'b'], at: new Date('2026-01-01T10:00:00Z') },
      { claim: new ObjectId(claim.toHexString()), n: 2, tags: ['b'], at: new Date('2026-01-01T20:00:00Z') },
      { claim: other, n: 3, tags: [], at: new Date('2026-01-02T00:00:00Z') },
    ]);
    const run = (...stages: Document[]) => things.aggregate(stages).toArray();
    const byClaim = await run({ $group: { _id: '$claim', n: { $sum: '$n' }, most: { $max: '$n' }, least: { $min: '$n' } } });
    expect(byClaim.toSorted((a, b) => (a['least'] as number) - (b['least'] as number))).to.deep.equal([
      { _id: claim, n: 3, most: 2, least: 1 },
      { _id: other, n: 3, most: 3, least: 3 },
    ]);
    expect(await run({ $match: { n: { $gt: 1 } } }, { $group: { _id: null, n: { $sum: 1 } } })).to.deep.equal([{ _id: null, n: 2 }]);
    expect(await run({ $match: { n: { $gt: 9 } } }, { $group: { _id: 1, n: { $sum: 1 } } })).to.deep.equal([]);
    const [second] = await run({ $sort: { n: -1 } }, { $skip: 1 }, { $limit: 1 });
    expect(second).to.include({ n: 2 });
    expect(await run({ $group: { _id: { claim: '$claim', at: '$at' } } })).to.have.length(3);
  }); // prettier-ignore

  it('keeps pictures in GridFS', async () => {
    const bucket = new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: 'pictures' });
    const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7) % 251));
    const upload = bucket.openUploadStream('a.webp', { metadata: { sha256: 'x' } });
    await new Promise<void>((resolve, reject) => upload.on('finish', resolve).on('error', reject).end(bytes));
    const parts: Buffer[] = [];
    for await (const part of bucket.openDownloadStream(upload.id)) parts.push(part as Buffer);
    expect(Buffer.concat(parts).equals(bytes)).to.equal(true);
    const [file] = await bucket.find({ 'metadata.sha256': 'x' }).toArray();
    expect(file).to.include({ length: bytes.length, filename: 'a.webp' });
    await bucket.delete(upload.id);
    expect(await connection.collection('pictures.chunks').countDocuments()).to.equal(0);
  });

  it('keeps databases apart, lists and drops them', async () => {
    await things.insertOne({ a: 1 });
    const other = connection.useDb(`crud-other-${process.pid}`);
    await other.collection('things').insertOne({ a: 2 });
    expect(await things.find({}, { projection: { _id: 0 } }).toArray()).to.deep.equal([{ a: 1 }]);
    expect((await connection.db!.listCollections().toArray()).map(({ name }) => name)).to.deep.equal([
      'things',
    ]);
    await other.dropDatabase();
    expect(await other.collection('things').countDocuments()).to.equal(0);
    expect(await things.countDocuments()).to.equal(1);
  });
});
