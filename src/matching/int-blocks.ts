/** Blocks of 2, 4, 8 … LARGEST_BLOCK integers. An address names a block's page and its place there. */
export interface IntBlocks {
  /** A block of 2^`bits` integers, whatever stands in it. */
  allocate(bits: number): number;
  release(address: number, bits: number): void;
  /** The page that holds an address; the block begins at `placeOf(address)` in it. */
  pageOf(address: number): Int32Array;
}

const PAGE_BITS = 14;
const PAGE_SIZE = 2 ** PAGE_BITS;
const NO_PAGE = new Int32Array(0);

/** The binary logarithm of the largest block's size. */
export const LARGEST_BITS = 9;
export const LARGEST_BLOCK = 2 ** LARGEST_BITS;

/** Where in its page an address begins. */
export function placeOf(address: number): number {
  return address & (PAGE_SIZE - 1);
}

/** Empty storage. A page of 64 KB holds blocks of one size, so that no block lies on two pages. */
export function createIntBlocks(): IntBlocks {
  const pages: Int32Array[] = [];
  /** By size in bits: addresses given back, and how far the page in use is filled. */
  const free: number[][] = Array.from({ length: LARGEST_BITS + 1 }, () => []);
  const next = new Float64Array(LARGEST_BITS + 1);
  const end = new Float64Array(LARGEST_BITS + 1);

  return {
    allocate(bits) {
      const reused = free[bits]?.pop();
      if (reused !== undefined) return reused;
      let address = next[bits] ?? 0;
      if (address === end[bits]) {
        address = pages.length * PAGE_SIZE;
        pages.push(new Int32Array(PAGE_SIZE));
        end[bits] = address + PAGE_SIZE;
      }
      next[bits] = address + 2 ** bits;
      return address;
    },
    release(address, bits) {
      free[bits]?.push(address);
    },
    pageOf: (address) => pages[address >>> PAGE_BITS] ?? NO_PAGE,
  };
}
