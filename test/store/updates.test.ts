import { expect } from 'chai';
import * as fc from 'fast-check';
import { updateOne } from 'mingo';
import type { Collection, Document } from 'mongodb';
import { anEmbeddedStore, type EmbeddedForTest } from './a-store.js';

/** More for a long night: FUZZ_RUNS=5000. */
const fuzzRuns = Number(process.env['FUZZ_RUNS'] ?? 60);

const small = fc.integer({ min: -3, max: 3 });
const list = fc.array(small, { maxLength: 4 });
const tag = fc.constantFrom('a', 'b', 'c', 'd');
const aDocument = fc.record({
  n: small,
  m: small,
  list,
  tags: fc.uniqueArray(tag, { maxLength: 3 }),
  sub: fc.record({ n: small, list }),
});

// Where mingo and MongoDB agree: right types, no upsert, one operator a path.
const numberPath = fc.constantFrom('n', 'm', 'sub.n', 'fresh', 'sub.fresh');
const listPath = fc.constantFrom('list', 'sub.list');
const anUpdate: fc.Arbitrary<Document> = fc.oneof(
  fc.tuple(numberPath, small).map(([path, value]) => ({ $set: { [path]: value } })),
  fc.tuple(numberPath, small).map(([path, value]) => ({ $inc: { [path]: value } })),
  numberPath.map((path) => ({ $unset: { [path]: '' } })),
  fc.tuple(listPath, small).map(([path, value]) => ({ $push: { [path]: value } })),
  fc.tuple(listPath, list).map(([path, $each]) => ({ $push: { [path]: { $each } } })),
  // On a field without repetitions: mingo removes those that were there before.
  tag.map((value) => ({ $addToSet: { tags: value } })),
  fc.array(tag, { maxLength: 3 }).map(($each) => ({ $addToSet: { tags: { $each } } })),
  fc.tuple(small, small).map(([n, m]) => ({ $set: { 'sub.n': n }, $inc: { m } })),
);
const aFilter: fc.Arbitrary<Document> = fc.oneof(
  fc.constant({}),
  small.map((n) => ({ n })),
  small.map((n) => ({ list: n })),
  small.map((n) => ({ 'sub.n': { $gte: n } })),
  tag.map((value) => ({ tags: value })),
);

describe('updates of the embedded store', () => {
  let store: EmbeddedForTest;
  before(async () => (store = await anEmbeddedStore()));
  after(() => store.close());

  it('change what an independent implementation changes, and leave the indexes true', async function () {
    this.timeout(30_000 + fuzzRuns * 1000);
    let runs = 0;
    const input = fc.tuple(
      fc.array(aDocument, { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(aFilter, anUpdate), { minLength: 1, maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([given, updates]) => {
        const collection = store.connection.collection(`fuzz${runs++}`) as unknown as Collection;
        await collection.createIndexes([
          { key: { n: 1, m: -1 } },
          { key: { list: 1, 'sub.n': 1 } },
          { key: { tags: -1 } },
        ]);
        const model: Document[] = given.map((document, _id) => ({ _id, ...structuredClone(document) }));
        await collection.insertMany(structuredClone(model));
        for (const [filter, update] of updates) {
          // In the order of _id, so that both change the same one.
          const chosen = await collection.findOne(filter, { sort: { _id: 1 } });
          const expected = model.map((document) => structuredClone(document));
          if (chosen) {
            updateOne([expected[Number(chosen._id)]!], {}, structuredClone(update), { cloneMode: 'deep' });
            const result = await collection.updateOne({ ...filter, _id: chosen._id }, update);
            expect(result.matchedCount).to.equal(1);
          }
          model.splice(0, model.length, ...expected);
          const stored = await collection
            .find({}, { hint: { $natural: 1 } })
            .sort({ _id: 1 })
            .toArray();
          expect(stored).to.deep.equal(model);
          for (const hint of [{ n: 1, m: -1 }, { list: 1, 'sub.n': 1 }, { tags: -1 }]) {
            const byIndex = await collection.find({}, { hint: hint as Document }).toArray();
            expect(byIndex.map(({ _id }) => Number(_id)).toSorted((a, b) => a - b)).to.deep.equal([
              ...model.keys(),
            ]);
          }
        }
        await collection.drop();
      }),
      { numRuns: fuzzRuns },
    );
  });
});
