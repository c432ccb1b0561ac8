import { createIntLists } from './int-lists.js';
import { BUCKET_BITS, type Message } from './message.js';
import { rarity, rarityBase } from './rarity.js';

/** BM25's usual constants (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). */
const K1 = 1.2;
const B = 0.75;

/** A number and a small count in one integer: sixteen counts are told apart. */
const COUNT_BITS = 4;
const COUNT_MASK = 2 ** COUNT_BITS - 1;
const BUCKETS = 2 ** BUCKET_BITS;

/** What one view (stems, pairs or grams) says about a message and a text. Everything in 0…1. */
export interface ViewEvidence {
  /** BM25 of the text for the message, divided by what the message scores against itself. */
  covered: number;
  /** Cosine of the two TF-IDF vectors. */
  cosine: number;
  /** The share of the text's rarity that the message covers. */
  contained: number;
}

export interface TextEvidence {
  text: number;
  stems: ViewEvidence;
  pairs: ViewEvidence;
  grams: ViewEvidence;
}

/** One view's counts over all texts, and each text's own features. */
interface View {
  lists: ReturnType<typeof createIntLists>;
  frequency(feature: number): number;
  lengthSum: number;
}

export interface TextIndex {
  readonly size: number;
  /** Adds a text and gives its number; numbers of removed texts are used again. */
  add(message: Message): number;
  remove(text: number): void;
  /** The texts that share the rarest stems with the message, at most `most`, best BM25 over stems first. */
  candidates(message: Message, most: number): number[];
  /** All evidence for some texts. */
  weigh(message: Message, texts: readonly number[]): TextEvidence[];
  /** How rare a stem is among the texts. */
  rarityOf(stem: string): number;
  /** Whether a text has a stem. */
  hasStem(text: number, stem: string): boolean;
}

/** Postings read for one message at most: the rarest stems come first, and the evidence is weighed in full afterwards. */
const MOST_POSTINGS = 200_000;

interface Probe {
  /** Weight of each feature of the message, by feature. */
  weights: Float32Array;
  features: number[];
  self: number;
  norm: number;
}

function saturate(count: number, length: number, average: number): number {
  return (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average));
}

function total(counts: Map<unknown, number>): number {
  let sum = 0;
  for (const value of counts.values()) sum += value;
  return sum;
}

function ensure(array: Float64Array | Int32Array, needed: number): boolean {
  return needed <= array.length;
}

/** An empty live index of texts. */
export function createTextIndex(): TextIndex {
  const terms = new Map<string, number>();
  const termNames: (string | undefined)[] = [];
  const freeTerms: number[] = [];
  const postings = createIntLists();
  const textStems = createIntLists();
  const textPairs = createIntLists();
  const textGrams = createIntLists();
  const pairFrequency = new Int32Array(BUCKETS);
  const gramFrequency = new Int32Array(BUCKETS);
  const freeTexts: number[] = [];
  let textsEver = 0;
  let size = 0;
  let scores = new Float64Array(1024);
  let touched = new Int32Array(1024);
  let termWeights = new Float32Array(1024);
  const bucketWeights = new Float32Array(BUCKETS);

  const stemView: View = { lists: textStems, frequency: (term) => postings.length(term), lengthSum: 0 };
  const pairView: View = {
    lists: textPairs,
    frequency: (bucket) => pairFrequency[bucket] ?? 0,
    lengthSum: 0,
  };
  const gramView: View = {
    lists: textGrams,
    frequency: (bucket) => gramFrequency[bucket] ?? 0,
    lengthSum: 0,
  };

  function termOf(stem: string): number {
    const known = terms.get(stem);
    if (known !== undefined) return known;
    const term = freeTerms.pop() ?? termNames.length;
    terms.set(stem, term);
    termNames[term] = stem;
    return term;
  }

  function putHashed(view: View, frequency: Int32Array, text: number, counts: Map<number, number>): void {
    const packed = new Int32Array(counts.size);
    let at = 0;
    for (const [bucket, count] of counts) {
      packed[at] = (bucket << COUNT_BITS) | count;
      at += 1;
      frequency[bucket] = (frequency[bucket] ?? 0) + 1;
      view.lengthSum += count;
    }
    view.lists.assign(text, packed);
  }

  function dropHashed(view: View, frequency: Int32Array, text: number): void {
    const { data } = view.lists;
    const start = view.lists.start(text);
    const end = start + view.lists.length(text);
    for (let at = start; at < end; at += 1) {
      const packed = data[at] ?? 0;
      const bucket = packed >> COUNT_BITS;
      frequency[bucket] = (frequency[bucket] ?? 0) - 1;
      view.lengthSum -= packed & COUNT_MASK;
    }
    view.lists.assign(text, []);
  }

  function average(view: View): number {
    return size === 0 ? 1 : Math.max(1, view.lengthSum / size);
  }

  /** Lays the message's weights out by feature, so that a text's features find theirs without a lookup. */
  function probe(view: View, weights: Float32Array, counts: Map<number, number>, base: number): Probe {
    const length = total(counts);
    const averageLength = average(view);
    const features: number[] = [];
    let self = 0;
    let norm = 0;
    for (const [feature, count] of counts) {
      const weight = rarity(base, view.frequency(feature));
      weights[feature] = weight;
      features.push(feature);
      self += weight * saturate(count, length, averageLength);
      norm += (weight * (1 + Math.log(count))) ** 2;
    }
    return { weights, features, self, norm };
  }

  function clear(used: Probe): void {
    for (const feature of used.features) used.weights[feature] = 0;
  }

  function compare(
    view: View,
    used: Probe,
    counts: Map<number, number>,
    text: number,
    base: number,
  ): ViewEvidence {
    const { data } = view.lists;
    const start = view.lists.start(text);
    const end = start + view.lists.length(text);
    let length = 0;
    for (let at = start; at < end; at += 1) length += (data[at] ?? 0) & COUNT_MASK;
    const averageLength = average(view);
    let score = 0;
    let dot = 0;
    let norm = 0;
    let shared = 0;
    let all = 0;
    for (let at = start; at < end; at += 1) {
      const packed = data[at] ?? 0;
      const feature = packed >> COUNT_BITS;
      const count = packed & COUNT_MASK;
      const weight = used.weights[feature] ?? 0;
      const own = weight > 0 ? weight : rarity(base, view.frequency(feature));
      const inText = own * (1 + Math.log(count));
      norm += inText * inText;
      all += own;
      if (weight > 0) {
        score += weight * saturate(count, length, averageLength);
        dot += inText * weight * (1 + Math.log(counts.get(feature) ?? 1));
        shared += own;
      }
    }
    return {
      covered: used.self > 0 ? Math.min(1, score / used.self) : 0,
      cosine: norm > 0 && used.norm > 0 ? Math.min(1, dot / Math.sqrt(norm * used.norm)) : 0,
      contained: all > 0 ? shared / all : 0,
    };
  }

  /** The message's stems as terms; unknown stems get numbers past the last term, since no text has them. */
  function termCounts(message: Message): Map<number, number> {
    const counts = new Map<number, number>();
    let unknown = termNames.length;
    for (const [stem, count] of message.stems) {
      const term = terms.get(stem);
      counts.set(term ?? unknown, count);
      if (term === undefined) unknown += 1;
    }
    if (unknown > termWeights.length) termWeights = new Float32Array(unknown * 2);
    return counts;
  }

  return {
    get size() {
      return size;
    },
    add(message) {
      const text = freeTexts.pop() ?? textsEver;
      if (text === textsEver) textsEver += 1;
      if (!ensure(scores, textsEver)) {
        scores = new Float64Array(textsEver * 2);
        touched = new Int32Array(textsEver * 2);
      }
      const packed = new Int32Array(message.stems.size);
      let at = 0;
      for (const [stem, count] of message.stems) {
        const term = termOf(stem);
        packed[at] = (term << COUNT_BITS) | count;
        at += 1;
        postings.insert(term, (text << COUNT_BITS) | count);
        stemView.lengthSum += count;
      }
      textStems.assign(text, packed);
      putHashed(pairView, pairFrequency, text, message.pairs);
      putHashed(gramView, gramFrequency, text, message.grams);
      size += 1;
      return text;
    },
    remove(text) {
      const start = textStems.start(text);
      const end = start + textStems.length(text);
      for (let at = start; at < end; at += 1) {
        const packed = textStems.data[at] ?? 0;
        const term = packed >> COUNT_BITS;
        postings.removeBetween(term, text << COUNT_BITS, (text + 1) << COUNT_BITS);
        stemView.lengthSum -= packed & COUNT_MASK;
        if (postings.length(term) > 0) continue;
        terms.delete(termNames[term] ?? '');
        termNames[term] = undefined;
        freeTerms.push(term);
      }
      textStems.assign(text, []);
      dropHashed(pairView, pairFrequency, text);
      dropHashed(gramView, gramFrequency, text);
      freeTexts.push(text);
      size -= 1;
    },
    candidates(message, most) {
      const base = rarityBase(size);
      const known: { term: number; frequency: number }[] = [];
      for (const stem of message.stems.keys()) {
        const term = terms.get(stem);
        if (term !== undefined) known.push({ term, frequency: postings.length(term) });
      }
      known.sort((left, right) => left.frequency - right.frequency || left.term - right.term);
      let touchedCount = 0;
      let read = 0;
      const { data } = postings;
      for (const { term, frequency } of known) {
        if (read > 0 && read + frequency > MOST_POSTINGS) break;
        read += frequency;
        const weight = rarity(base, frequency);
        const start = postings.start(term);
        for (let at = start; at < start + frequency; at += 1) {
          const packed = data[at] ?? 0;
          const text = packed >> COUNT_BITS;
          const score = scores[text] ?? 0;
          if (score === 0) {
            touched[touchedCount] = text;
            touchedCount += 1;
          }
          const count = packed & COUNT_MASK;
          scores[text] = score + (weight * (count * (K1 + 1))) / (count + K1);
        }
      }
      const best = bestOf(touched, touchedCount, scores, most);
      for (let at = 0; at < touchedCount; at += 1) scores[touched[at] ?? 0] = 0;
      return best;
    },
    weigh(message, texts) {
      const base = rarityBase(size);
      const byTerm = termCounts(message);
      const stems = probe(stemView, termWeights, byTerm, base);
      const stemEvidence = texts.map((text) => compare(stemView, stems, byTerm, text, base));
      clear(stems);
      const pairs = probe(pairView, bucketWeights, message.pairs, base);
      const pairEvidence = texts.map((text) => compare(pairView, pairs, message.pairs, text, base));
      clear(pairs);
      const grams = probe(gramView, bucketWeights, message.grams, base);
      const gramEvidence = texts.map((text) => compare(gramView, grams, message.grams, text, base));
      clear(grams);
      const none: ViewEvidence = { covered: 0, cosine: 0, contained: 0 };
      return texts.map((text, at) => ({
        text,
        stems: stemEvidence[at] ?? none,
        pairs: pairEvidence[at] ?? none,
        grams: gramEvidence[at] ?? none,
      }));
    },
    rarityOf(stem) {
      const term = terms.get(stem);
      return rarity(rarityBase(size), term === undefined ? 0 : postings.length(term));
    },
    hasStem(text, stem) {
      const term = terms.get(stem);
      if (term === undefined) return false;
      const { data } = textStems;
      const start = textStems.start(text);
      const end = start + textStems.length(text);
      for (let at = start; at < end; at += 1) if ((data[at] ?? 0) >> COUNT_BITS === term) return true;
      return false;
    },
  };
}

/** The `most` best-scored of the touched texts, best first, ties by number; a heap whose root is the worst kept. */
function bestOf(touched: Int32Array, touchedCount: number, scores: Float64Array, most: number): number[] {
  const worse = (left: number, right: number): boolean => {
    const difference = (scores[left] ?? 0) - (scores[right] ?? 0);
    return difference < 0 || (difference === 0 && left > right);
  };
  const heap: number[] = [];
  const sink = (): void => {
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && worse(heap[child] ?? 0, heap[least] ?? 0)) least = child;
      }
      if (least === at) return;
      const moved = heap[at] ?? 0;
      heap[at] = heap[least] ?? 0;
      heap[least] = moved;
      at = least;
    }
  };
  for (let index = 0; index < touchedCount; index += 1) {
    const text = touched[index] ?? 0;
    if (heap.length < most) {
      heap.push(text);
      let at = heap.length - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!worse(text, heap[parent] ?? 0)) break;
        heap[at] = heap[parent] ?? 0;
        at = parent;
      }
      heap[at] = text;
    } else if (worse(heap[0] ?? 0, text)) {
      heap[0] = text;
      sink();
    }
  }
  return heap.sort((left, right) => (worse(left, right) ? 1 : -1));
}
