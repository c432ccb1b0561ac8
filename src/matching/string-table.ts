import { createBytePool, placeOf } from './byte-pool.js';
import { createHashTable, hashOf } from './hash-table.js';
import { createIntColumn } from './int-column.js';
import { createPackedReader, createPackedWriter } from './packed.js';

/**
 * Different strings, each with a small number. A million ids of 24 letters take 50 MB, a quarter less than in a Map, and
 * nobody waits while a million entries move to a larger table.
 */
export interface StringTable {
  readonly size: number;
  /** Above every number in use. */
  readonly end: number;
  /** The number of a string, or -1. */
  find(text: string): number;
  /** The number of a string, which gets one if it has none; numbers of removed strings are used again. */
  add(text: string): number;
  /** The string of a number in use. */
  at(number: number): string;
  /** Forgets a number in use. */
  remove(number: number): void;
}

export function createStringTable(): StringTable {
  const pool = createBytePool();
  const addresses = createIntColumn();
  const byHash = createHashTable();
  const writer = createPackedWriter();
  const reader = createPackedReader();
  const free: number[] = [];
  let end = 0;
  let size = 0;

  function open(number: number): void {
    const address = addresses.get(number);
    reader.open(pool.pageOf(address), placeOf(address));
  }

  function findHashed(hash: number, text: string): number {
    return byHash.find(hash, (number) => {
      open(number);
      return reader.isString(text);
    });
  }

  return {
    get size() {
      return size;
    },
    get end() {
      return end;
    },
    find: (text) => findHashed(hashOf(text), text),
    add(text) {
      const hash = hashOf(text);
      const known = findHashed(hash, text);
      if (known >= 0) return known;
      const number = free.pop() ?? end;
      if (number === end) end += 1;
      writer.clear();
      writer.string(text);
      addresses.set(number, pool.put(writer.bytes, writer.length));
      byHash.add(hash, number);
      size += 1;
      return number;
    },
    at(number) {
      open(number);
      return reader.string();
    },
    remove(number) {
      const address = addresses.get(number);
      open(number);
      byHash.remove(hashOf(reader.string()), number);
      pool.release(address, reader.place - placeOf(address));
      free.push(number);
      size -= 1;
    },
  };
}
