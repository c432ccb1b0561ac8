/** A text as the patterns read it, and where each of its characters stands in the original. */
export interface PlainText {
  plain: string;
  /** The offset in the original of the character at an offset in `plain`; one more entry for the end. */
  at: (offset: number) => number;
}

/** Nothing to see: zero-width characters, soft hyphens, variation selectors, the frames of keycap digits. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Enclosing_Mark}]/u;
const dashes = /[\u2010-\u2015\u2212\u2043\uFE58\uFE63]/u;
const spaces = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/u;
const digit = /\p{Nd}/u;
const lineEnds = /[\u0085\u2028\u2029]/u;
const onlyAscii = /^\p{ASCII}*$/u;

/**
 * Reads a text the way a person's eye does: fullwidth and other digits as 0…9, every dash as `-`, every space but the
 * line's end as one, and without what cannot be seen. Linear in the text's length.
 */
export function readPlain(text: string): PlainText {
  if (onlyAscii.test(text)) return { plain: readLetters(text), at: (offset) => offset };
  const offsets: number[] = [];
  let plain = '';
  let offset = 0;
  for (const character of text) {
    const seen = asSeen(character);
    for (let unit = 0; unit < seen.length; unit += 1) {
      offsets.push(seen.length === character.length ? offset + unit : offset);
    }
    plain += seen;
    offset += character.length;
  }
  return { plain: readLetters(plain), at: (place) => offsets[place] ?? text.length };
}

/** Among digits, and with at least as many of them, O, l and I stand for 0 and 1. */
function readLetters(plain: string): string {
  if (!/\d[OoIl]|[OoIl]\d/u.test(plain)) return plain;
  return plain.replaceAll(/(?<![\p{L}\p{N}])[\dOoIl]{3,}(?![\p{L}\p{N}])/gu, (written) =>
    written.replaceAll(/\D/gu, '').length * 2 < written.length
      ? written
      : written.replaceAll(/[Oo]/gu, '0').replaceAll(/[Il]/gu, '1'),
  );
}

function asSeen(character: string): string {
  if (character <= '\u007F') return character;
  if (unseen.test(character)) return '';
  if (dashes.test(character)) return '-';
  if (spaces.test(character)) return ' ';
  if (lineEnds.test(character)) return '\n';
  if (digit.test(character)) return valueOf(character);
  // Fullwidth letters, signs and circled digits have one plain character that they stand for.
  const compatible = character.normalize('NFKC');
  return compatible.length === 1 && compatible <= '\u007F' ? compatible : character;
}

/** Decimal digits of every script stand in Unicode in runs of ten, from nought on. */
function valueOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // The mathematical ones are five sets without a gap from U+1D7CE on.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
  let zero = code;
  while (code - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
