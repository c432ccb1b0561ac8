// The texts with the highest BM25 for a few weighted terms: exactly those, in exactly the order, that scoring every
// posting would give, without reading all of them (MaxScore: Turtle and Flood, "Query evaluation: strategies and
// optimizations", 1995). Texts are scored window by window, as Lucene does it, so that the scores at hand stay in the
// processor's nearest memory. In a window terms are read the rarest first. When the terms left over could not lift a
// text over the bar by themselves, no new texts are taken in, and only those that can still get over it are scored to
// the end. The bar is the lowest score of as many texts as are wanted: it rises from window to window.
import { createBestScored } from './best-scored.js';
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

/** Texts in a window: their scores take 64 KB. */
const WINDOW = 2 ** 14;
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
  /** Postings in a window on average. */
  density: number;
  /** The most steps that this term and all after it can give a text. */
  rest: number;
}

/** Reads an index as it is at the time of each question. `window` is how many texts are scored at a time. */
export function createBestTexts(index: InvertedIndex, window = WINDOW): BestTexts {
  const best = createBestScored();
  /** By place in the window: steps so far, nought for all texts before and after. */
  const scores = new Int32Array(window);
  /** The places with a score: the first `count`. */
  const touched = new Int32Array(window);
  let count = 0;
  /** Where the window begins. */
  let base = 0;
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
      const density = (index.frequency(term) * window) / Math.max(window, index.end);
      asked.push({ term, factor, density, rest });
    }
    return asked.reverse();
  }

  /** Scores the texts of a term in the window: all of them, or only those that have a score already. */
  function read({ term, factor }: Asked, takeIn: boolean): void {
    const before = base;
    index.walk(term, before, before + window, (postings, start, end) => {
      let size = count;
      for (let at = start; at < end; at += 1) {
        const posting = postings[at] ?? 0;
        const place = textIn(posting) - before;
        const score = scores[place] ?? 0;
        if (score === 0) {
          if (!takeIn) continue;
          touched[size] = place;
          size += 1;
        }
        scores[place] = score + stepsFor(factor, codeIn(posting));
      }
      count = size;
    });
  }

  /** Scores the texts that have a score already, by the list or one by one, whichever is less work. */
  function readOn(one: Asked): void {
    if (count * LOOK_UP > one.density) {
      read(one, false);
      return;
    }
    for (let at = 0; at < count; at += 1) {
      const place = touched[at] ?? 0;
      const code = index.find(one.term, base + place);
      if (code >= 0) scores[place] = (scores[place] ?? 0) + stepsFor(one.factor, code);
    }
  }

  /** Lets go of the texts that cannot reach the bar with what is left. */
  function drop(bar: number, rest: number): void {
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const place = touched[at] ?? 0;
      if ((scores[place] ?? 0) + rest >= bar) {
        touched[kept] = place;
        kept += 1;
      } else scores[place] = 0;
    }
    count = kept;
  }

  function scoreWindow(asked: readonly Asked[]): void {
    const { bar } = best;
    count = 0;
    for (const one of asked) {
      if (one.rest >= bar) read(one, true);
      else {
        drop(bar, one.rest);
        if (count === 0) return;
        readOn(one);
      }
    }
    for (let at = 0; at < count; at += 1) {
      const place = touched[at] ?? 0;
      best.offer(base + place, scores[place] ?? 0);
      scores[place] = 0;
    }
  }

  return {
    find(terms, averageLength, most) {
      for (let code = 0; code < CODES; code += 1) {
        const { count, length } = decode(code);
        saturated[code] = saturate(count, length, averageLength);
      }
      best.clear(most);
      const asked = prepare(terms);
      for (base = 0; base < index.end; base += window) scoreWindow(asked);
      return best.sorted();
    },
  };
}
