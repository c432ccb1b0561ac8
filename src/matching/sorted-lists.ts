// Many ascending lists of integers. A list of up to LARGEST_BLOCK numbers is one block of a power of two; a longer one
// is a row of largest blocks, each ascending and wholly below the next, so that putting a number in or taking one out
// moves two kilobytes at most, however long the list is.
import { createIntBlocks, LARGEST_BITS, LARGEST_BLOCK, placeOf } from './int-blocks.js';
import { createIntColumn } from './int-column.js';

export interface SortedLists {
  /** Nought for a list that nothing was put into. */
  length(list: number): number;
  /** Puts in a number that the list does not have. */
  insert(list: number, value: number): void;
  /** The first number in [from, below), or -1. */
  find(list: number, from: number, below: number): number;
  /** Takes out the first number in [from, below). False when there is none. */
  removeBetween(list: number, from: number, below: number): boolean;
  /** Visits the numbers in [from, below) in ascending runs: those from `start` to before `end` in `page`. */
  walk(
    list: number,
    from: number,
    below: number,
    visit: (page: Int32Array, start: number, end: number) => void,
  ): void;
}

/** The blocks of a long list in order; none is empty. */
interface LongList {
  blocks: number[];
  lengths: number[];
  firsts: number[];
}

const SMALLEST_BITS = 1;
const HALF_BLOCK = LARGEST_BLOCK / 2;

/** The first place in page[start…end) whose number is not below `value`. */
function placeIn(page: Int32Array, start: number, end: number, value: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((page[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last block that begins at or below `value`, or the first block. */
function blockFor(list: LongList, value: number): number {
  let low = 0;
  let high = list.firsts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list.firsts[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function bitsFor(length: number): number {
  return Math.max(SMALLEST_BITS, 32 - Math.clz32(length - 1));
}

/** Empty lists, numbered from nought; a list exists as soon as something is put into it. */
export function createSortedLists(): SortedLists {
  const storage = createIntBlocks();
  const totals = createIntColumn();
  /** The block of a short list. */
  const blocks = createIntColumn();
  const long = new Map<number, LongList>();

  /** Puts a number into a block that has room for it. */
  function insertInto(address: number, length: number, value: number): void {
    const page = storage.pageOf(address);
    const start = placeOf(address);
    const at = placeIn(page, start, start + length, value);
    if (at < start + length) page.copyWithin(at + 1, at, start + length);
    page[at] = value;
  }

  function insertIntoLong(list: LongList, value: number): void {
    let at = blockFor(list, value);
    let length = list.lengths[at] ?? 0;
    if (length === LARGEST_BLOCK) {
      const full = list.blocks[at] ?? 0;
      const page = storage.pageOf(full);
      const start = placeOf(full);
      const isNext = at === list.blocks.length - 1 && value > (page[start + length - 1] ?? 0);
      // Numbers mostly come in order: then the full block stays full.
      const kept = isNext ? length : HALF_BLOCK;
      const address = storage.allocate(LARGEST_BITS);
      storage.pageOf(address).set(page.subarray(start + kept, start + length), placeOf(address));
      list.blocks.splice(at + 1, 0, address);
      list.lengths.splice(at + 1, 0, length - kept);
      list.firsts.splice(at + 1, 0, isNext ? value : (page[start + kept] ?? 0));
      list.lengths[at] = kept;
      at = blockFor(list, value);
      length = list.lengths[at] ?? 0;
    }
    insertInto(list.blocks[at] ?? 0, length, value);
    list.lengths[at] = length + 1;
    if (value < (list.firsts[at] ?? 0)) list.firsts[at] = value;
  }

  /** Gives a short list room for one more number. */
  function makeRoom(list: number, length: number): void {
    const bits = bitsFor(length + 1);
    const old = blocks.get(list);
    if (length > 0 && bitsFor(length) === bits) return;
    const address = storage.allocate(bits);
    if (length > 0) {
      const start = placeOf(old);
      const moved = storage.pageOf(old).subarray(start, start + length);
      storage.pageOf(address).set(moved, placeOf(address));
      storage.release(old, bitsFor(length));
    }
    blocks.set(list, address);
  }

  /** Takes the number at `at` out of the block; true when it was there. */
  function removeFrom(address: number, length: number, from: number, below: number): boolean {
    const page = storage.pageOf(address);
    const start = placeOf(address);
    const at = placeIn(page, start, start + length, from);
    if (at === start + length || (page[at] ?? 0) >= below) return false;
    page.copyWithin(at, at + 1, start + length);
    return true;
  }

  function removeFromLong(number: number, list: LongList, from: number, below: number): boolean {
    let at = blockFor(list, from);
    let removed = removeFrom(list.blocks[at] ?? 0, list.lengths[at] ?? 0, from, below);
    if (!removed && at + 1 < list.blocks.length) {
      at += 1;
      removed = removeFrom(list.blocks[at] ?? 0, list.lengths[at] ?? 0, from, below);
    }
    if (!removed) return false;
    const address = list.blocks[at] ?? 0;
    const length = (list.lengths[at] ?? 0) - 1;
    list.lengths[at] = length;
    if (length > 0) list.firsts[at] = storage.pageOf(address)[placeOf(address)] ?? 0;
    else {
      storage.release(address, LARGEST_BITS);
      for (const row of [list.blocks, list.lengths, list.firsts]) row.splice(at, 1);
      if (list.blocks.length === 0) long.delete(number);
    }
    return true;
  }

  function walkBlock(
    address: number,
    length: number,
    from: number,
    below: number,
    visit: (page: Int32Array, start: number, end: number) => void,
  ): void {
    const page = storage.pageOf(address);
    const first = placeOf(address);
    const start = placeIn(page, first, first + length, from);
    const end = placeIn(page, start, first + length, below);
    if (start < end) visit(page, start, end);
  }

  return {
    length: (list) => totals.get(list),
    insert(list, value) {
      const length = totals.get(list);
      totals.set(list, length + 1);
      const row = long.get(list);
      if (row !== undefined) insertIntoLong(row, value);
      else if (length < LARGEST_BLOCK) {
        makeRoom(list, length);
        insertInto(blocks.get(list), length, value);
      } else {
        const address = blocks.get(list);
        const first = storage.pageOf(address)[placeOf(address)] ?? 0;
        const grown: LongList = { blocks: [address], lengths: [length], firsts: [first] };
        long.set(list, grown);
        insertIntoLong(grown, value);
      }
    },
    find(list, from, below) {
      let address = blocks.get(list);
      let length = totals.get(list);
      const row = long.get(list);
      if (row !== undefined) {
        const at = blockFor(row, from);
        address = row.blocks[at] ?? 0;
        length = row.lengths[at] ?? 0;
        const next = row.firsts[at + 1];
        const page = storage.pageOf(address);
        const end = placeOf(address) + length;
        if (next !== undefined && (page[end - 1] ?? 0) < from) return next < below ? next : -1;
      }
      const page = storage.pageOf(address);
      const start = placeOf(address);
      const at = placeIn(page, start, start + length, from);
      const found = at < start + length ? (page[at] ?? 0) : below;
      return found < below ? found : -1;
    },
    removeBetween(list, from, below) {
      const length = totals.get(list);
      const row = long.get(list);
      if (row !== undefined) {
        if (!removeFromLong(list, row, from, below)) return false;
      } else {
        const address = blocks.get(list);
        if (!removeFrom(address, length, from, below)) return false;
        if (length === 1) storage.release(address, SMALLEST_BITS);
        else if (bitsFor(length - 1) < bitsFor(length)) {
          // The smaller half of the block is a block of its own no allocator knows: move the list.
          const smaller = storage.allocate(bitsFor(length - 1));
          const start = placeOf(address);
          const moved = storage.pageOf(address).subarray(start, start + length - 1);
          storage.pageOf(smaller).set(moved, placeOf(smaller));
          storage.release(address, bitsFor(length));
          blocks.set(list, smaller);
        }
      }
      totals.set(list, length - 1);
      return true;
    },
    walk(list, from, below, visit) {
      const row = long.get(list);
      if (row === undefined) walkBlock(blocks.get(list), totals.get(list), from, below, visit);
      else {
        const { blocks, lengths, firsts } = row;
        for (let at = blockFor(row, from); at < blocks.length && (firsts[at] ?? 0) < below; at += 1) {
          walkBlock(blocks[at] ?? 0, lengths[at] ?? 0, from, below, visit);
        }
      }
    },
  };
}
