import indonesian from 'natural/lib/natural/stemmers/indonesian/stemmer_id.js';
import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { quickenPrefixes } from './quick-prefixes.js';
import { createWordCache } from './word-cache.js';

quickenPrefixes();

const ROOTS: ReadonlySet<string> = new Set(indonesian.dictionary);
/** No Indonesian word with all its affixes is longer ("mempertanggungjawabkannya" has 25 letters). */
const LONGEST_STEMMED = 28;
const CLITIC = /^(\p{L}{3,}?)(?:nya|lah|kah|pun)$/u;
const LOAN_ENDING = /^(\p{L}{4,}?)(?:isasi|asi|isme)$/u;
const LATIN_WORD = /^[a-z]+$/u;

/** Whether natural's Indonesian dictionary has the word as a root. */
export function isIndonesianRoot(word: string): boolean {
  return ROOTS.has(word);
}

function indonesianRoot(word: string): string | undefined {
  if (ROOTS.has(word)) return word;
  // The dictionary stemmer takes "-kan" before "-an", which makes "suntikan" a form of "sunti".
  const withK = word.endsWith('kan') ? word.slice(0, -2) : undefined;
  if (withK !== undefined && ROOTS.has(withK)) return withK;
  const root = indonesian.stem(word);
  // Where it finds none, it has tried "-an" too.
  if (!ROOTS.has(root)) return undefined;
  const longer = withK === undefined ? root : indonesian.stem(withK);
  return longer.endsWith('k') && ROOTS.has(longer) ? longer : root;
}

function findStem(word: string): string {
  if (word.length > LONGEST_STEMMED || !LATIN_WORD.test(word)) return word;
  const root = indonesianRoot(word);
  if (root !== undefined) {
    // "vaksinasi" is a root of its own in the dictionary, yet people mix it with "vaksin".
    const shorter = LOAN_ENDING.exec(root)?.[1];
    return shorter !== undefined && ROOTS.has(shorter) ? shorter : root;
  }
  // Names and new words are in no dictionary, and still take "-nya" and "-lah".
  const withoutClitic = CLITIC.exec(word)?.[1];
  return english.stem(withoutClitic ?? word);
}

/**
 * The stem of one lower-case word: its Indonesian root when the dictionary has one, otherwise Porter's stem. It
 * depends on the word alone, so that the same word gets the same stem in every message. An unseen Indonesian
 * word costs some 5 to 20 µs.
 */
export const stem = createWordCache(findStem);
