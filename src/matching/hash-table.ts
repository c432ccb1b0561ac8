/** Numbers found by a hash of 32 bits; several numbers may have the same hash. */
export interface HashTable {
  /** A number with this hash that `accept` says is the one, or -1. */
  find(hash: number, accept: (number: number) => boolean): number;
  add(hash: number, number: number): void;
  /** Takes out one entry, which must be there. */
  remove(hash: number, number: number): void;
}

/** One of many small tables with open addressing and linear probing; `numbers` holds each number plus one. */
interface Part {
  hashes: Int32Array;
  numbers: Int32Array;
  used: number;
}

/** The table is this many small ones, each growing for itself: nobody waits for a million entries to move at once. */
const PART_BITS = 10;
const SMALLEST = 8;
const FULLEST = 0.75;

/** A hash of 32 bits of a string: FNV-1a over its UTF-16 units, finished with the mixer of MurmurHash3. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function emptyPart(size: number): Part {
  return { hashes: new Int32Array(size), numbers: new Int32Array(size), used: 0 };
}

function put(part: Part, hash: number, stored: number): void {
  const mask = part.numbers.length - 1;
  let at = hash & mask;
  while ((part.numbers[at] ?? 0) !== 0) at = (at + 1) & mask;
  part.hashes[at] = hash;
  part.numbers[at] = stored;
  part.used += 1;
}

/** Empties a slot and moves back what was pushed past it (Knuth, "The Art of Computer Programming" 3, 6.4, algorithm R). */
function empty(part: Part, slot: number): void {
  const mask = part.numbers.length - 1;
  let gap = slot;
  for (let at = (gap + 1) & mask; (part.numbers[at] ?? 0) !== 0; at = (at + 1) & mask) {
    const home = (part.hashes[at] ?? 0) & mask;
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    part.hashes[gap] = part.hashes[at] ?? 0;
    part.numbers[gap] = part.numbers[at] ?? 0;
    gap = at;
  }
  part.numbers[gap] = 0;
  part.used -= 1;
}

export function createHashTable(): HashTable {
  const parts: (Part | undefined)[] = Array.from({ length: 2 ** PART_BITS }, () => undefined);

  return {
    find(hash, accept) {
      const part = parts[hash >>> (32 - PART_BITS)];
      if (part === undefined) return -1;
      const mask = part.numbers.length - 1;
      for (let at = hash & mask; ; at = (at + 1) & mask) {
        const stored = part.numbers[at] ?? 0;
        if (stored === 0) return -1;
        if (part.hashes[at] === hash && accept(stored - 1)) return stored - 1;
      }
    },
    add(hash, number) {
      const which = hash >>> (32 - PART_BITS);
      let part = (parts[which] ??= emptyPart(SMALLEST));
      if (part.used + 1 > part.numbers.length * FULLEST) {
        const larger = emptyPart(part.numbers.length * 2);
        for (const [at, stored] of part.numbers.entries()) {
          if (stored !== 0) put(larger, part.hashes[at] ?? 0, stored);
        }
        part = larger;
        parts[which] = part;
      }
      put(part, hash, number + 1);
    },
    remove(hash, number) {
      const part = parts[hash >>> (32 - PART_BITS)];
      if (part === undefined) return;
      const mask = part.numbers.length - 1;
      let at = hash & mask;
      while (part.numbers[at] !== number + 1 && part.numbers[at] !== 0) at = (at + 1) & mask;
      if (part.numbers[at] === number + 1) empty(part, at);
    },
  };
}
