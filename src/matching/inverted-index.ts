import { createIntColumn } from './int-column.js';
import { createSortedLists } from './sorted-lists.js';

// A posting is a text, how often it has the term and how long it is, in one integer: text, then its code of COUNT_BITS
// and LENGTH_BITS. Counts and lengths are rounded, as Lucene rounds them, so that scoring a posting looks nothing up.
const COUNT_BITS = 2;
const LENGTH_BITS = 5;
const CODE_BITS = COUNT_BITS + LENGTH_BITS;
const LENGTH_MASK = 2 ** LENGTH_BITS - 1;

/** Texts have numbers below this. */
export const MOST_TEXTS = 2 ** (31 - CODE_BITS);
/** There are so many codes; they begin at nought. */
export const CODES = 2 ** CODE_BITS;

const STEP = 1.23;

/** The lengths that others are rounded down to: 1, 2, 3 … and from five on each a quarter longer, to beyond a thousand. */
const LENGTHS: readonly number[] = Array.from({ length: 2 ** LENGTH_BITS }).reduce<number[]>(
  (lengths) => [...lengths, Math.max((lengths.at(-1) ?? 0) + 1, Math.round((lengths.at(-1) ?? 0) * STEP))],
  [],
);

/** The code of a count and a length, each from one up. */
export function codeOf(count: number, length: number): number {
  const longer = LENGTHS.findIndex((one) => one > length);
  const rounded = longer < 0 ? LENGTHS.length - 1 : Math.max(0, longer - 1);
  return ((Math.min(count, 2 ** COUNT_BITS) - 1) << LENGTH_BITS) | rounded;
}

/** The count, up to four, and the length, rounded down, that a code stands for. */
export function decode(code: number): { count: number; length: number } {
  return { count: (code >> LENGTH_BITS) + 1, length: LENGTHS[code & LENGTH_MASK] ?? 0 };
}

export function textIn(posting: number): number {
  return posting >> CODE_BITS;
}

export function codeIn(posting: number): number {
  return posting & (CODES - 1);
}

/** Which texts have a term, how often, and how long they are. */
export interface InvertedIndex {
  /** Above every text's number. */
  readonly end: number;
  /** How many texts have a term. */
  frequency(term: number): number;
  /** Puts a text, see MOST_TEXTS, under a term that it occurs under no more than once; see codeOf. */
  add(term: number, text: number, code: number): void;
  remove(term: number, text: number): void;
  /** The code of a text under a term, or -1 when it has it not. */
  find(term: number, text: number): number;
  /** A code that no text under the term does better than: the largest count and the shortest length since it was new. */
  bestCode(term: number): number;
  /**
   * Visits a term's postings of the texts in [from, below), in order of texts: textIn and codeIn of those from `start`
   * to before `end`.
   */
  walk(
    term: number,
    from: number,
    below: number,
    visit: (postings: Int32Array, start: number, end: number) => void,
  ): void;
}

/** An empty index; terms are numbered from nought. */
export function createInvertedIndex(): InvertedIndex {
  const lists = createSortedLists();
  const best = createIntColumn();
  let end = 0;

  return {
    get end() {
      return end;
    },
    frequency: (term) => lists.length(term),
    add(term, text, code) {
      const known = lists.length(term) === 0 ? code : best.get(term);
      const count = Math.max(known >> LENGTH_BITS, code >> LENGTH_BITS);
      best.set(term, (count << LENGTH_BITS) | Math.min(known & LENGTH_MASK, code & LENGTH_MASK));
      lists.insert(term, (text << CODE_BITS) | code);
      end = Math.max(end, text + 1);
    },
    remove(term, text) {
      lists.removeBetween(term, text << CODE_BITS, (text << CODE_BITS) + CODES);
    },
    find(term, text) {
      const posting = lists.find(term, text << CODE_BITS, (text << CODE_BITS) + CODES);
      return posting < 0 ? -1 : codeIn(posting);
    },
    bestCode: (term) => best.get(term),
    walk: (term, from, below, visit) => lists.walk(term, from << CODE_BITS, below << CODE_BITS, visit),
  };
}
