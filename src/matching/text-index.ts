import { bestScored } from './best-scored.js';
import { compare, layOut, saturate, takeUp, type Counted, type ViewEvidence } from './evidence.js';
import { createIntLists } from './int-lists.js';
import { GRAM_BITS, MOST_COUNTED, type Message } from './message.js';
import { rarity, rarityBase } from './rarity.js';

/** A number and a count up to MOST_COUNTED in one integer. */
const COUNT_BITS = 4;
const COUNT_MASK = 2 ** COUNT_BITS - 1;
const BUCKETS = 2 ** GRAM_BITS;

/** Postings read for one message at most, rarest stems first: all evidence is weighed in full afterwards. */
const MOST_POSTINGS = 100_000;

export interface TextEvidence {
  text: number;
  stems: ViewEvidence;
  grams: ViewEvidence;
}

export interface TextIndex {
  readonly size: number;
  /** Adds a text and gives its number; numbers of removed texts are used again. */
  add(message: Message): number;
  remove(text: number): void;
  /** The texts that share stems with the message, at most `most`, best BM25 over stems first. */
  candidates(message: Message, most: number): number[];
  /** All evidence for some texts. */
  weigh(message: Message, texts: readonly number[]): TextEvidence[];
  /** How rare a stem is among the texts. */
  rarityOf(stem: string): number;
  /** A text's stems in reading order. */
  stemsOf(text: number): string[];
}

function createCounted(): Counted {
  return { features: new Int32Array(256), counts: new Int32Array(256), size: 0, length: 0 };
}

function makeRoom(counted: Counted, needed: number): void {
  if (needed <= counted.features.length) return;
  counted.features = new Int32Array(needed * 2);
  counted.counts = new Int32Array(needed * 2);
}

/** An empty live index of texts. Texts are compared by their stems (an inverted index) and their grams (kept by text). */
export function createTextIndex(): TextIndex {
  const terms = new Map<string, number>();
  const names: string[] = [];
  const freeTerms: number[] = [];
  /** By term: the texts that have it, with counts, ascending. */
  const postings = createIntLists();
  /** By text: its terms in reading order. */
  const sequences = createIntLists();
  /** By text: its grams with counts. */
  const gramLists = createIntLists();
  const gramFrequency = new Int32Array(BUCKETS);
  const gramWeights = new Float64Array(BUCKETS);
  const freeTexts: number[] = [];
  let everUsed = 0;
  let size = 0;
  let stemLengths = 0;
  let gramLengths = 0;
  let scores = new Float64Array(1024);
  let touched = new Int32Array(1024);
  let termWeights = new Float64Array(1024);
  let termCounts = new Int32Array(1024);
  const counted = createCounted();

  function termOf(stem: string): number {
    const known = terms.get(stem);
    if (known !== undefined) return known;
    const term = freeTerms.pop() ?? names.length;
    terms.set(stem, term);
    names[term] = stem;
    if (term >= termCounts.length) termCounts = new Int32Array(term * 2);
    return term;
  }

  /** Counts a text's terms into `counted`; `termCounts` is all nought before and after. */
  function countStems(text: number): void {
    const { data } = sequences;
    const start = sequences.start(text);
    const end = start + sequences.length(text);
    makeRoom(counted, end - start);
    counted.size = 0;
    counted.length = end - start;
    for (let at = start; at < end; at += 1) {
      const term = data[at] ?? 0;
      if (termCounts[term] === 0) {
        counted.features[counted.size] = term;
        counted.size += 1;
      }
      termCounts[term] = (termCounts[term] ?? 0) + 1;
    }
    for (let at = 0; at < counted.size; at += 1) {
      const term = counted.features[at] ?? 0;
      counted.counts[at] = Math.min(MOST_COUNTED, termCounts[term] ?? 0);
      termCounts[term] = 0;
    }
  }

  function countGrams(text: number): void {
    const { data } = gramLists;
    const start = gramLists.start(text);
    counted.size = gramLists.length(text);
    counted.length = 0;
    makeRoom(counted, counted.size);
    for (let at = 0; at < counted.size; at += 1) {
      const packed = data[start + at] ?? 0;
      counted.features[at] = packed >> COUNT_BITS;
      counted.counts[at] = packed & COUNT_MASK;
      counted.length += packed & COUNT_MASK;
    }
  }

  function addGrams(text: number, grams: ReadonlyMap<number, number>): void {
    const packed = new Int32Array(grams.size);
    let at = 0;
    for (const [bucket, count] of grams) {
      packed[at] = (bucket << COUNT_BITS) | count;
      at += 1;
      gramFrequency[bucket] = (gramFrequency[bucket] ?? 0) + 1;
      gramLengths += count;
    }
    gramLists.assign(text, packed);
  }

  function average(lengths: number): number {
    return size === 0 ? 1 : Math.max(1, lengths / size);
  }

  /** The message's stems as terms; stems no text has get numbers past the last term. */
  function askedTerms(message: Message): Map<number, number> {
    const byStem = new Map<string, number>();
    for (const stem of message.stems) byStem.set(stem, Math.min(MOST_COUNTED, (byStem.get(stem) ?? 0) + 1));
    const asked = new Map<number, number>();
    let unknown = names.length;
    for (const [stem, count] of byStem) {
      const term = terms.get(stem);
      asked.set(term ?? unknown, count);
      if (term === undefined) unknown += 1;
    }
    if (unknown > termWeights.length) termWeights = new Float64Array(unknown * 2);
    return asked;
  }

  return {
    get size() {
      return size;
    },
    add(message) {
      const text = freeTexts.pop() ?? everUsed;
      if (text === everUsed) everUsed += 1;
      if (everUsed > scores.length) {
        scores = new Float64Array(everUsed * 2);
        touched = new Int32Array(everUsed * 2);
      }
      sequences.assign(text, message.stems.map(termOf));
      countStems(text);
      for (let at = 0; at < counted.size; at += 1) {
        postings.insert(counted.features[at] ?? 0, (text << COUNT_BITS) | (counted.counts[at] ?? 0));
      }
      stemLengths += counted.length;
      addGrams(text, message.grams);
      size += 1;
      return text;
    },
    remove(text) {
      countStems(text);
      for (let at = 0; at < counted.size; at += 1) {
        const term = counted.features[at] ?? 0;
        postings.removeBetween(term, text << COUNT_BITS, (text + 1) << COUNT_BITS);
        if (postings.length(term) > 0) continue;
        terms.delete(names[term] ?? '');
        names[term] = '';
        freeTerms.push(term);
      }
      stemLengths -= counted.length;
      sequences.assign(text, []);
      countGrams(text);
      for (let at = 0; at < counted.size; at += 1) {
        const bucket = counted.features[at] ?? 0;
        gramFrequency[bucket] = (gramFrequency[bucket] ?? 0) - 1;
      }
      gramLengths -= counted.length;
      gramLists.assign(text, []);
      freeTexts.push(text);
      size -= 1;
    },
    candidates(message, most) {
      const base = rarityBase(size);
      const known = [...new Set(message.stems)].flatMap((stem) => terms.get(stem) ?? []);
      const byRarity = known.map((term) => ({ term, frequency: postings.length(term) }));
      // Equally rare stems by their spelling: the numbers of terms depend on what was removed before.
      byRarity.sort(
        (left, right) =>
          left.frequency - right.frequency || ((names[left.term] ?? '') < (names[right.term] ?? '') ? -1 : 1),
      );
      const averageLength = average(stemLengths);
      const { data } = postings;
      let touchedCount = 0;
      let read = 0;
      for (const { term, frequency } of byRarity) {
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
          scores[text] =
            score + weight * saturate(packed & COUNT_MASK, sequences.length(text), averageLength);
        }
      }
      const best = bestScored(touched, touchedCount, scores, most);
      for (let at = 0; at < touchedCount; at += 1) scores[touched[at] ?? 0] = 0;
      return best;
    },
    weigh(message, texts) {
      const base = rarityBase(size);
      const terms = askedTerms(message);
      const stemStatistics = {
        frequency: (term: number) => postings.length(term),
        averageLength: average(stemLengths),
        base,
      };
      const stems = layOut(terms, stemStatistics, termWeights);
      const gramStatistics = {
        frequency: (bucket: number) => gramFrequency[bucket] ?? 0,
        averageLength: average(gramLengths),
        base,
      };
      const grams = layOut(message.grams, gramStatistics, gramWeights);
      const evidence = texts.map((text) => {
        countStems(text);
        const byStems = compare(stems, counted);
        countGrams(text);
        return { text, stems: byStems, grams: compare(grams, counted) };
      });
      takeUp(stems);
      takeUp(grams);
      return evidence;
    },
    rarityOf(stem) {
      const term = terms.get(stem);
      return rarity(rarityBase(size), term === undefined ? 0 : postings.length(term));
    },
    stemsOf(text) {
      const start = sequences.start(text);
      return Array.from(
        sequences.data.subarray(start, start + sequences.length(text)),
        (term) => names[term] ?? '',
      );
    },
  };
}
