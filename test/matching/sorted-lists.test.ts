import { expect } from 'chai';
import * as fc from 'fast-check';
import { createSortedLists, type SortedLists } from '../../src/matching/sorted-lists.js';

function contents(lists: SortedLists, list: number, from = 0, below = 1_000_000): number[] {
  const found: number[] = [];
  lists.walk(list, from, below, (page, start, end) => found.push(...page.subarray(start, end)));
  return found;
}

describe('ascending lists of integers in pages', () => {
  /** Runs of neighbouring numbers, so that a list passes the size of a block in a few steps. */
  const change = fc.record({
    do: fc.constantFrom('insert', 'insert', 'remove'),
    list: fc.nat(2),
    from: fc.nat(3000),
    many: fc.constantFrom(1, 2, 40, 700),
    step: fc.constantFrom(1, 2, 5),
  });

  it('hold what plain arrays hold after any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(3000), (changes, asked) => {
        const lists = createSortedLists();
        const plain = [new Set<number>(), new Set<number>(), new Set<number>()];
        for (const one of changes) {
          const values = plain[one.list] ?? new Set();
          for (let at = 0; at < one.many; at += 1) {
            const value = one.from + at * one.step;
            if (one.do === 'insert' && !values.has(value)) lists.insert(one.list, value);
            if (one.do === 'insert') values.add(value);
            else expect(lists.removeBetween(one.list, value, value + 1)).to.equal(values.delete(value));
          }
        }
        plain.forEach((values, list) => {
          const sorted = [...values].sort((left, right) => left - right);
          expect(contents(lists, list)).to.deep.equal(sorted);
          expect(contents(lists, list, asked, asked + 900)).to.deep.equal(
            sorted.filter((value) => value >= asked && value < asked + 900),
          );
          expect(lists.length(list)).to.equal(sorted.length);
          const within = sorted.find((value) => value >= asked && value < asked + 7) ?? -1;
          expect(lists.find(list, asked, asked + 7)).to.equal(within);
        });
      }),
    );
  });

  it('are long and short, and give their room back', () => {
    const lists = createSortedLists();
    for (let round = 0; round < 3; round += 1) {
      for (let value = 4999; value >= 0; value -= 1) lists.insert(7, value * 3);
      expect(lists.find(7, 2, 4)).to.equal(3);
      expect(lists.find(7, 4, 6)).to.equal(-1);
      expect(lists.removeBetween(7, 4, 6)).to.equal(false);
      for (let value = 0; value < 5000; value += 1) lists.removeBetween(7, value * 3 - 1, value * 3 + 1);
      expect(contents(lists, 7)).to.deep.equal([]);
      expect(lists.find(7, 0, 100_000)).to.equal(-1);
    }
  });

  it('are empty when nothing was put in', () => {
    expect(contents(createSortedLists(), 123_456)).to.deep.equal([]);
  });
});
