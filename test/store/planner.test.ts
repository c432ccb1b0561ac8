import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Collection, Document } from 'mongodb';
import { sortValue } from '../../src/store/embedded/index-keys.js';
import { encode } from '../../src/store/embedded/order.js';
import { anEmbeddedStore, type EmbeddedForTest } from './a-store.js';

/** More for a long night: FUZZ_RUNS=5000. */
const fuzzRuns = Number(process.env['FUZZ_RUNS'] ?? 60);

const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'a',
      'ab',
      'b',
      'B',
      '',
      '😀',
      '\uffee',
      'a'.repeat(300),
      `${'a'.repeat(300)}b`,
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, 1.5, -2, Number.NaN, 2 ** 60) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map((day) => new Date(day * 86_400_000)) },
  { weight: 1, arbitrary: fc.constantFrom({ x: 1 }, { y: 1 }, {}) },
);
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
);
const inner = fc.record({ x: value, y: scalar }, { requiredKeys: [] });
const nested = fc.oneof(inner, scalar, fc.array(fc.oneof(inner, scalar), { maxLength: 3 }));
const paths = ['a', 'b', 'n.x', 'n.y', 'n'] as const;
const path = fc.constantFrom(...paths);
const aDocument = fc.record({ a: value, b: scalar, n: nested }, { requiredKeys: [] });

const comparison = fc.oneof(
  scalar.map((one) => ({ $eq: one })),
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne'), scalar).map(([name, one]) => ({ [name]: one })),
  fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { maxLength: 3 }).map((some) => ({ $in: some })),
  fc.array(scalar, { maxLength: 2 }).map((some) => ({ $nin: some })),
  fc.boolean().map((is) => ({ $exists: is })),
); // prettier-ignore
const leaf = fc.tuple(path, fc.oneof(scalar, comparison)).map(([at, wanted]) => ({ [at]: wanted }));
const aFilter: fc.Arbitrary<Document> = fc.oneof<fc.MaybeWeightedArbitrary<Document>[]>(
  { weight: 4, arbitrary: leaf },
  { weight: 4, arbitrary: fc.tuple(leaf, leaf).map(([one, other]) => ({ ...one, ...other })) },
  { weight: 2, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((some) => ({ $and: some })) },
  { weight: 2, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((some) => ({ $or: some })) },
  {
    weight: 1,
    arbitrary: fc.tuple(leaf, fc.array(leaf, { minLength: 1, maxLength: 2 })).map(([one, some]) => ({ ...one, $or: some })),
  },
  // A page by cursor.
  { weight: 2, arbitrary: fc.tuple(path, scalar).map(([at, from]) => ({ $or: [{ [at]: { $lt: from } }, { [at]: from, _id: { $lt: 7 } }] })) },
); // prettier-ignore
const direction = fc.constantFrom<1 | -1>(1, -1);
const order = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...paths, '_id'), direction), {
    maxLength: 3,
    selector: ([at]) => at,
  })
  .map((fields) =>
    fields.filter(([at], _, all) => at !== 'n' || !all.some(([other]) => other.startsWith('n.'))),
  );
const anIndex = fc.tuple(
  order.filter((fields) => fields.length > 0 && !fields.some(([at], i) => at === '_id' && i === 0)),
  fc.constantFrom({}, {}, { sparse: true }),
);
const aQuery = fc.record({
  filter: aFilter,
  sort: order,
  limit: fc.constantFrom(0, 1, 3),
  skip: fc.constantFrom(0, 0, 2),
});

/** What a sort sees of a document, so that ties may come in any order. */
const seen = (document: Document, sort: [string, 1 | -1][]) =>
  sort.map(([at, way]) => encode(sortValue(document, at.split('.'), way)).toString('hex')).join();

/** Inserts the documents whose arrays the indexes can hold: MongoDB refuses two arrays in one key. */
async function insertWhatFits(collection: Collection, documents: Document[]): Promise<void> {
  for (const [i, document] of documents.entries()) {
    await collection.insertOne({ ...document, _id: i } as Document).catch((error: { code?: number }) => {
      if (error.code !== 171) throw error;
    });
  }
}

describe('the planner', () => {
  let store: EmbeddedForTest;
  before(async () => (store = await anEmbeddedStore()));
  after(() => store.close());

  it('finds with indexes what it finds without', async function () {
    this.timeout(30_000 + fuzzRuns * 1000);
    let runs = 0;
    const input = fc.tuple(
      fc.array(aDocument, { minLength: 1, maxLength: 25 }),
      fc.array(anIndex, { minLength: 1, maxLength: 3 }),
      fc.array(aQuery, { minLength: 5, maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([documents, indexes, queries]) => {
        const collection = store.connection.collection(`fuzz${runs++}`) as unknown as Collection;
        const halfway = Math.floor(documents.length / 2);
        for (const [i, [fields, options]] of indexes.entries()) {
          await collection
            .createIndex(Object.fromEntries(fields), { ...options, name: `index${i}` })
            .catch((error: { code?: number }) => {
              if (error.code !== 85) throw error;
            });
        }
        await insertWhatFits(collection, documents);
        // Change half of them, so that entries are moved and removed as well.
        for (let i = 0; i < halfway; i++) {
          const { a, b, n } = documents[documents.length - 1 - i]!;
          const $set = Object.fromEntries(Object.entries({ a, b, n }).filter(([, one]) => one !== undefined));
          const $unset = Object.fromEntries(
            ['a', 'b', 'n'].filter((name) => !(name in $set)).map((name) => [name, '']),
          );
          await collection
            .updateOne({ _id: i as never }, { $set: { ...$set, changed: true }, $unset })
            .catch((error: { code?: number }) => {
              if (error.code !== 171) throw error;
            });
        }
        for (const { filter, sort, limit, skip } of queries) {
          const brute = await collection
            .find(filter, { hint: { $natural: 1 } })
            .sort(sort)
            .toArray();
          const found = await collection.find(filter).sort(sort).skip(skip).limit(limit).toArray();
          const wanted = brute.slice(skip, limit ? skip + limit : undefined);
          expect(found.map((document) => seen(document, sort))).to.deep.equal(
            wanted.map((document) => seen(document, sort)),
          );
          const all = await collection.find(filter).toArray();
          expect(all.map(({ _id }) => Number(_id)).sort((a, b) => a - b)).to.deep.equal(
            brute.map(({ _id }) => Number(_id)).sort((a, b) => a - b),
          );
          expect(await collection.countDocuments(filter)).to.equal(brute.length);
        }
        await collection.drop();
      }),
      { numRuns: fuzzRuns },
    );
  });
});
