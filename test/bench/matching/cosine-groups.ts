// The plain way to group, to compare with: a report joins its nearest earlier one when their cosine is high enough.
import { cleanText } from '../../../src/matching/clean-text.js';
import { readWords } from '../../../src/matching/words.js';

const GRAM = 4;

function stemsOf(text: string): string[] {
  const words = readWords(text).filter((word) => word.telling && word.kind !== 'link');
  return words.map((word) => word.stem);
}

function gramsOf(text: string): string[] {
  const letters = cleanText(text)
    .toLowerCase()
    .replaceAll(/https?:\S+|pic\.twitter\S+/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  const spelled = ` ${letters} `;
  return Array.from({ length: Math.max(0, spelled.length - GRAM + 1) }, (_, at) =>
    spelled.slice(at, at + GRAM),
  );
}

/**
 * TF-IDF vectors of length one, with logarithmic counts and smoothed rarities (scikit-learn's `sublinear_tf` and
 * `smooth_idf`): the best of eight usual ways on these data. Rarities are counted over all texts, later ones too.
 */
function vectorsOf(texts: readonly string[][]): Map<string, number>[] {
  const frequency = new Map<string, number>();
  for (const features of texts)
    for (const feature of new Set(features)) frequency.set(feature, (frequency.get(feature) ?? 0) + 1);
  return texts.map((features) => {
    const counts = new Map<string, number>();
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
    const vector = new Map<string, number>();
    let norm = 0;
    for (const [feature, count] of counts) {
      const rarity = Math.log((texts.length + 1) / ((frequency.get(feature) ?? 0) + 1)) + 1;
      const weight = (1 + Math.log(count)) * rarity;
      vector.set(feature, weight);
      norm += weight * weight;
    }
    for (const [feature, weight] of vector) vector.set(feature, weight / Math.sqrt(norm));
    return vector;
  });
}

function cosinesBy(texts: readonly string[][]): Float64Array[] {
  const holders = new Map<string, [text: number, weight: number][]>();
  return vectorsOf(texts).map((vector, text) => {
    const row = new Float64Array(texts.length);
    for (const [feature, weight] of vector) {
      const list = holders.get(feature) ?? [];
      for (const [other, theirs] of list) row[other] = (row[other] ?? 0) + weight * theirs;
      list.push([text, weight]);
      holders.set(feature, list);
    }
    return row;
  });
}

/** The likeness of all pairs of texts, `[later][earlier]`: the mean of the cosines over stems and over character 4-grams. */
export function cosinesOf(texts: readonly string[]): Float64Array[] {
  const byStems = cosinesBy(texts.map(stemsOf));
  const byGrams = cosinesBy(texts.map(gramsOf));
  return byStems.map((row, text) => row.map((cosine, other) => (cosine + (byGrams[text]?.[other] ?? 0)) / 2));
}

/** Groups texts that come in the given order; gives the group of each, by its number. */
export function groupByCosine(
  cosines: readonly Float64Array[],
  order: readonly number[],
  threshold: number,
): Int32Array {
  const groups = new Int32Array(order.length);
  order.forEach((text, at) => {
    let nearest = -1;
    let best = threshold;
    for (let before = 0; before < at; before += 1) {
      const other = order[before] ?? 0;
      const cosine = cosines[Math.max(text, other)]?.[Math.min(text, other)] ?? 0;
      if (cosine >= best) {
        best = cosine;
        nearest = other;
      }
    }
    groups[text] = nearest < 0 ? text : (groups[nearest] ?? text);
  });
  return groups;
}
