import { expect } from 'chai';
import * as fc from 'fast-check';
import { createIntLists } from '../../src/matching/int-lists.js';

function contents(lists: ReturnType<typeof createIntLists>, list: number): number[] {
  return Array.from(lists.data.subarray(lists.start(list), lists.start(list) + lists.length(list)));
}

describe('lists of integers in one array', () => {
  const change = fc.oneof(
    fc.record({ do: fc.constant('insert' as const), list: fc.nat(5), value: fc.nat(50) }),
    fc.record({ do: fc.constant('remove' as const), list: fc.nat(5), value: fc.nat(50) }),
    fc.record({ do: fc.constant('assign' as const), list: fc.nat(5), value: fc.nat(20) }),
  );

  it('holds what plain arrays hold after any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const lists = createIntLists();
        const plain: number[][] = Array.from({ length: 6 }, () => []);
        for (const one of changes) {
          const array = plain[one.list] ?? [];
          if (one.do === 'insert') {
            lists.insert(one.list, one.value);
            array.push(one.value);
            array.sort((left, right) => left - right);
          } else if (one.do === 'remove') {
            const at = array.findIndex((value) => value >= one.value && value < one.value + 5);
            expect(lists.removeBetween(one.list, one.value, one.value + 5)).to.equal(at >= 0);
            if (at >= 0) array.splice(at, 1);
          } else {
            const values = Array.from({ length: one.value }, (_, at) => at * 2);
            lists.assign(one.list, values);
            plain[one.list] = values;
          }
        }
        plain.forEach((array, list) => expect(contents(lists, list)).to.deep.equal(array));
      }),
    );
  });

  it('is empty for a list that nothing was put into', () => {
    expect(contents(createIntLists(), 123_456)).to.deep.equal([]);
  });
});
