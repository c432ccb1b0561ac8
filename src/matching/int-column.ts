/** One integer of 32 bits by number, from nought on; nought where nothing was set. */
export interface IntColumn {
  get(at: number): number;
  set(at: number, value: number): void;
}

const PAGE_BITS = 14;
const PAGE_SIZE = 2 ** PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;

/**
 * An empty column. It grows by pages of 64 KB: one typed array would be copied whole whenever it is full, and at a
 * million entries somebody would wait for that.
 */
export function createIntColumn(): IntColumn {
  const pages: Int32Array[] = [];
  return {
    get: (at) => pages[at >>> PAGE_BITS]?.[at & PAGE_MASK] ?? 0,
    set(at, value) {
      const number = at >>> PAGE_BITS;
      while (pages.length <= number) pages.push(new Int32Array(PAGE_SIZE));
      const page = pages[number];
      if (page !== undefined) page[at & PAGE_MASK] = value;
    },
  };
}
