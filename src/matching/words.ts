import { expandShortForm, readDigitsAsLetters, shortenDrawnOut, undouble } from './chat-spelling.js';
import { cleanText } from './clean-text.js';
import { canonicalLink, LINK_SOURCE } from './links.js';
import { canonicalNumber, NUMBER_SOURCE } from './numbers.js';
import { isIndonesianRoot, stem } from './stemming.js';
import { isForwardingWord, isStopWord } from './stop-words.js';
import { createWordCache } from './word-cache.js';

export type WordKind = 'word' | 'number' | 'link';

export interface Word {
  /** As it stands in the cleaned text, case kept. */
  readonly surface: string;
  /** Lower case, spelled out; for links the host and path, for numbers the canonical number. */
  readonly plain: string;
  /** What is compared: the stem of a word, the canonical number, the canonical link. */
  readonly stem: string;
  readonly kind: WordKind;
  /** Whether it says something about the claim: no stop word, no forwarding phrase, no lone letter or digit. */
  readonly telling: boolean;
}

/** The longest of some 4,000 real messages has 393; what comes after is repetition, and time must stay bounded. */
export const MOST_WORDS = 800;
/** Longer rows of letters are no words. They are read in pieces of this length, so that repeats are still found. */
const LONGEST_WORD = 64;

/** Where a link begins inside what looks like a word: people paste without a space ("#tagarhttps://…"). */
const GLUED_LINK = String.raw`https?:\/\/|pic\.twitter\.com\/`;

const PIECE = new RegExp(
  [
    `(?<link>${LINK_SOURCE})`,
    String.raw`(?<tag>[#@＃](?:(?!${GLUED_LINK})[\p{L}\p{N}_])+)`,
    `(?<number>${NUMBER_SOURCE})`,
    String.raw`(?<word>(?:(?!${GLUED_LINK})[\p{L}\p{M}\p{N}])+(?:['-][\p{L}\p{M}\p{N}]+)*)`,
  ].join('|'),
  'giu',
);

const CAMEL = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\d+/gu;
const LETTERS_THEN_DIGITS = /^(\p{L}{3,})(\d+)$/u;
const DIGITS_THEN_LETTERS = /^(\d+)(\p{L}{3,})$/u;
/** Scripts without spaces: pairs of neighbouring characters stand in for words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Javanese}\p{Script=Balinese}]{2,}/u;

function wordOf(surface: string, plain: string): Word {
  const telling = plain.length > 1 && !isStopWord(plain) && !isForwardingWord(plain);
  return { surface, plain, stem: stem(plain), kind: 'word', telling };
}

function numberOf(surface: string): Word {
  const value = canonicalNumber(surface);
  return { surface, plain: value, stem: value, kind: 'number', telling: value.length > 1 };
}

function pushPlain(words: Word[], surface: string, lower: string): void {
  if (words.length >= MOST_WORDS) return;
  if (/^\d+$/u.test(lower)) {
    words.push({ ...numberOf(lower), surface });
    return;
  }
  const full = expandShortForm(lower);
  if (full !== undefined) {
    for (const part of full.split(' ')) words.push(wordOf(surface, part));
    return;
  }
  if (UNSPACED.test(lower)) {
    const characters = Array.from(lower);
    for (let at = 0; at + 1 < characters.length && words.length < MOST_WORDS; at += 1) {
      const pair = `${characters[at]}${characters[at + 1]}`;
      words.push(wordOf(pair, pair));
    }
    return;
  }
  if (lower.length > LONGEST_WORD) {
    for (let at = 0; at < lower.length && words.length < MOST_WORDS; at += LONGEST_WORD) {
      words.push(wordOf(surface.slice(at, at + LONGEST_WORD), lower.slice(at, at + LONGEST_WORD)));
    }
    return;
  }
  const doubled = undouble(lower);
  if (doubled !== undefined) {
    words.push(wordOf(surface, doubled));
    return;
  }
  const asLetters = readDigitsAsLetters(lower);
  if (asLetters !== undefined && isIndonesianRoot(stem(asLetters))) {
    words.push(wordOf(surface, asLetters));
    return;
  }
  const split = LETTERS_THEN_DIGITS.exec(lower) ?? DIGITS_THEN_LETTERS.exec(lower);
  if (split !== null) {
    for (const part of split.slice(1)) pushPlain(words, surface, part);
    return;
  }
  words.push(wordOf(surface, lower));
}

/** What one word as it is written stands for: mostly one word, two or more where it is glued or short for them. */
const readWord = createWordCache((surface): readonly Word[] => {
  const words: Word[] = [];
  pushUnknown(words, surface);
  return words;
});

function pushWord(words: Word[], surface: string): void {
  // What is longer is hardly a word that comes again.
  if (surface.length > LONGEST_WORD) pushUnknown(words, surface);
  else for (const word of readWord(surface)) if (words.length < MOST_WORDS) words.push(word);
}

function pushUnknown(words: Word[], surface: string): void {
  const lower = shortenDrawnOut(surface.toLowerCase());
  // "trump's" is "trump"; "jum'at" is "jumat", "don't" is "dont".
  const plain = lower.replaceAll(/'s(?![\p{L}\p{N}])/gu, '').replaceAll("'", '');
  if (!plain.includes('-')) {
    pushPlain(words, surface, plain);
    return;
  }
  const parts = plain.split('-');
  const pieces = surface.split('-');
  // "buah-buahan", "anak-anak", "sayur-mayur" stay one word when the stemmer finds their root.
  if (
    parts.length === 2 &&
    isIndonesianRoot(stem(`${parts[0]}`)) &&
    doubles(parts[0] ?? '', parts[1] ?? '')
  ) {
    words.push(wordOf(surface, parts[0] ?? ''));
    return;
  }
  parts.forEach((part, at) => pushPlain(words, pieces[at] ?? part, part));
}

/** Whether two halves joined by a hyphen are one doubled word ("buah-buahan", "berlari-lari", "tolong-menolong"). */
function doubles(first: string, second: string): boolean {
  return stem(first) === stem(second);
}

function pushTag(words: Word[], tag: string): void {
  const name = tag.slice(1);
  const parts = name.split('_').flatMap((part) => part.match(CAMEL) ?? []);
  // SHOUTED or all-small tags have no seams to split at.
  if (parts.length > 1 && parts.some((part) => part.length > 2)) {
    for (const part of parts) pushPlain(words, part, part.toLowerCase());
  } else if (name.replaceAll('_', '') !== '') pushWord(words, name.replaceAll('_', ''));
}

function pushLink(words: Word[], link: string): void {
  const { host, page } = canonicalLink(link);
  if (host === '') return;
  words.push({ surface: link, plain: page, stem: page, kind: 'link', telling: true });
  if (page !== host) words.push({ surface: link, plain: host, stem: host, kind: 'link', telling: false });
}

/**
 * The words, numbers and links of a message in reading order, spelled out and stemmed. Takes any string; reads at
 * most LONGEST_TEXT characters and MOST_WORDS words.
 */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of cleanText(text).matchAll(PIECE)) {
    const groups = match.groups ?? {};
    if (groups['link'] !== undefined) pushLink(words, groups['link']);
    else if (groups['tag'] !== undefined) pushTag(words, groups['tag']);
    else if (groups['number'] !== undefined) words.push(numberOf(groups['number']));
    else if (groups['word'] !== undefined) pushWord(words, groups['word']);
    if (words.length >= MOST_WORDS) break;
  }
  return words.slice(0, MOST_WORDS);
}
