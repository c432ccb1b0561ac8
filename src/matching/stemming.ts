import indonesian from 'natural/lib/natural/stemmers/indonesian/stemmer_id.js';
import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { quickenPrefixes } from './quick-prefixes.js';

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

const ASCII = /^[\0-\x7F]*$/u;
/** From this length on V8 makes a slice of a string a view of the whole. */
const SHORTEST_VIEW = 13;

/** The same word as a string of its own: a view would keep its whole message in memory for as long as the word is known. */
function detach(word: string): string {
  if (word.length < SHORTEST_VIEW) return word;
  const encoding = ASCII.test(word) ? 'latin1' : 'utf16le';
  return Buffer.from(word, encoding).toString(encoding);
}

const CACHE_SIZE = 50_000;
let recent = new Map<string, string>();
let older = new Map<string, string>();

/**
 * The stem of one lower-case word: its Indonesian root when the dictionary has one, otherwise Porter's stem. It
 * depends on the word alone, so that the same word gets the same stem in every message. An unseen Indonesian
 * word costs some 5 to 20 µs; the two generations of the cache keep at most 2 × 50,000 words.
 */
export function stem(word: string): string {
  const known = recent.get(word);
  if (known !== undefined) return known;
  const own = detach(word);
  const found = older.get(own) ?? findStem(own);
  if (recent.size >= CACHE_SIZE) {
    older = recent;
    recent = new Map();
  }
  recent.set(own, found);
  return found;
}
