import { createHash } from 'node:crypto';
import { createHashTable } from './hash-table.js';
import { createIntColumn } from './int-column.js';

/** Whole numbers from 0 to 2^31 - 1, by texts of any length. */
export interface NumberByKey {
  readonly size: number;
  get(key: string): number | undefined;
  set(key: string, number: number): void;
}

/**
 * A map that keeps 64 bits of each key's SHA-256 and not the key: some 20 bytes a key, where a Map of strings needs
 * hundreds and ends at 2^24 keys. Among a million keys two are taken for one with a probability of 1 in 37 million.
 */
export function createNumberByKey(): NumberByKey {
  const entries = createHashTable();
  /** By entry: the other half of its hash, and its number. */
  const halves = createIntColumn();
  const numbers = createIntColumn();
  let size = 0;

  function find(key: string): { hash: number; half: number; entry: number } {
    const digest = createHash('sha256').update(key).digest();
    const hash = digest.readInt32LE(0);
    const half = digest.readInt32LE(4);
    return { hash, half, entry: entries.find(hash, (entry) => halves.get(entry) === half) };
  }

  return {
    get size() {
      return size;
    },
    get(key) {
      const { entry } = find(key);
      return entry < 0 ? undefined : numbers.get(entry);
    },
    set(key, number) {
      const { hash, half, entry } = find(key);
      if (entry >= 0) {
        numbers.set(entry, number);
        return;
      }
      entries.add(hash, size);
      halves.set(size, half);
      numbers.set(size, number);
      size += 1;
    },
  };
}
