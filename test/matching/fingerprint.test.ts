import { expect } from 'chai';
import * as fc from 'fast-check';
import { fingerprint } from '../../src/matching/fingerprint.js';

describe('fingerprint', () => {
  const same: [string, string][] = [
    ['Vaksin berbahaya!', 'VAKSIN   berbahaya'],
    ['Vaksin yang berbahaya', '𝗩𝗮𝗸𝘀𝗶𝗻 yg berbahaya 😱😱'],
    ['dana Rp1.500.000 cair', 'dana Rp 1,5 juta cair'],
    ['buka https://www.contoh.com/a/?utm_source=wa', 'Buka contoh.com/a'],
  ];
  for (const [left, right] of same) {
    it(`is the same for “${left}” and “${right}”`, () =>
      expect(fingerprint(left)).to.equal(fingerprint(right)));
  }

  const different: [string, string][] = [
    ['gempa M 7,2', 'gempa M 9,7'],
    ['BRI membeli BCA', 'BCA membeli BRI'],
    ['vaksin aman', 'vaksin tidak aman'],
  ];
  for (const [left, right] of different) {
    it(`differs for “${left}” and “${right}”`, () =>
      expect(fingerprint(left)).not.to.equal(fingerprint(right)));
  }

  it('is empty without letters or digits', () => {
    for (const text of ['', '   ', '!!! 😱 —']) expect(fingerprint(text)).to.equal('');
  });

  it('is 64 hexadecimal digits or empty, and the same every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(fingerprint(text)).to.match(/^(?:[\da-f]{64})?$/u);
        expect(fingerprint(text)).to.equal(fingerprint(text));
      }),
    );
  });
});
