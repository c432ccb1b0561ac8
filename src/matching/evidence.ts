// BM25, cosine and containment of one message and one text, over whatever features: stems or grams.
import { rarity } from './rarity.js';

/** BM25's usual constants (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). */
const K1 = 1.2;
const B = 0.75;

/** What one view, stems or grams, says about a message and a text. */
export interface ViewEvidence {
  /** 0…1: BM25 of the text for the message, divided by what the message scores against itself. */
  covered: number;
  /** 0…1: cosine of the two TF-IDF vectors. */
  cosine: number;
  /** 0…1: the share of the text's rarity that the message has too. */
  contained: number;
  /** Sum of the rarities of what both have, in nats. */
  shared: number;
  /** 0…1: rarity of the rarest feature that both have, of the rarest there could be. */
  rarest: number;
}

/** A text's features with their counts: the first `size` entries; filled again for every text. */
export interface Counted {
  features: Int32Array;
  counts: Int32Array;
  size: number;
  /** Sum of the counts. */
  length: number;
}

/** The numbers a view keeps over all texts. */
export interface ViewStatistics {
  /** How many texts have a feature. */
  frequency(feature: number): number;
  averageLength: number;
  /** See rarityBase. */
  base: number;
}

/** A message laid out by feature, so that a text's features find their weights without a lookup. */
export interface Probe {
  weights: Float64Array;
  counts: ReadonlyMap<number, number>;
  statistics: ViewStatistics;
  self: number;
  norm: number;
}

/** BM25's weight of a term that occurs `count` times in a text of `length` features. */
export function saturate(count: number, length: number, averageLength: number): number {
  return (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
}

function emphasis(count: number): number {
  return count === 1 ? 1 : 1 + Math.log(count);
}

/** Lays a message out in `weights`, which must be all nought and reach past its largest feature. */
export function layOut(
  counts: ReadonlyMap<number, number>,
  statistics: ViewStatistics,
  weights: Float64Array,
): Probe {
  let length = 0;
  for (const count of counts.values()) length += count;
  let self = 0;
  let norm = 0;
  for (const [feature, count] of counts) {
    const weight = rarity(statistics.base, statistics.frequency(feature));
    weights[feature] = weight;
    self += weight * saturate(count, length, statistics.averageLength);
    norm += (weight * emphasis(count)) ** 2;
  }
  return { weights, counts, statistics, self, norm };
}

/** Makes the weights all nought again. */
export function takeUp(probe: Probe): void {
  for (const feature of probe.counts.keys()) probe.weights[feature] = 0;
}

/** What the laid-out message and one text have in common. */
export function compare(probe: Probe, text: Counted): ViewEvidence {
  const { base, averageLength } = probe.statistics;
  let score = 0;
  let dot = 0;
  let norm = 0;
  let shared = 0;
  let all = 0;
  let rarest = 0;
  for (let at = 0; at < text.size; at += 1) {
    const feature = text.features[at] ?? 0;
    const count = text.counts[at] ?? 0;
    const asked = probe.weights[feature] ?? 0;
    const own = asked > 0 ? asked : rarity(base, probe.statistics.frequency(feature));
    const inText = own * emphasis(count);
    norm += inText * inText;
    all += own;
    if (asked === 0) continue;
    score += asked * saturate(count, text.length, averageLength);
    dot += inText * asked * emphasis(probe.counts.get(feature) ?? 1);
    shared += own;
    if (own > rarest) rarest = own;
  }
  return {
    covered: probe.self > 0 ? Math.min(1, score / probe.self) : 0,
    cosine: dot > 0 ? Math.min(1, dot / Math.sqrt(norm * probe.norm)) : 0,
    contained: all > 0 ? shared / all : 0,
    shared,
    rarest: rarest / rarity(base, 0),
  };
}
