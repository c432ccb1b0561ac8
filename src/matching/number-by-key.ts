import { createHash } from 'node:crypto';

/** Whole numbers from 0 to 2^31 - 2, by texts of any length. */
export interface NumberByKey {
  readonly size: number;
  get(key: string): number | undefined;
  set(key: string, number: number): void;
}

/** Where more of the slots are taken than this, looking up becomes slow. */
const FULLEST = 0.6;
const SMALLEST = 1024;

/**
 * A map that keeps 64 bits of each key's SHA-256 and not the key: 20 to 40 bytes a key, where a Map of strings needs
 * hundreds and ends at 2^24 keys. Among a million keys two are taken for one with a probability of 1 in 37 million.
 */
export function createNumberByKey(): NumberByKey {
  let slots = SMALLEST;
  let high = new Uint32Array(slots);
  let low = new Uint32Array(slots);
  /** One more than the number; nought where a slot is free. */
  let numbers = new Uint32Array(slots);
  let size = 0;

  function slotOf(first: number, second: number): number {
    let slot = first & (slots - 1);
    while (numbers[slot] !== 0 && (high[slot] !== first || low[slot] !== second)) {
      slot = (slot + 1) & (slots - 1);
    }
    return slot;
  }

  function put(first: number, second: number, number: number): void {
    const slot = slotOf(first, second);
    if (numbers[slot] === 0) size += 1;
    high[slot] = first;
    low[slot] = second;
    numbers[slot] = number;
  }

  function grow(): void {
    const old = { high, low, numbers };
    slots *= 2;
    high = new Uint32Array(slots);
    low = new Uint32Array(slots);
    numbers = new Uint32Array(slots);
    size = 0;
    for (const [slot, number] of old.numbers.entries()) {
      if (number !== 0) put(old.high[slot] ?? 0, old.low[slot] ?? 0, number);
    }
  }

  function hashOf(key: string): [first: number, second: number] {
    const digest = createHash('sha256').update(key).digest();
    return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  }

  return {
    get size() {
      return size;
    },
    get(key) {
      const number = numbers[slotOf(...hashOf(key))] ?? 0;
      return number === 0 ? undefined : number - 1;
    },
    set(key, number) {
      if (size + 1 > slots * FULLEST) grow();
      put(...hashOf(key), number + 1);
    },
  };
}
