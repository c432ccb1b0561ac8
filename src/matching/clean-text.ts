// What people paste is seldom plain text: HTML entities, letters borrowed from mathematics, invisible joiners,
// flags and faces. Everything here keeps the words and lets go of the costume.

/** Characters of one text that are read. Longer texts repeat themselves, and time must stay bounded. */
export const LONGEST_TEXT = 20_000;

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
const LATIN_ACCENT = /[\u0300-\u036F]/gu;
const APOSTROPHE = /[’‘ʼ`´＇]/gu;
const HYPHEN = /[‐‑‒−]/gu;
/** V A K S I N, or v.a.k.s.i.n: at least four single letters in a row. */
const SPACED_OUT = /(?<![\p{L}\p{N}])\p{L}(?:([ .*_-])\p{L})(?:\1\p{L}){2,}(?![\p{L}\p{N}])/gu;
const ASCII_ONLY = /^[\n\r\t -%'-~]*$/u;

/**
 * The same words in plain characters, case kept: entities decoded, styled and accented letters made plain,
 * invisible characters and lone surrogates dropped, apostrophes and hyphens made one. Cut at LONGEST_TEXT.
 */
export function cleanText(text: string): string {
  let clean = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  // Most messages are plain already; `&` is left out of the class since it may begin an entity.
  if (!ASCII_ONLY.test(clean)) {
    clean = clean
      .replace(LONE_SURROGATE, ' ')
      .replace(ENTITY, decodeEntity)
      .replace(INVISIBLE, '')
      .replace(BOXED_LETTER, unboxLetter)
      .normalize('NFKD')
      .replace(LATIN_ACCENT, '')
      .normalize('NFC')
      .replace(SMALL_CAPITAL, (letter) => SMALL_CAPITALS[letter] ?? letter)
      .replace(MIXED_SCRIPTS, latinise)
      .replace(APOSTROPHE, "'")
      .replace(HYPHEN, '-');
  }
  return clean.replace(SPACED_OUT, (letters) => letters.replaceAll(/[ .*_-]/gu, ''));
}
