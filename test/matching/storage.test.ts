import { expect } from 'chai';
import * as fc from 'fast-check';
import { createBytePool, placeOf } from '../../src/matching/byte-pool.js';
import { createHashTable, hashOf } from '../../src/matching/hash-table.js';
import { createIntColumn } from '../../src/matching/int-column.js';
import { createPackedReader, createPackedWriter } from '../../src/matching/packed.js';
import { createStringTable } from '../../src/matching/string-table.js';

describe('a column of integers', () => {
  it('is nought where nothing was set, and holds what was set far out', () => {
    const column = createIntColumn();
    column.set(3, -7);
    column.set(1_000_000, 2 ** 31 - 1);
    expect([column.get(3), column.get(1_000_000), column.get(4), column.get(2_000_000)]).to.deep.equal([
      -7,
      2 ** 31 - 1,
      0,
      0,
    ]);
  });
});

describe('a pool of bytes', () => {
  it('keeps every record as it was put, whatever was released meanwhile', () => {
    const change = fc.record({
      length: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 60_000, max: 200_000 })),
      fill: fc.nat(255),
      release: fc.option(fc.nat(20)),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const pool = createBytePool();
        const kept: { address: number; bytes: Uint8Array }[] = [];
        for (const { length, fill, release } of changes) {
          const bytes = new Uint8Array(length).fill(fill);
          kept.push({ address: pool.put(bytes, length), bytes });
          if (release === null) continue;
          for (const gone of kept.splice(release, 1)) pool.release(gone.address, gone.bytes.length);
        }
        for (const { address, bytes } of kept) {
          const start = placeOf(address);
          expect(
            pool
              .pageOf(address)
              .subarray(start, start + bytes.length)
              .equals(bytes),
          ).to.equal(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('uses room again', () => {
    const pool = createBytePool();
    const first = pool.put(new Uint8Array(100), 100);
    pool.release(first, 100);
    expect(pool.put(new Uint8Array(98), 98)).to.equal(first);
    const large = pool.put(new Uint8Array(100_000), 100_000);
    pool.release(large, 100_000);
    expect(pool.put(new Uint8Array(90_000), 90_000)).to.equal(large);
  });
});

describe('packed numbers and strings', () => {
  it('are read as they were written', () => {
    const value = fc.oneof(
      fc.nat(),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ maxLength: 3000 }),
    );
    fc.assert(
      fc.property(fc.array(value), fc.nat(20), (values, before) => {
        const writer = createPackedWriter();
        writer.string('something else');
        writer.clear();
        for (let at = 0; at < before; at += 1) writer.number(at);
        for (const one of values) {
          if (typeof one === 'number') writer.number(one);
          else writer.string(one);
        }
        const readers = [createPackedReader(), createPackedReader(), createPackedReader()];
        const [reader, comparing, units] = readers;
        const into = new Uint16Array(3000);
        for (const one of readers) one.open(writer.bytes, before);
        for (const one of values) {
          if (typeof one === 'number') {
            expect(readers.map((each) => each.number())).to.deep.equal([one, one, one]);
            continue;
          }
          expect(reader?.nextLength()).to.equal(one.length);
          expect(reader?.string()).to.equal(one);
          expect(comparing?.isString(one)).to.equal(true);
          expect(units?.units(into)).to.equal(one.length);
          expect(String.fromCharCode(...into.subarray(0, one.length))).to.equal(one);
        }
        for (const one of readers) expect(one.place).to.equal(writer.length);
      }),
    );
  });

  it('tell a string from one that differs in its last unit, narrow or wide', () => {
    for (const [written, asked] of [
      ['abc', 'abd'],
      ['ab疫', 'ab苗'],
      ['abc', 'abcd'],
      ['ab\u00e9', 'ab\u01e9'],
    ] as const) {
      const writer = createPackedWriter();
      writer.string(written);
      const reader = createPackedReader();
      reader.open(writer.bytes, 0);
      expect(reader.isString(asked)).to.equal(false);
      expect(reader.place).to.equal(writer.length);
    }
  });
});

describe('a hash table', () => {
  // Few different hashes: every entry has neighbours that were pushed past it.
  const change = fc.record({
    hash: fc.constantFrom(0, 1, 2, 7, 8, -1),
    number: fc.nat(60),
    add: fc.boolean(),
  });

  it('finds what a plain set holds after any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const table = createHashTable();
        const plain = new Map<string, { hash: number; number: number }>();
        for (const { hash, number, add } of changes) {
          const key = `${hash} ${number}`;
          if (add === plain.has(key)) continue;
          if (add) {
            table.add(hash, number);
            plain.set(key, { hash, number });
          } else {
            table.remove(hash, number);
            plain.delete(key);
          }
        }
        for (const hash of [0, 1, 2, 7, 8, -1, 3]) {
          for (let number = 0; number <= 60; number += 1) {
            const found = table.find(hash, (one) => one === number);
            expect(found).to.equal(plain.has(`${hash} ${number}`) ? number : -1);
          }
        }
      }),
    );
  });

  it('spreads strings over all bits', () => {
    const hashes = Array.from({ length: 4096 }, (_, at) => hashOf(String(at)));
    expect(new Set(hashes).size).to.be.above(4090);
    expect(new Set(hashes.map((hash) => hash >>> 22)).size).to.be.above(950);
    expect(new Set(hashes.map((hash) => hash & 1023)).size).to.be.above(950);
  });
});

describe('a table of strings', () => {
  const text = fc.oneof(
    fc.constantFrom('', 'vaksin', '__proto__', '疫苗'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );

  it('numbers what a plain Map holds after any changes', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ text, add: fc.boolean() }), { maxLength: 100 }), (changes) => {
        const table = createStringTable();
        const plain = new Map<string, number>();
        for (const one of changes) {
          const known = plain.get(one.text);
          expect(table.find(one.text)).to.equal(known ?? -1);
          if (one.add) {
            const number = table.add(one.text);
            expect(number).to.equal(known ?? number);
            plain.set(one.text, number);
          } else if (known !== undefined) {
            table.remove(known);
            plain.delete(one.text);
          }
        }
        expect(table.size).to.equal(plain.size);
        expect(new Set(plain.values()).size).to.equal(plain.size);
        for (const [one, number] of plain) {
          expect(table.at(number)).to.equal(one);
          expect(number).to.be.below(table.end);
        }
      }),
    );
  });
});
