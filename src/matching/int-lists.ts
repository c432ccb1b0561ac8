// Many short lists of integers in one typed array. A JavaScript array or a typed array of its own costs some
// hundred bytes whatever it holds; here a list costs its numbers and twelve bytes.

export interface IntLists {
  /** All lists' numbers. Changes identity when it grows: read it afresh after every change. */
  readonly data: Int32Array;
  /** Where a list begins in `data`. */
  start(list: number): number;
  length(list: number): number;
  /** Replaces a list's content. */
  assign(list: number, values: ArrayLike<number>): void;
  /** Puts a value into an ascending list. */
  insert(list: number, value: number): void;
  /** Takes out of an ascending list the first value in [from, below). False when there is none. */
  removeBetween(list: number, from: number, below: number): boolean;
}

const SMALLEST = 2;

function grown(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}

/** Empty lists, numbered from nought; a list exists as soon as something is put into it. */
export function createIntLists(): IntLists {
  let data = new Int32Array(1024);
  let used = 0;
  let starts = new Int32Array(256);
  let lengths = new Int32Array(256);
  let capacities = new Int32Array(256);
  /** Blocks that lists have outgrown, by the binary logarithm of their size. */
  const free: number[][] = [];

  function block(capacity: number): number {
    const reused = free[31 - Math.clz32(capacity)]?.pop();
    if (reused !== undefined) return reused;
    const start = used;
    used += capacity;
    if (used > data.length) data = grown(data, used);
    return start;
  }

  function release(list: number): void {
    const capacity = capacities[list] ?? 0;
    if (capacity > 0) (free[31 - Math.clz32(capacity)] ??= []).push(starts[list] ?? 0);
    capacities[list] = 0;
  }

  function knowList(list: number): void {
    if (list < starts.length) return;
    starts = grown(starts, list + 1);
    lengths = grown(lengths, list + 1);
    capacities = grown(capacities, list + 1);
  }

  /** Gives a list room for `needed` numbers, its content kept. */
  function reserve(list: number, needed: number): void {
    if ((capacities[list] ?? 0) >= needed) return;
    const capacity = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(needed)));
    const start = block(capacity);
    const old = starts[list] ?? 0;
    data.copyWithin(start, old, old + (lengths[list] ?? 0));
    release(list);
    starts[list] = start;
    capacities[list] = capacity;
  }

  /** The first place in an ascending list whose value is not below `value`. */
  function place(list: number, value: number): number {
    let low = starts[list] ?? 0;
    let high = low + (lengths[list] ?? 0);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((data[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get data() {
      return data;
    },
    start: (list) => starts[list] ?? 0,
    length: (list) => lengths[list] ?? 0,
    assign(list, values) {
      knowList(list);
      lengths[list] = 0;
      if (values.length === 0) {
        release(list);
        return;
      }
      reserve(list, values.length);
      data.set(values, starts[list]);
      lengths[list] = values.length;
    },
    insert(list, value) {
      knowList(list);
      const length = lengths[list] ?? 0;
      reserve(list, length + 1);
      const at = place(list, value);
      const end = (starts[list] ?? 0) + length;
      if (at < end) data.copyWithin(at + 1, at, end);
      data[at] = value;
      lengths[list] = length + 1;
    },
    removeBetween(list, from, below) {
      const length = lengths[list] ?? 0;
      const at = place(list, from);
      const end = (starts[list] ?? 0) + length;
      if (at >= end || (data[at] ?? 0) >= below) return false;
      data.copyWithin(at, at + 1, end);
      lengths[list] = length - 1;
      if (length === 1) release(list);
      return true;
    },
  };
}
