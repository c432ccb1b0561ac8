import { expect } from 'chai';
import * as fc from 'fast-check';
import { createBestTexts, type WeightedTerm } from '../../src/matching/best-texts.js';
import {
  codeOf,
  createInvertedIndex,
  decode,
  type InvertedIndex,
} from '../../src/matching/inverted-index.js';
import { readMessage } from '../../src/matching/message.js';
import { createTextIndex } from '../../src/matching/text-index.js';

/** BM25 of every text in whole millionths (2^-20), from its formula, over plain arrays of terms. */
function scoreEverything(
  texts: ReadonlyMap<number, readonly number[]>,
  terms: readonly WeightedTerm[],
  averageLength: number,
  most: number,
): number[] {
  const scored: { text: number; score: number }[] = [];
  for (const [text, own] of texts) {
    let score = 0;
    for (const { term, weight } of terms) {
      const occurrences = own.filter((one) => one === term).length;
      if (occurrences === 0) continue;
      const { count, length } = decode(codeOf(occurrences, own.length));
      const saturated = (count * 2.2) / (count + 1.2 * (1 - 0.75 + (0.75 * length) / averageLength));
      score += Math.floor(weight * 2 ** 20 * saturated) + 1;
    }
    if (score > 0) scored.push({ text, score });
  }
  scored.sort((left, right) => right.score - left.score || left.text - right.text);
  return scored.slice(0, most).map(({ text }) => text);
}

function put(index: InvertedIndex, text: number, terms: readonly number[]): void {
  for (const term of new Set(terms)) {
    index.add(term, text, codeOf(terms.filter((one) => one === term).length, terms.length));
  }
}

describe('codes of counts and lengths', () => {
  it('round counts down to four, and lengths down by less than a quarter', () => {
    for (let length = 1; length <= 1000; length += 1) {
      for (const count of [1, 2, 3, 4, 15]) {
        const rounded = decode(codeOf(count, length));
        expect(rounded.count).to.equal(Math.min(4, count));
        expect(rounded.length).to.be.within(Math.min(length, length / 1.25), length);
      }
    }
  });
});

describe('the best texts', () => {
  // Skewed as in a language: low terms are common, so that there is something to skip.
  const term = fc.oneof(fc.nat(2), fc.nat(8), fc.nat(40));
  const text = fc.array(term, { minLength: 1, maxLength: 12 });
  const change = fc.record({ text: fc.nat(79), terms: fc.option(text, { freq: 6 }) });
  const asked = fc.uniqueArray(
    fc.record({ term: fc.nat(40), weight: fc.double({ min: 0.01, max: 12, noNaN: true }) }),
    { selector: (one) => one.term, maxLength: 12 },
  );

  it('are those that scoring every posting finds, after any changes, in the same order', () => {
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 20, maxLength: 160 }),
        fc.array(
          fc.tuple(asked, fc.integer({ min: 1, max: 6 }), fc.double({ min: 1, max: 12, noNaN: true })),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        fc.constantFrom(1, 7, 32, 1000),
        (changes, questions, window) => {
          const index = createInvertedIndex();
          const best = createBestTexts(index, window);
          const plain = new Map<number, number[]>();
          const ask = (): void => {
            for (const [terms, most, averageLength] of questions) {
              const expected = scoreEverything(plain, terms, averageLength, most);
              expect(best.find(terms, averageLength, most)).to.deep.equal(expected);
              const rarestFirst = terms.toSorted(
                (left, right) => index.frequency(left.term) - index.frequency(right.term),
              );
              expect(best.find(rarestFirst, averageLength, most)).to.deep.equal(expected);
            }
          };
          changes.forEach(({ text, terms }, at) => {
            for (const gone of new Set(plain.get(text))) index.remove(gone, text);
            plain.delete(text);
            if (terms !== null) {
              put(index, text, terms);
              plain.set(text, terms);
            }
            if (at % 40 === 39) ask();
          });
          ask();
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are right when lists are long and most texts are never looked at', () => {
    const index = createInvertedIndex();
    const best = createBestTexts(index, 512);
    const plain = new Map<number, number[]>();
    for (let text = 0; text < 6000; text += 1) {
      const terms = [0, text % 2 === 0 ? 1 : 2, 3 + (text % 7), 10 + ((text * 31) % 97), 200 + (text % 1000)];
      const own = text % 11 === 0 ? [...terms, ...terms.slice(0, 2), 5] : terms;
      put(index, text, own);
      plain.set(text, own);
    }
    for (let message = 0; message < 50; message += 1) {
      const terms = [200 + message, 10 + message, 3 + (message % 7), 1 + (message % 2), 0].map((term) => ({
        term,
        weight: Math.log(6500 / (index.frequency(term) + 0.5)),
      }));
      for (const most of [1, 10, 100]) {
        expect(best.find(terms, 5.3, most)).to.deep.equal(scoreEverything(plain, terms, 5.3, most));
      }
    }
  });
});

describe('the index of texts', () => {
  const word = fc.constantFrom(
    ...'vaksin chip gempa bank racun air garam pulsa 7,2 contoh.com/a https://contoh.com 疫苗含有 yg'.split(
      ' ',
    ),
  );
  const sentence = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));

  it('finds exactly the texts with the very words of a message', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ sentence, remove: fc.option(fc.nat(10)) }), { maxLength: 30 }),
        sentence,
        (changes, asked) => {
          const index = createTextIndex();
          const held: { text: number; key: string }[] = [];
          const keyOf = (sentence: string): string =>
            readMessage(sentence)
              .words.map((one) => one.plain)
              .join(' ');
          for (const one of changes) {
            held.push({ text: index.add(readMessage(one.sentence)), key: keyOf(one.sentence) });
            if (one.remove === null) continue;
            for (const gone of held.splice(one.remove, 1)) index.remove(gone.text);
          }
          const key = keyOf(asked);
          const same = held.filter((one) => one.key === key).map((one) => one.text);
          const message = readMessage(asked);
          expect(index.repeats(message)).to.have.members(key === '' ? [] : same);
          for (const one of held) expect(index.isRepeat(one.text, message)).to.equal(one.key === key);
          expect(index.size).to.equal(held.length);
        },
      ),
    );
  });

  it('weighs a text against itself as wholly covered and contained, by stems and by grams', () => {
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 10 }), (sentences) => {
        const index = createTextIndex();
        const messages = sentences.map(readMessage);
        const texts = messages.map((message) => index.add(message));
        messages.forEach((message, at) => {
          const [evidence] = index.weigh(message, [texts[at] ?? 0]);
          expect(index.stemsOf(texts[at] ?? 0)).to.deep.equal(message.stems);
          if (message.stems.length > 0) expect(evidence?.stems.cosine).to.be.closeTo(1, 1e-9);
          if (message.grams.size === 0) return;
          expect(evidence?.grams.cosine).to.be.closeTo(1, 1e-9);
          expect(evidence?.grams.covered).to.be.closeTo(1, 1e-9);
          expect(evidence?.grams.contained).to.be.closeTo(1, 1e-9);
        });
      }),
    );
  });

  it('copes with ten thousand copies of a text', () => {
    const index = createTextIndex();
    const message = readMessage('Minum air garam hangat menyembuhkan gagal ginjal');
    const texts = Array.from({ length: 10_000 }, () => index.add(message));
    expect(index.repeats(message)).to.have.length(10_000);
    expect(index.candidates(message, 3)).to.deep.equal(texts.slice(0, 3));
    for (const text of texts) index.remove(text);
    expect(index.repeats(message)).to.deep.equal([]);
    expect(index.candidates(message, 3)).to.deep.equal([]);
  });
});
