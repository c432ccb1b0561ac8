import { createHashTable, hashOf } from './hash-table.js';
import { createIntColumn } from './int-column.js';

/** Which texts are spelled alike, to the letter. */
export interface ExactRepeats {
  add(text: number, spelling: string): void;
  remove(text: number, spelling: string): void;
  /** All texts spelled so. */
  of(spelling: string): number[];
}

/**
 * Texts found by a hash of their spelling and compared in full by `isSpelled`. Texts with one spelling stand in a ring,
 * one of them in the table: ten thousand copies of a message cost as little as ten thousand different ones.
 */
export function createExactRepeats(isSpelled: (text: number, spelling: string) => boolean): ExactRepeats {
  const byHash = createHashTable();
  const next = createIntColumn();
  const previous = createIntColumn();

  function find(hash: number, spelling: string): number {
    return byHash.find(hash, (text) => isSpelled(text, spelling));
  }

  return {
    add(text, spelling) {
      const hash = hashOf(spelling);
      const first = find(hash, spelling);
      if (first < 0) byHash.add(hash, text);
      const after = first < 0 ? text : first;
      const before = first < 0 ? text : previous.get(first);
      next.set(text, after);
      previous.set(text, before);
      next.set(before, text);
      previous.set(after, text);
    },
    remove(text, spelling) {
      const hash = hashOf(spelling);
      const after = next.get(text);
      const before = previous.get(text);
      next.set(before, after);
      previous.set(after, before);
      if (find(hash, spelling) !== text) return;
      byHash.remove(hash, text);
      if (after !== text) byHash.add(hash, after);
    },
    of(spelling) {
      const first = find(hashOf(spelling), spelling);
      if (first < 0) return [];
      const texts = [first];
      for (let text = next.get(first); text !== first; text = next.get(text)) texts.push(text);
      return texts;
    },
  };
}
