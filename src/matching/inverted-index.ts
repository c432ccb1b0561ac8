import { createIntColumn } from './int-column.js';
import { createSortedLists } from './sorted-lists.js';

/** A text and how often it has a term, in one integer, so that postings are in order of their texts. */
const COUNT_BITS = 4;
const COUNT_MASK = 2 ** COUNT_BITS - 1;
const LONGEST = 2 ** 16 - 1;

/** Which texts have a term, and how often. */
export interface InvertedIndex {
  /** How many texts have a term. */
  frequency(term: number): number;
  /** By text: how many terms it has, repeats counted. Changes identity when it grows. */
  readonly lengths: Uint16Array;
  /** Above every text's number. */
  readonly end: number;
  /** The largest count and the shortest text the term has had since it was new: no text does better. */
  largestCount(term: number): number;
  shortestLength(term: number): number;
  setLength(text: number, length: number): void;
  /** `count` is from 1 to 15. */
  add(term: number, text: number, count: number): void;
  remove(term: number, text: number): void;
  /** How often a text has a term; nought when it has it not. */
  count(term: number, text: number): number;
  /** Visits a term's postings in order of texts: textIn and countIn of those from `start` to before `end`. */
  walk(term: number, visit: (postings: Int32Array, start: number, end: number) => void): void;
}

export function textIn(posting: number): number {
  return posting >> COUNT_BITS;
}

export function countIn(posting: number): number {
  return posting & COUNT_MASK;
}

/** An empty index. Terms and texts are numbered from nought, texts up to 2^27. */
export function createInvertedIndex(): InvertedIndex {
  const lists = createSortedLists();
  /** By term: the largest count and, above it, the shortest length. */
  const bounds = createIntColumn();
  // One array and no pages: scoring reads it once for every posting. It is copied when it doubles, two megabytes at a
  // million texts.
  let lengths = new Uint16Array(1024);
  let end = 0;

  return {
    frequency: (term) => lists.length(term),
    get lengths() {
      return lengths;
    },
    get end() {
      return end;
    },
    largestCount: (term) => bounds.get(term) & COUNT_MASK,
    shortestLength: (term) => bounds.get(term) >> COUNT_BITS,
    setLength(text, length) {
      if (text >= lengths.length) {
        const larger = new Uint16Array(Math.max(text + 1, lengths.length * 2));
        larger.set(lengths);
        lengths = larger;
      }
      lengths[text] = Math.min(LONGEST, length);
      end = Math.max(end, text + 1);
    },
    add(term, text, count) {
      const length = lengths[text] ?? 0;
      const isNew = lists.length(term) === 0;
      lists.insert(term, (text << COUNT_BITS) | count);
      const most = isNew ? count : Math.max(count, bounds.get(term) & COUNT_MASK);
      const least = isNew ? length : Math.min(length, bounds.get(term) >> COUNT_BITS);
      bounds.set(term, (least << COUNT_BITS) | most);
    },
    remove(term, text) {
      lists.removeBetween(term, text << COUNT_BITS, (text + 1) << COUNT_BITS);
    },
    count(term, text) {
      const posting = lists.find(term, text << COUNT_BITS, (text + 1) << COUNT_BITS);
      return posting < 0 ? 0 : posting & COUNT_MASK;
    },
    walk: (term, visit) => lists.walk(term, visit),
  };
}
