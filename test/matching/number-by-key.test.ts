import { expect } from 'chai';
import { createNumberByKey } from '../../src/matching/number-by-key.js';

describe('numbers by key', () => {
  it('does as a Map does, while it grows', () => {
    const numbers = createNumberByKey();
    const wanted = new Map<string, number>();
    for (let at = 0; at < 20_000; at += 1) {
      const key = at % 3 === 0 ? `kunci ${at / 2}` : `🔑${at}`;
      numbers.set(key, at);
      wanted.set(key, at);
    }
    expect(numbers.size).to.equal(wanted.size);
    for (const [key, number] of wanted) expect(numbers.get(key)).to.equal(number);
    expect(numbers.get('kunci')).to.equal(undefined);
    expect(numbers.get('')).to.equal(undefined);
  });

  it('takes any text and the number nought', () => {
    const numbers = createNumberByKey();
    numbers.set('', 0);
    numbers.set('a', 1);
    numbers.set('', 2 ** 31 - 2);
    expect([numbers.get(''), numbers.get('a'), numbers.size]).to.deep.equal([2 ** 31 - 2, 1, 2]);
  });
});
