import { expect } from 'chai';
import * as fc from 'fast-check';
import { markShared } from '../../src/matching/shared-words.js';

function marked(text: string, words: string[]): string {
  return markShared(text, words)
    .map((run) => (run.shared ? `[${run.text}]` : run.text))
    .join('');
}

describe('marking shared words', () => {
  const cases: [what: string, text: string, words: string[], expected: string][] = [
    ['the word itself', 'Vaksin itu aman.', ['vaksin'], '[Vaksin] itu aman.'],
    [
      'other forms of the word',
      'Divaksinasi, lalu pencairannya',
      ['vaksin', 'cair'],
      '[Divaksinasi], lalu [pencairannya]',
    ],
    ['styled letters', 'Awas 𝗩𝗮𝗸𝘀𝗶𝗻!', ['vaksin'], 'Awas [𝗩𝗮𝗸𝘀𝗶𝗻]!'],
    ['numbers however written', 'Dapat Rp 1,5 juta!', ['Rp1.500.000'], 'Dapat [Rp 1,5 juta]!'],
    [
      'links however written',
      'buka https://www.contoh.com/a?utm_x=1 ya',
      ['contoh.com/a'],
      'buka [https://www.contoh.com/a?utm_x=1] ya',
    ],
    ['hashtags', '#VaksinPalsu beredar', ['vaksin'], '[#VaksinPalsu] beredar'],
    ['nothing when there are no words', 'Vaksin itu aman.', [], 'Vaksin itu aman.'],
    ['nothing in an empty text', '', ['vaksin'], ''],
  ];
  for (const [what, text, words, expected] of cases) {
    it(`marks ${what}`, () => expect(marked(text, words)).to.equal(expected));
  }

  it('gives the text back, whatever it is, in runs that take turns', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.string(), { maxLength: 4 }),
        (text, words) => {
          const runs = markShared(text, words);
          expect(runs.map((run) => run.text).join('')).to.equal(text);
          runs.forEach((run, at) => {
            expect(run.text).not.to.equal('');
            if (at > 0) expect(run.shared).not.to.equal(runs[at - 1]?.shared);
          });
        },
      ),
    );
  });
});
