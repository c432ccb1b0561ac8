// BM25's rarity of a term, ln(1 + (N − df + ½) / (df + ½)), is ln(N + 1) − ln(df + ½): one subtraction with a table.

const TABLE_SIZE = 65_536;
const LOGARITHMS = Float64Array.from({ length: TABLE_SIZE }, (_, frequency) => Math.log(frequency + 0.5));

/**
 * A newborn index knows no rarities: with three claims every word is "frequent". It starts as if it had read
 * this many texts in which none of its words occurred; at ten thousand texts the effect is gone.
 */
const TEXTS_ASSUMED = 500;

/** ln(N + 1) for `texts` indexed texts: the first half of every rarity. */
export function rarityBase(texts: number): number {
  return Math.log(texts + TEXTS_ASSUMED + 1);
}

/** The rarity (inverse document frequency) of a term that occurs in `frequency` texts; never below a small positive number. */
export function rarity(base: number, frequency: number): number {
  const log = frequency < TABLE_SIZE ? (LOGARITHMS[frequency] ?? 0) : Math.log(frequency + 0.5);
  return Math.max(0.01, base - log);
}
