/** For each of a growing number of terms: which documents have it, and how often. */
export interface DocumentLists {
  /** Documents that have the term. */
  count(term: number): number;
  /** Adds a document, with at least one and at most MOST_TIMES occurrences counted. */
  add(term: number, document: number, times: number): void;
  /** Takes a document out of the lists of its terms; its number must not be used again before `freed` tells it. */
  remove(document: number, terms: Iterable<number>): void;
  /** Calls `visit` with every document of a term, in no order. */
  each(term: number, visit: (document: number, times: number) => void): void;
}

/** How often a term counts in one document at most: what is beyond makes no difference to a score. */
export const MOST_TIMES = 31;
const TIMES_BITS = 5;
/** A list is tidied when more than this, and more than half of it, was taken out. */
const FEW = 8;

/**
 * Lists without any document; each entry takes four bytes. Documents have numbers below 2^26.
 *
 * What is taken out stays in its lists until these are tidied, as finding it at once would mean reading lists of
 * hundreds of thousands.
 *
 * @param freed told the number of a document that is in no list any more.
 */
export function createDocumentLists(freed: (document: number) => void): DocumentLists {
  const lists: Int32Array[] = [];
  const lengths: number[] = [];
  const live: number[] = [];
  /** By document that was taken out: the lists that still have it. */
  const leaving = new Map<number, number>();

  function tidy(term: number): void {
    const list = lists[term];
    const length = lengths[term] ?? 0;
    if (list === undefined || length - (live[term] ?? 0) <= Math.max(FEW, length / 2)) return;
    const left = new Int32Array((live[term] ?? 0) + FEW);
    let kept = 0;
    for (let at = 0; at < length; at += 1) {
      const entry = list[at] ?? 0;
      const document = entry >>> TIMES_BITS;
      const holders = leaving.get(document);
      if (holders === undefined) left[kept++] = entry;
      else if (holders > 1) leaving.set(document, holders - 1);
      else {
        leaving.delete(document);
        freed(document);
      }
    }
    lists[term] = left;
    lengths[term] = kept;
  }

  return {
    count: (term) => live[term] ?? 0,
    add(term, document, times) {
      let list = lists[term];
      const length = lengths[term] ?? 0;
      if (list === undefined || length === list.length) {
        const longer = new Int32Array(length === 0 ? 2 : length + Math.max(2, length >> 1));
        if (list !== undefined) longer.set(list);
        lists[term] = longer;
        list = longer;
      }
      list[length] = (document << TIMES_BITS) | Math.min(times, MOST_TIMES);
      lengths[term] = length + 1;
      live[term] = (live[term] ?? 0) + 1;
    },
    remove(document, terms) {
      const all = [...terms];
      if (all.length === 0) {
        freed(document);
        return;
      }
      leaving.set(document, all.length);
      for (const term of all) live[term] = (live[term] ?? 1) - 1;
      for (const term of all) tidy(term);
    },
    each(term, visit) {
      const list = lists[term];
      const length = lengths[term] ?? 0;
      for (let at = 0; at < length; at += 1) {
        const entry = list?.[at] ?? 0;
        const document = entry >>> TIMES_BITS;
        if (!leaving.has(document)) visit(document, entry & MOST_TIMES);
      }
    },
  };
}
