// The texts with the highest BM25 for a few weighted terms: exactly those, in exactly the order, that scoring every
// posting would give, without reading all of them. Terms are read one after the other, the rarest first. A bar rises
// on the way: the lowest score of as many texts as are wanted. When the terms left over could not lift a text over the
// bar by themselves, no new texts are taken in, and only those that can still get over it are scored to the end
// (MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations", 1995, in its term-at-a-time form).
import { bestScored, heapOfBest } from './best-scored.js';
import { saturate } from './evidence.js';
import { codeIn, CODES, decode, textIn, type InvertedIndex } from './inverted-index.js';

export interface WeightedTerm {
  term: number;
  /** Its rarity, in nats: above nought. */
  weight: number;
}

export interface BestTexts {
  /**
   * The `most` best texts, best first, equals by their numbers. Give the rarest terms first: fastest so, though the
   * result is the same in any order. `averageLength` is in terms.
   */
  find(terms: readonly WeightedTerm[], averageLength: number, most: number): number[];
}

/**
 * Scores are counted in whole steps of a millionth: sums of whole numbers are the same in every order, where sums of
 * fractions are not. Some sixty of the rarest terms stay below 2^31.
 */
const STEPS = 2 ** 20;
/** Looking one text up in a list costs as much as reading so many of its postings in a row. */
const LOOK_UP = 12;

/** One message's term with everything that scoring asks for. */
interface Asked {
  term: number;
  factor: number;
  frequency: number;
  /** The most steps that this term and all after it can give a text. */
  rest: number;
}

export function createBestTexts(index: InvertedIndex): BestTexts {
  /** By text: steps so far, nought for all texts before and after. */
  let scores = new Int32Array(1024);
  /** The texts with a score: the first `count`. */
  let touched = new Int32Array(1024);
  let count = 0;
  /** By code: BM25's weight of a term that occurs so often in a text of such a length. */
  const saturated = new Float64Array(CODES);

  /** BM25 of one term in steps, rounded up so that it is never nought. */
  function stepsFor(factor: number, code: number): number {
    return ((factor * (saturated[code] ?? 0)) | 0) + 1;
  }

  function prepare(terms: readonly WeightedTerm[]): Asked[] {
    const asked: Asked[] = [];
    let rest = 0;
    for (let at = terms.length - 1; at >= 0; at -= 1) {
      const { term, weight } = terms[at] ?? { term: 0, weight: 0 };
      const factor = weight * STEPS;
      // One step more, since rounding could make a fraction fall where it should rise.
      rest += stepsFor(factor, index.bestCode(term)) + 1;
      asked.push({ term, factor, frequency: index.frequency(term), rest });
    }
    return asked.reverse();
  }

  /** Scores all texts of a term, or only those that have a score already. */
  function read({ term, factor }: Asked, takeIn: boolean): void {
    index.walk(term, (postings, start, end) => {
      const known = scores;
      const list = touched;
      let size = count;
      for (let at = start; at < end; at += 1) {
        const posting = postings[at] ?? 0;
        const text = textIn(posting);
        const score = known[text] ?? 0;
        if (score === 0) {
          if (!takeIn) continue;
          list[size] = text;
          size += 1;
        }
        known[text] = score + stepsFor(factor, codeIn(posting));
      }
      count = size;
    });
  }

  function stepsOf({ term, factor }: Asked, text: number): number {
    const code = index.find(term, text);
    return code < 0 ? 0 : stepsFor(factor, code);
  }

  /** A score that `most` texts reach already: scores only rise. Nought while there are fewer texts. */
  function findBar(most: number): number {
    return count < most ? 0 : (scores[heapOfBest(touched, count, scores, most)[0] ?? 0] ?? 0);
  }

  /** Lets go of the texts that cannot reach the bar with what is left. */
  function drop(bar: number, rest: number): void {
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const text = touched[at] ?? 0;
      if ((scores[text] ?? 0) + rest >= bar) {
        touched[kept] = text;
        kept += 1;
      } else scores[text] = 0;
    }
    count = kept;
  }

  /** Scores the texts that have a score already, by the list or one by one, whichever is less work. */
  function readOn(one: Asked): void {
    if (count * LOOK_UP > one.frequency) {
      read(one, false);
      return;
    }
    for (let at = 0; at < count; at += 1) {
      const text = touched[at] ?? 0;
      scores[text] = (scores[text] ?? 0) + stepsOf(one, text);
    }
  }

  return {
    find(terms, averageLength, most) {
      if (index.end > scores.length) {
        scores = new Int32Array(index.end * 2);
        touched = new Int32Array(index.end * 2);
      }
      for (let code = 0; code < CODES; code += 1) {
        const { count, length } = decode(code);
        saturated[code] = saturate(count, length, averageLength);
      }
      const asked = prepare(terms);
      count = 0;
      let bar = 0;
      let open = true;
      for (const one of asked) {
        // Looking for the bar costs less than the list that it may spare.
        if (one.frequency > count) bar = findBar(most);
        open &&= one.rest >= bar;
        if (open) read(one, true);
        else {
          drop(bar, one.rest);
          readOn(one);
        }
      }
      const best = bestScored(touched, count, scores, most);
      for (let place = 0; place < count; place += 1) scores[touched[place] ?? 0] = 0;
      return best;
    },
  };
}
