import { readWords, type Word } from './words.js';

/** A message as the matching sees it: counted features of four kinds, each independent evidence. */
export interface Message {
  words: Word[];
  /** Telling stems, links and numbers, with how often they occur. */
  stems: Map<string, number>;
  /** Pairs of neighbouring telling stems, hashed. */
  pairs: Map<number, number>;
  /** Four neighbouring characters of the spelled-out text, hashed. */
  grams: Map<number, number>;
  /** Different telling words (links and numbers not counted). */
  informative: number;
}

/** Hashed features fall into 2^BUCKET_BITS buckets: at a million texts some per cent share one, which costs nothing measurable. */
export const BUCKET_BITS = 20;
const BUCKET_MASK = 2 ** BUCKET_BITS - 1;
const GRAM = 4;
const MOST_COUNTED = 15;

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) & BUCKET_MASK;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, Math.min(MOST_COUNTED, (counts.get(key) ?? 0) + 1));
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function readGrams(words: readonly Word[]): Map<number, number> {
  const grams = new Map<number, number>();
  const text = ` ${words.map((word) => word.plain).join(' ')} `;
  for (let at = 0; at + GRAM <= text.length; at += 1) {
    let hash = 0;
    for (let offset = 0; offset < GRAM; offset += 1)
      hash = Math.imul(hash, 0x01000193) ^ text.charCodeAt(at + offset);
    count(grams, mix(hash));
  }
  return grams;
}

/** Reads a message once, into everything that scoring asks for. Takes any string. */
export function readMessage(text: string): Message {
  const words = readWords(text);
  const stems = new Map<string, number>();
  const pairs = new Map<number, number>();
  const informative = new Set<string>();
  let before: string | undefined;
  for (const word of words) {
    if (!word.telling) continue;
    count(stems, word.stem);
    if (word.kind === 'word') informative.add(word.stem);
    if (before !== undefined) count(pairs, mix(hashText(`${before} ${word.stem}`)));
    before = word.stem;
  }
  const grams = readGrams(words.filter((word) => word.kind !== 'link' && word.telling));
  return { words, stems, pairs, grams, informative: informative.size };
}
