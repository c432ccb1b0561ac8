import { expect } from 'chai';
import * as fc from 'fast-check';
import { findWords, likestText, markShared, sharedWords } from '../../src/matching/shared-words.js';

function marked(text: string, words: string[], differing: string[] = []): string {
  return markShared(text, words, differing)
    .map(({ text: run, mark }) => (mark === 'shared' ? `[${run}]` : mark === 'differs' ? `<${run}>` : run))
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

  const differences: [what: string, text: string, differing: string[], expected: string][] = [
    ['a number however written', 'Gempa M 9,7!', ['9.7'], '[Gempa] M <9,7>!'],
    [
      'several words where they stand together',
      'Gempa di Papua Barat, bukan di Jawa Barat',
      ['papua barat'],
      '[Gempa] di <Papua Barat>, bukan di Jawa Barat',
    ],
    ['words in one hashtag', '#GempaJepang terasa', ['jepang'], '<#GempaJepang> terasa'],
    ['every time that it stands there', 'Jepang, ya Jepang', ['jepang'], '<Jepang>, ya <Jepang>'],
    ['a shared word that is said to differ as differing', 'Gempa lagi', ['gempa'], '<Gempa> lagi'],
    ['nothing that the text does not have', 'Gempa di Cianjur', ['9.7', ''], '[Gempa] di Cianjur'],
  ];
  for (const [what, text, differing, expected] of differences) {
    it(`marks what differs: ${what}`, () => {
      expect(marked(text, ['gempa'], differing)).to.equal(expected);
    });
  }

  it('finds words as the text writes them', () => {
    const text = 'Gempa M 7,2 di Papua Barat, bantuan Rp 1,5 juta';
    expect(findWords(text, ['7.2', 'papua barat', '1500000', 'jepang', ''])).to.deep.equal([
      '7,2',
      'Papua Barat',
      'Rp 1,5 juta',
      undefined,
      undefined,
    ]);
    expect(findWords('', ['gempa'])).to.deep.equal([undefined]);
    expect(findWords(text, [])).to.deep.equal([]);
  });

  it('finds the telling words that two texts share', () => {
    expect(
      sharedWords('Awas, vaksinnya dan VAKSIN itu Rp 2 juta', 'Divaksin dan dapat 2.000.000'),
    ).to.deep.equal(['vaksinnya', 'VAKSIN', 'Rp 2 juta']);
    expect(sharedWords('Vaksin', '')).to.deep.equal([]);
  });

  it('finds the text that shares the most, the first among equals', () => {
    const texts = ['Gempa di Cianjur', 'Gempa 7,2 di Cianjur', 'Cianjur gempa 7.2'].map((text) => ({ text }));
    expect(likestText(texts, ['gempa', '7,2', 'Cianjur'])).to.equal(texts[1]);
    expect(likestText(texts, [])).to.equal(texts[0]);
    expect(likestText([], ['gempa'])).to.equal(undefined);
  });

  it('gives the text back, whatever it is, in runs that take turns', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.string(), { maxLength: 4 }),
        fc.array(fc.string(), { maxLength: 4 }),
        (text, words, differing) => {
          const parts = text.split(' ');
          const runs = markShared(text, [...words, parts[0] ?? ''], [...differing, parts[1] ?? '']);
          expect(runs.map((run) => run.text).join('')).to.equal(text);
          runs.forEach((run, at) => {
            expect(run.text).not.to.equal('');
            if (at > 0) expect(run.mark).not.to.equal(runs[at - 1]?.mark);
          });
        },
      ),
    );
  });
});
