import { closingDate } from './dates.js';
import { readWords, type Word } from './words.js';

/** A message as the matching sees it. */
export interface Message {
  words: Word[];
  /** Telling stems, numbers and links in reading order. */
  stems: string[];
  /**
   * Four neighbouring characters of the spelled-out text, hashed, with how often they occur. Counted when first asked
   * for: who is only put into the index never is.
   */
  readonly grams: ReadonlyMap<number, number>;
  /** Different telling words; numbers and links are not counted. */
  informative: number;
  /** The day that the message ends with, in days since 1970; 0 for none. */
  writtenOn: number;
  /** How many stems, and how many words, at the end belong to that day: they say when, and not what. */
  closing: { stems: number; words: number };
}

/** Grams fall into 2^GRAM_BITS buckets: some per cent of them share one, which changes no measured figure. */
export const GRAM_BITS = 20;
/** Occurrences told apart; more of the same gram in a message say nothing new. */
export const MOST_COUNTED = 15;

const GRAM = 4;
const GRAM_MASK = 2 ** GRAM_BITS - 1;
/** Stems kept of one text: some two pages. What follows seldom tells what the message claims. */
const MOST_STEMS = 1000;

/** The bucket of a gram, from the UTF-16 units of its four characters. */
export function bucketOf(first: number, second: number, third: number, fourth: number): number {
  let hash = Math.imul(first, 0x01000193) ^ second;
  hash = Math.imul(hash, 0x01000193) ^ third;
  hash = Math.imul(hash, 0x01000193) ^ fourth;
  // The finish of a 32-bit mixing function: without it neighbouring grams would crowd into neighbouring buckets.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) & GRAM_MASK;
}

function readGrams(words: readonly Word[]): Map<number, number> {
  const grams = new Map<number, number>();
  const spelled = words.filter((word) => word.kind !== 'link').map((word) => word.plain);
  const text = ` ${spelled.join(' ')} `;
  for (let at = 0; at + GRAM <= text.length; at += 1) {
    const bucket = bucketOf(
      text.charCodeAt(at),
      text.charCodeAt(at + 1),
      text.charCodeAt(at + 2),
      text.charCodeAt(at + 3),
    );
    grams.set(bucket, Math.min(MOST_COUNTED, (grams.get(bucket) ?? 0) + 1));
  }
  return grams;
}

/** Reads a message once, into everything that scoring asks for. Takes any string. */
export function readMessage(text: string): Message {
  const words = readWords(text);
  const telling = words.filter((word) => word.telling).slice(0, MOST_STEMS);
  const informative = new Set(telling.filter((word) => word.kind === 'word').map((word) => word.stem));
  const closing = closingDate(words);
  const dated = closing === undefined ? [] : words.slice(-closing.words);
  let grams: ReadonlyMap<number, number> | undefined;
  return {
    words,
    stems: telling.map((word) => word.stem),
    get grams() {
      grams ??= readGrams(words);
      return grams;
    },
    informative: informative.size,
    writtenOn: closing?.day ?? 0,
    closing: {
      stems: telling.length < MOST_STEMS ? dated.filter((word) => word.telling).length : 0,
      words: dated.length,
    },
  };
}
