import { createBestTexts, type WeightedTerm } from './best-texts.js';
import { compare, layOut, takeUp, type Counted, type ViewEvidence } from './evidence.js';
import { createExactRepeats } from './exact-repeats.js';
import { createFeatureCounter } from './feature-counter.js';
import { codeOf, createInvertedIndex, MOST_TEXTS } from './inverted-index.js';
import { bucketOf, GRAM_BITS, MOST_COUNTED, type Message } from './message.js';
import { rarity, rarityBase } from './rarity.js';
import { createStringTable } from './string-table.js';
import { BEFORE_LINK, BEFORE_WORD, createTextRecords, spellOut } from './text-records.js';

const BUCKETS = 2 ** GRAM_BITS;
const WORD_ENDS = new RegExp(`[${BEFORE_WORD}${BEFORE_LINK}]`, 'u');

/**
 * The rarest stems of a message that propose candidates; all of them are weighed. Among 113,000 claims forty-eight lose
 * no right one that all stems would propose, on either training set; thirty-two lose one of four hundred messages.
 */
export const MOST_PROPOSING = 48;

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
  /**
   * The `most` best texts by BM25 over the MOST_PROPOSING rarest of the message's stems, best first, equals by their
   * numbers; texts that share none of these stems are left out.
   */
  candidates(message: Message, most: number): number[];
  /** The texts with the very words of the message; none for a message without words. */
  repeats(message: Message): number[];
  /** Whether a text has the very words of the message. */
  isRepeat(text: number, message: Message): boolean;
  /** All evidence for some texts. */
  weigh(message: Message, texts: readonly number[]): TextEvidence[];
  /** How rare a stem is among the texts. */
  rarityOf(stem: string): number;
  /** A text's stems in reading order. */
  stemsOf(text: number): string[];
  /** A text's words, numbers and links in reading order, spelled out. */
  wordsOf(text: number): string[];
}

/**
 * An empty live index of texts. The stems of all texts are in an inverted index, which proposes candidates; their words
 * are kept as bytes, from which the grams of the few candidates are read anew for every message.
 */
export function createTextIndex(): TextIndex {
  const terms = createStringTable();
  const inverted = createInvertedIndex();
  const bestTexts = createBestTexts(inverted);
  const records = createTextRecords();
  const exactRepeats = createExactRepeats((text, spelling) => records.hasSpelling(text, spelling));
  const stemCounter = createFeatureCounter(1024, false);
  const gramCounter = createFeatureCounter(BUCKETS, true);
  /** By bucket: how many texts have the gram. */
  const gramFrequency = new Int32Array(BUCKETS);
  const gramWeights = new Float64Array(BUCKETS);
  let termWeights = new Float64Array(1024);
  const freeTexts: number[] = [];
  let everUsed = 0;
  let size = 0;
  let stemLengths = 0;
  let gramLengths = 0;

  function countStems(text: number): Counted {
    const { values, size } = records.terms(text);
    for (let at = 0; at < size; at += 1) stemCounter.add(values[at] ?? 0);
    return stemCounter.finish();
  }

  /** Counts a text's grams as readMessage counts a message's. */
  function countGrams(text: number): Counted {
    const { values, size } = records.wordUnits(text);
    for (let at = 3; at < size; at += 1) {
      gramCounter.add(
        bucketOf(values[at - 3] ?? 0, values[at - 2] ?? 0, values[at - 1] ?? 0, values[at] ?? 0),
      );
    }
    return gramCounter.finish();
  }

  /** Adds a text's grams to what is known of all texts, or takes them away. */
  function enterGrams(text: number, sign: 1 | -1): void {
    const grams = countGrams(text);
    for (let at = 0; at < grams.size; at += 1) {
      const bucket = grams.features[at] ?? 0;
      gramFrequency[bucket] = (gramFrequency[bucket] ?? 0) + sign;
    }
    gramLengths += sign * grams.length;
  }

  function average(lengths: number): number {
    return size === 0 ? 1 : Math.max(1, lengths / size);
  }

  /** The message's stems as terms; stems no text has get numbers past the last term. */
  function askedTerms(message: Message): Map<number, number> {
    const byStem = new Map<string, number>();
    for (const stem of message.stems) byStem.set(stem, Math.min(MOST_COUNTED, (byStem.get(stem) ?? 0) + 1));
    const asked = new Map<number, number>();
    let unknown = terms.end;
    for (const [stem, count] of byStem) {
      const term = terms.find(stem);
      asked.set(term < 0 ? unknown : term, count);
      if (term < 0) unknown += 1;
    }
    if (unknown > termWeights.length) termWeights = new Float64Array(unknown * 2);
    return asked;
  }

  /** The message's known stems, the rarest first. */
  function proposing(message: Message): WeightedTerm[] {
    const base = rarityBase(size);
    const known = [...new Set(message.stems)].flatMap((stem) => {
      const term = terms.find(stem);
      return term < 0 ? [] : { stem, term, frequency: inverted.frequency(term) };
    });
    // Equally rare stems by their spelling: the numbers of terms depend on what was removed before.
    known.sort((left, right) => left.frequency - right.frequency || (left.stem < right.stem ? -1 : 1));
    return known
      .slice(0, MOST_PROPOSING)
      .map(({ term, frequency }) => ({ term, weight: rarity(base, frequency) }));
  }

  return {
    get size() {
      return size;
    },
    add(message) {
      const text = freeTexts.pop() ?? everUsed;
      if (text === MOST_TEXTS) throw new RangeError(`The index holds ${MOST_TEXTS} texts at most.`);
      if (text === everUsed) everUsed += 1;
      const spelling = spellOut(message.words);
      records.put(
        text,
        message.stems.map((stem) => terms.add(stem)),
        spelling,
      );
      const stems = countStems(text);
      for (let at = 0; at < stems.size; at += 1) {
        inverted.add(stems.features[at] ?? 0, text, codeOf(stems.counts[at] ?? 0, stems.length));
      }
      stemLengths += stems.length;
      enterGrams(text, 1);
      exactRepeats.add(text, spelling);
      size += 1;
      return text;
    },
    remove(text) {
      exactRepeats.remove(text, records.spellingOf(text));
      enterGrams(text, -1);
      const stems = countStems(text);
      for (let at = 0; at < stems.size; at += 1) {
        const term = stems.features[at] ?? 0;
        inverted.remove(term, text);
        if (inverted.frequency(term) === 0) terms.remove(term);
      }
      stemLengths -= stems.length;
      records.remove(text);
      freeTexts.push(text);
      size -= 1;
    },
    candidates: (message, most) => bestTexts.find(proposing(message), average(stemLengths), most),
    repeats: (message) => (message.words.length === 0 ? [] : exactRepeats.of(spellOut(message.words))),
    isRepeat: (text, message) => records.hasSpelling(text, spellOut(message.words)),
    weigh(message, texts) {
      const base = rarityBase(size);
      const stemStatistics = {
        frequency: (term: number) => inverted.frequency(term),
        averageLength: average(stemLengths),
        base,
      };
      const stems = layOut(askedTerms(message), stemStatistics, termWeights);
      const gramStatistics = {
        frequency: (bucket: number) => gramFrequency[bucket] ?? 0,
        averageLength: average(gramLengths),
        base,
      };
      const grams = layOut(message.grams, gramStatistics, gramWeights);
      const evidence = texts.map((text) => ({
        text,
        stems: compare(stems, countStems(text)),
        grams: compare(grams, countGrams(text)),
      }));
      takeUp(stems);
      takeUp(grams);
      return evidence;
    },
    rarityOf(stem) {
      const term = terms.find(stem);
      return rarity(rarityBase(size), term < 0 ? 0 : inverted.frequency(term));
    },
    wordsOf: (text) => records.spellingOf(text).split(WORD_ENDS).slice(1),
    stemsOf(text) {
      const { values, size } = records.terms(text);
      return Array.from(values.subarray(0, size), (term) => terms.at(term));
    },
  };
}
