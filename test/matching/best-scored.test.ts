import { expect } from 'chai';
import * as fc from 'fast-check';
import { createBestScored } from '../../src/matching/best-scored.js';

describe('the best of scored numbers', () => {
  it('are the first of all when sorted, equals by their numbers', () => {
    const best = createBestScored();
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (scores, most) => {
        best.clear(most);
        const offered = scores.map((score, at) => ({ number: (at * 37) % 61, score }));
        for (const { number, score } of offered) best.offer(number, score);
        const sorted = offered.toSorted(
          (left, right) => right.score - left.score || left.number - right.number,
        );
        expect(best.bar).to.equal(sorted[most - 1]?.score ?? 0);
        expect(best.sorted()).to.deep.equal(sorted.slice(0, most).map(({ number }) => number));
      }),
    );
  });
});
