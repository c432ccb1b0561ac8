// "1.000" is a thousand in Indonesia and one in England, "1,000" the other way round, and both write "7,2" or "7.2"
// for an earthquake. The shape of the digits tells nearly always.

const SCALES: Readonly<Record<string, number>> = {
  ratus: 1e2,
  ribu: 1e3,
  rb: 1e3,
  juta: 1e6,
  jt: 1e6,
  miliar: 1e9,
  milyar: 1e9,
  triliun: 1e12,
  trilyun: 1e12,
  hundred: 1e2,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};

/** Digits with separators; before them "Rp" and after them a word like "juta" or "million", if they stand there. Use with the flags `giu`. */
export const NUMBER_SOURCE = String.raw`(?<![\p{L}\p{N}])(?:(?:rp|idr|usd|us\$)\.?\s?)?\d+(?:[.,]\d+)*(?:\s?(?:${Object.keys(SCALES).join('|')}))?(?![\p{L}\p{N}])`;

/**
 * One spelling for one value: "1.000", "1,000" and "1 ribu" give "1000", "7,2" and "7.2" give "7.2". What has
 * separators but is no number ("24.06.2024") keeps its parts: "24.6.2024".
 */
export function canonicalNumber(written: string): string {
  const match = /(\d[\d.,]*)\s?(\p{L}+)?$/u.exec(written);
  const digits = match?.[1] ?? written;
  const scale = SCALES[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const parts = digits.split(/[.,]/u);
  const [head = '', ...tail] = parts;
  const separators = digits.replaceAll(/\d/gu, '');
  let plain: string;
  if (tail.length === 0) plain = head;
  else if (head.length <= 3 && head !== '0' && tail.every((part) => part.length === 3)) {
    // Groups of three: thousands, except "7.125 triliun", where a fraction is meant.
    plain = scale > 1 && tail.length === 1 ? `${head}.${tail[0]}` : parts.join('');
  } else if (tail.length === 1) plain = `${head}.${tail[0]}`;
  else if (separators.at(-1) !== separators.at(-2) && tail.slice(0, -1).every((part) => part.length === 3)) {
    plain = `${parts.slice(0, -1).join('')}.${parts.at(-1)}`;
  } else return parts.map((part) => part.replace(/^0+(?=\d)/u, '')).join('.');
  const value = Number(plain) * scale;
  // Past this size (telephone and account numbers among them) the digits themselves are the name.
  if (!Number.isFinite(value) || value > Number.MAX_SAFE_INTEGER) return plain;
  // Leading noughts belong to telephone numbers and codes.
  return scale === 1 && /^0\d/u.test(plain) ? plain : String(Number(value.toFixed(4)));
}
