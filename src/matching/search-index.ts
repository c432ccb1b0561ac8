import { rarity, rarityBase } from './rarity.js';
import { createVocabulary } from './vocabulary.js';
import { readWords, type Word } from './words.js';

export interface SearchHit {
  id: string;
  /** 0…1: the share of the query, by rarity, that the document answers. */
  score: number;
}

export interface SearchIndex {
  /** Adds a document or replaces it; its first text (the title) weighs more than the others. */
  set(id: string, texts: readonly string[]): void;
  remove(id: string): void;
  readonly size: number;
  /** Documents with the query's words, best first: other word forms count, and misspelt words are forgiven. */
  search(query: string, top?: number): SearchHit[];
}

interface Document {
  /** Counts by stem, the first text's counted double. */
  counts: Map<string, number>;
  /** Every spelling, for forgiving; with repeats left out. */
  spellings: Map<string, string>;
}

const K1 = 1.2;
const FIRST_TEXT = 2;
const FORGIVEN_WORDS = 4;
/** A misspelt word's hit counts a little less than a well-spelt one's. */
const FORGIVEN = 0.8;
/** Documents that answer less of the query than this are no hits: one common word of five, say. */
const LEAST_SCORE = 0.15;
const LONGEST_QUERY = 40;

function read(texts: readonly string[]): Document {
  const counts = new Map<string, number>();
  const spellings = new Map<string, string>();
  texts.forEach((text, place) => {
    for (const word of readWords(text)) {
      counts.set(word.stem, (counts.get(word.stem) ?? 0) + (place === 0 ? FIRST_TEXT : 1));
      if (word.kind !== 'word') continue;
      spellings.set(word.plain, word.stem);
      spellings.set(word.stem, word.stem);
    }
  });
  return { counts, spellings };
}

/** An empty live search index, for short queries over articles and claims. */
export function createSearchIndex(): SearchIndex {
  const documents = new Map<string, Document>();
  const postings = new Map<string, Map<string, number>>();
  const vocabulary = createVocabulary();
  const stemsBySpelling = new Map<string, string>();

  function remove(id: string): void {
    const document = documents.get(id);
    if (document === undefined) return;
    documents.delete(id);
    for (const stem of document.counts.keys()) {
      const holders = postings.get(stem);
      holders?.delete(id);
      if (holders?.size === 0) postings.delete(stem);
    }
    for (const spelling of document.spellings.keys()) {
      vocabulary.remove(spelling);
      if (!vocabulary.has(spelling)) stemsBySpelling.delete(spelling);
    }
  }

  /** The stems a query word may stand for, with how surely. */
  function meanings(word: Word): Map<string, number> {
    const stems = new Map<string, number>();
    if (postings.has(word.stem)) stems.set(word.stem, 1);
    else if (word.kind === 'word') {
      const spellings = new Set([word.plain, word.stem]);
      for (const spelling of spellings) {
        for (const { word: known, likeness } of vocabulary.alike(spelling, FORGIVEN_WORDS)) {
          const stem = stemsBySpelling.get(known);
          if (stem !== undefined) stems.set(stem, Math.max(stems.get(stem) ?? 0, FORGIVEN * likeness));
        }
      }
    }
    return stems;
  }

  return {
    get size() {
      return documents.size;
    },
    set(id, texts) {
      remove(id);
      const document = read(texts);
      documents.set(id, document);
      for (const [stem, count] of document.counts) {
        const holders = postings.get(stem);
        if (holders === undefined) postings.set(stem, new Map([[id, count]]));
        else holders.set(id, count);
      }
      for (const [spelling, stem] of document.spellings) {
        vocabulary.add(spelling);
        stemsBySpelling.set(spelling, stem);
      }
    },
    remove,
    search(query, top = 20) {
      const read = readWords(query).slice(0, LONGEST_QUERY);
      const telling = read.filter((word) => word.telling);
      const wanted = new Map((telling.length > 0 ? telling : read).map((word) => [word.stem, word]));
      const base = rarityBase(documents.size);
      const scores = new Map<string, number>();
      let all = 0;
      for (const word of wanted.values()) {
        const best = new Map<string, number>();
        const stems = meanings(word);
        let weight = rarity(base, 0);
        for (const [stem, sureness] of stems) {
          const holders = postings.get(stem) ?? new Map<string, number>();
          weight = Math.min(weight, rarity(base, holders.size));
          for (const [id, count] of holders) {
            const score = (sureness * count * (K1 + 1)) / (count + K1) / (K1 + 1);
            if (score > (best.get(id) ?? 0)) best.set(id, score);
          }
        }
        all += weight;
        for (const [id, score] of best) scores.set(id, (scores.get(id) ?? 0) + weight * score);
      }
      return [...scores]
        .map(([id, score]) => ({ id, score: Math.min(1, score / all) }))
        .filter((hit) => hit.score >= LEAST_SCORE)
        .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
        .slice(0, top);
    },
  };
}
