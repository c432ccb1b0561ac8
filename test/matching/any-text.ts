// Texts for property tests: sentences, odd signs in a row, and both.
import * as fc from 'fast-check';

const SIGNS =
  "a k 疫 苗 ا ل ꦏ ꦴ \u0301 \u0489 \u200b \u202e \u202c \ud800 \udc00 \ud83d\ude31 & # @ ; . , - ' / : 0 9 &amp; &#8238; https:// www. .com Rp yg \ufdfa \u0000 __proto__".split(
    ' ',
  );
const oddText = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...SIGNS), fc.constant(' ')), { maxLength: 60 })
    .map((signs) => signs.join('')),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc
    .tuple(fc.constantFrom(...SIGNS), fc.integer({ min: 1, max: 3000 }))
    .map(([sign, times]) => sign.repeat(times)),
);
const sentence = fc
  .array(
    fc.constantFrom(
      ...'vaksin chip gempa tsunami bank bantuan racun air garam pulsa gratis presiden sekolah 7,2 100 https://a.com/b'.split(
        ' ',
      ),
    ),
    { minLength: 3, maxLength: 10 },
  )
  .map((words) => words.join(' '));
/** Whatever a person or a machine may send, often with words that other texts have too. */
export const anyText = fc.oneof(
  sentence,
  oddText,
  fc.tuple(sentence, oddText).map((both) => both.join(' ')),
);
