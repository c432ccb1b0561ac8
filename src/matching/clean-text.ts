// What people paste is seldom plain text: HTML entities, letters borrowed from mathematics, invisible joiners,
// flags and faces. Everything here keeps the words and lets go of the costume.

import { readOverrides } from './direction.js';

/** Characters of one text that are kept. Longer texts repeat themselves, and time must stay bounded. */
export const LONGEST_TEXT = 20_000;
/** Characters that are looked at: invisible ones and blanks do not count, so that a message cannot hide behind them. */
const LONGEST_READ = 100_000;
/** "&amp;amp;quot;": what passes through several pages is written as entities several times. */
const ENTITY_ROUNDS = 3;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  ndash: '–',
  mdash: '—',
};

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/giu;

function decodeEntity(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED_ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : ' ';
}

/** Letters that compatibility normalisation leaves alone although people write words with them. */
const SMALL_CAPITALS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', (letter, at) => [letter, 'abcdefghijklmnoprstuvwyz'.charAt(at)]),
);
const SMALL_CAPITAL = new RegExp(`[${Object.keys(SMALL_CAPITALS).join('')}]`, 'gu');

/** Filled circles and squares with a letter in them: 🅐…🅩 and 🅰…🆉. */
const BOXED_LETTER = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu;

function unboxLetter(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return String.fromCodePoint(0x41 + (code - (code >= 0x1f170 ? 0x1f170 : 0x1f150)));
}

/** Cyrillic and Greek letters that pass for Latin ones; they are exchanged only inside words that are Latin otherwise. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ѕ: 's',
  т: 't',
  у: 'y',
  х: 'x',
  α: 'a',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
};
// The look-behind keeps the search linear: without it every letter of one endless word would start a new scan.
const MIXED_SCRIPTS =
  /(?<!\p{Script=Latin})\p{Script=Latin}*[\p{Script=Cyrillic}\p{Script=Greek}][\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Latin}]*/gu;

function latinise(word: string): string {
  if (!/\p{Script=Latin}/u.test(word)) return word;
  return Array.from(word, (letter) => LOOK_ALIKES[letter.toLowerCase()] ?? letter).join('');
}

// Soft hyphen, joiners, direction marks, word joiners, variation selectors, byte order mark, tags.
const INVISIBLE =
  /[\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E00FF}]|\p{Variation_Selector}|\u034F|\u17B4|\u17B5/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
/**
 * Accents, also stacked into towers, and what is drawn around letters; Arabic vowel marks, hamzas and stretching, which
 * one writer puts and the next leaves out. Marks that spell a word, as in Javanese, Thai or Japanese, are none of these.
 */
const ACCENT =
  /(?=\p{M})(?![\u3099\u309A])[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Cyrillic}]|\u0640/gu;
const APOSTROPHE = /[’‘ʼ`´＇]/gu;
const HYPHEN = /[‐‑‒−]/gu;
/** V A K S I N, or v.a.k.s.i.n: at least four single letters in a row. */
const SPACED_OUT = /(?<![\p{L}\p{N}])\p{L}(?:([ .*_-])\p{L})(?:\1\p{L}){2,}(?![\p{L}\p{N}])/gu;
const ASCII_ONLY = /^[\n\r\t -%'-~]*$/u;

/** Blanks, points and faces in a row: no word is among them. */
const PADDING = /[^\p{L}\p{N}]{16,}/gu;

function decodeEntities(text: string): string {
  let decoded = text;
  for (let round = 0; round < ENTITY_ROUNDS && decoded.includes('&'); round += 1)
    decoded = decoded.replace(ENTITY, decodeEntity);
  return decoded;
}

/** Cuts a text at LONGEST_TEXT, after taking out what would push its words beyond. */
function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return text.replace(ACCENT, '').replace(PADDING, ' ').slice(0, LONGEST_TEXT);
}

/**
 * The same words in plain characters, case kept: entities decoded, styled and accented letters made plain,
 * invisible characters and lone surrogates dropped, apostrophes and hyphens made one. Gives at most LONGEST_TEXT
 * characters.
 */
export function cleanText(text: string): string {
  const read = text.length > LONGEST_READ ? text.slice(0, LONGEST_READ) : text;
  // Most messages are plain already; `&` is left out of the class since it may begin an entity.
  if (ASCII_ONLY.test(read)) return joinSpacedOut(cut(read));
  const visible = readOverrides(decodeEntities(read.replace(LONE_SURROGATE, ' '))).replace(INVISIBLE, '');
  const plain = cut(visible)
    .replace(BOXED_LETTER, unboxLetter)
    .normalize('NFKD')
    .replace(ACCENT, '')
    .normalize('NFC')
    // Some signs are whole sentences when taken apart.
    .slice(0, LONGEST_TEXT)
    .replace(SMALL_CAPITAL, (letter) => SMALL_CAPITALS[letter] ?? letter)
    .replace(MIXED_SCRIPTS, latinise)
    .replace(APOSTROPHE, "'")
    .replace(HYPHEN, '-');
  return joinSpacedOut(plain);
}

function joinSpacedOut(text: string): string {
  return text.replace(SPACED_OUT, (letters) => letters.replaceAll(/[ .*_-]/gu, ''));
}
