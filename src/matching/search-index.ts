import { createDocumentLists } from './document-lists.js';
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

const K1 = 1.2;
const FIRST_TEXT = 2;
const FORGIVEN_WORDS = 4;
/** A misspelt word's hit counts a little less than a well-spelt one's. */
const FORGIVEN = 0.8;
/** Documents that answer less of the query than this are no hits: one common word of five, say. */
const LEAST_SCORE = 0.15;
const LONGEST_QUERY = 40;

/** What a document has of each stem, the first text's counted double, and every spelling that may be meant by a slip. */
function read(texts: readonly string[]) {
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

/** Gives each text a number, and the same one again. */
function numbering() {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    texts,
    find: (text: string) => numbers.get(text),
    give(text: string): number {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
  };
}

/**
 * An empty live search index, for short queries over articles and claims. A document of thirty words takes about half
 * a kilobyte, since there may be a million claims.
 */
export function createSearchIndex(): SearchIndex {
  const documents = new Map<string, number>();
  /** By document number: its id, and the numbers of its stems, then of its spellings. */
  const ids: string[] = [];
  const contents: Int32Array[] = [];
  const stemCounts: number[] = [];
  const free: number[] = [];
  const stems = numbering();
  const spellings = numbering();
  /** By spelling: the number of its stem. */
  const stemsOfSpellings: number[] = [];
  const vocabulary = createVocabulary();
  const lists = createDocumentLists((document) => free.push(document));
  /** For one search at a time: sums by document. */
  let scores = new Float64Array(0);
  let best = new Float64Array(0);

  function remove(id: string): void {
    const document = documents.get(id);
    if (document === undefined) return;
    documents.delete(id);
    const content = contents[document] ?? new Int32Array();
    const stemCount = stemCounts[document] ?? 0;
    for (const spelling of content.subarray(stemCount)) vocabulary.remove(spellings.texts[spelling] ?? '');
    contents[document] = new Int32Array();
    lists.remove(document, content.subarray(0, stemCount));
  }

  function set(id: string, texts: readonly string[]): void {
    remove(id);
    const { counts, spellings: spelt } = read(texts);
    const document = free.pop() ?? ids.length;
    documents.set(id, document);
    const content = new Int32Array(counts.size + spelt.size);
    let at = 0;
    for (const [stem, count] of counts) {
      const number = stems.give(stem);
      lists.add(number, document, count);
      content[at++] = number;
    }
    for (const [spelling, stem] of spelt) {
      const number = spellings.give(spelling);
      vocabulary.add(spelling);
      stemsOfSpellings[number] = stems.give(stem);
      content[at++] = number;
    }
    ids[document] = id;
    contents[document] = content;
    stemCounts[document] = counts.size;
  }

  /** The stems a query word may stand for, with how surely. */
  function meanings(word: Word): Map<number, number> {
    const found = new Map<number, number>();
    const stem = stems.find(word.stem);
    if (stem !== undefined && lists.count(stem) > 0) found.set(stem, 1);
    else if (word.kind === 'word') {
      for (const spelling of new Set([word.plain, word.stem])) {
        for (const { word: known, likeness } of vocabulary.alike(spelling, FORGIVEN_WORDS)) {
          const meant = stemsOfSpellings[spellings.find(known) ?? -1];
          if (meant !== undefined) found.set(meant, Math.max(found.get(meant) ?? 0, FORGIVEN * likeness));
        }
      }
    }
    return found;
  }

  function search(query: string, top: number): SearchHit[] {
    const words = readWords(query).slice(0, LONGEST_QUERY);
    const telling = words.filter((word) => word.telling);
    const wanted = new Map((telling.length > 0 ? telling : words).map((word) => [word.stem, word]));
    const base = rarityBase(documents.size);
    if (scores.length < ids.length) {
      scores = new Float64Array(ids.length * 2);
      best = new Float64Array(ids.length * 2);
    }
    const touched: number[] = [];
    let all = 0;
    for (const word of wanted.values()) {
      const holders: number[] = [];
      let weight = rarity(base, 0);
      for (const [stem, sureness] of meanings(word)) {
        weight = Math.min(weight, rarity(base, lists.count(stem)));
        lists.each(stem, (document, count) => {
          const before = best[document] ?? 0;
          if (before === 0) holders.push(document);
          best[document] = Math.max(before, (sureness * count * (K1 + 1)) / (count + K1) / (K1 + 1));
        });
      }
      all += weight;
      for (const document of holders) {
        if (scores[document] === 0) touched.push(document);
        scores[document] = (scores[document] ?? 0) + weight * (best[document] ?? 0);
        best[document] = 0;
      }
    }
    const hits: SearchHit[] = [];
    for (const document of touched) {
      const score = Math.min(1, (scores[document] ?? 0) / all);
      scores[document] = 0;
      if (score >= LEAST_SCORE) keep(hits, { id: ids[document] ?? '', score }, top);
    }
    return hits;
  }

  return {
    get size() {
      return documents.size;
    },
    set,
    remove,
    search: (query, top = 20) => search(query, top),
  };
}

const isBetter = (left: SearchHit, right: SearchHit) =>
  left.score > right.score || (left.score === right.score && left.id < right.id);

/** Puts a hit in its place among the best ones, unless there are enough better ones: sorting all would take longer. */
function keep(hits: SearchHit[], hit: SearchHit, most: number): void {
  const last = hits.at(-1);
  if (hits.length >= most && (!last || !isBetter(hit, last))) return;
  let from = 0;
  let to = hits.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const there = hits[middle];
    if (there && isBetter(there, hit)) from = middle + 1;
    else to = middle;
  }
  hits.splice(from, 0, hit);
  if (hits.length > most) hits.pop();
}
