/** Records of bytes, each in one piece on one page. An address is a record's number in units of 16 bytes. */
export interface BytePool {
  /** Copies the first `length` bytes of `source`, at least one, and gives their address. */
  put(source: Uint8Array, length: number): number;
  /** Gives a record's room back; `length` is what it was put with. */
  release(address: number, length: number): void;
  /** The page that holds a record; it begins at `placeOf(address)` in it. */
  pageOf(address: number): Buffer;
}

const UNIT_BITS = 4;
const UNIT = 2 ** UNIT_BITS;
/** Units on a page of 64 KB. */
const PAGE_BITS = 12;
const PAGE_UNITS = 2 ** PAGE_BITS;
const NO_PAGE = Buffer.alloc(0);

/** Where in its page a record begins. */
export function placeOf(address: number): number {
  return (address & (PAGE_UNITS - 1)) << UNIT_BITS;
}

function unitsFor(length: number): number {
  return (length + UNIT - 1) >>> UNIT_BITS;
}

/** An empty pool. Room given back is used again for records of the same number of units; large records have a page each. */
export function createBytePool(): BytePool {
  const pages: Buffer[] = [];
  const freePages: number[] = [];
  /** By number of units: the addresses given back. */
  const free: number[][] = [];
  let next = 0;
  let end = 0;

  function addPage(bytes: number): number {
    const number = freePages.pop() ?? pages.length;
    pages[number] = Buffer.alloc(bytes);
    return number * PAGE_UNITS;
  }

  function allocate(units: number): number {
    if (units > PAGE_UNITS) return addPage(units * UNIT);
    const reused = free[units]?.pop();
    if (reused !== undefined) return reused;
    if (next + units > end) {
      if (end > next) (free[end - next] ??= []).push(next);
      next = addPage(PAGE_UNITS * UNIT);
      end = next + PAGE_UNITS;
    }
    const address = next;
    next += units;
    return address;
  }

  return {
    put(source, length) {
      const address = allocate(unitsFor(length));
      pages[address >>> PAGE_BITS]?.set(source.subarray(0, length), placeOf(address));
      return address;
    },
    release(address, length) {
      const units = unitsFor(length);
      if (units <= PAGE_UNITS) {
        (free[units] ??= []).push(address);
        return;
      }
      const number = address >>> PAGE_BITS;
      pages[number] = NO_PAGE;
      freePages.push(number);
    },
    pageOf: (address) => pages[address >>> PAGE_BITS] ?? NO_PAGE,
  };
}
