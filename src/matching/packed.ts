// Numbers and strings as bytes. A number takes a byte for every seven bits, low bits first, as in protocol buffers; a
// string takes twice its length (plus one when wide) and then a byte a character, or two when one is past Latin-1.

const NARROW = /^[\0-\u00FF]*$/u;

export interface PackedWriter {
  /** What was written: the first `length` bytes. Changes identity when it grows. */
  readonly bytes: Buffer;
  readonly length: number;
  /** Begins anew. */
  clear(): void;
  /** A whole number from nought up to 2^31. */
  number(value: number): void;
  string(text: string): void;
}

export function createPackedWriter(): PackedWriter {
  let bytes = Buffer.alloc(1024);
  let length = 0;

  function makeRoom(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.alloc((length + more) * 2);
    larger.set(bytes);
    bytes = larger;
  }

  function number(value: number): void {
    makeRoom(5);
    let left = value;
    while (left > 0x7f) {
      bytes[length] = (left & 0x7f) | 0x80;
      length += 1;
      left >>>= 7;
    }
    bytes[length] = left;
    length += 1;
  }

  return {
    get bytes() {
      return bytes;
    },
    get length() {
      return length;
    },
    clear() {
      length = 0;
    },
    number,
    string(text) {
      const narrow = NARROW.test(text);
      number(text.length * 2 + (narrow ? 0 : 1));
      makeRoom(text.length * 2);
      length += bytes.write(text, length, narrow ? 'latin1' : 'utf16le');
    },
  };
}

export interface PackedReader {
  /** Where the next value begins. */
  readonly place: number;
  open(page: Buffer, place: number): void;
  number(): number;
  string(): string;
  /** Reads a string and tells whether it is this one. */
  isString(text: string): boolean;
  /** Reads a string's UTF-16 units into `into`, which must have room, and gives how many. */
  units(into: Uint16Array): number;
  /** The length in UTF-16 units of the string that comes next, without reading it. */
  nextLength(): number;
}

/** Reads one page after another; give it a page and a place first. */
export function createPackedReader(): PackedReader {
  let page: Buffer = Buffer.alloc(0);
  let place = 0;

  function number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = page[place] ?? 0;
      place += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  return {
    get place() {
      return place;
    },
    open(newPage, newPlace) {
      page = newPage;
      place = newPlace;
    },
    number,
    string() {
      const head = number();
      const start = place;
      place += head & 1 ? head - 1 : head >>> 1;
      return page.toString(head & 1 ? 'utf16le' : 'latin1', start, place);
    },
    isString(text) {
      const head = number();
      const length = head >>> 1;
      const start = place;
      const width = 1 + (head & 1);
      place += length * width;
      if (length !== text.length) return false;
      for (let at = 0; at < length; at += 1) {
        const low = page[start + at * width] ?? 0;
        const unit = width === 1 ? low : low | ((page[start + at * 2 + 1] ?? 0) << 8);
        if (unit !== text.charCodeAt(at)) return false;
      }
      return true;
    },
    units(into) {
      const head = number();
      const length = head >>> 1;
      if ((head & 1) === 0) for (let at = 0; at < length; at += 1) into[at] = page[place + at] ?? 0;
      else {
        for (let at = 0; at < length; at += 1) {
          into[at] = (page[place + at * 2] ?? 0) | ((page[place + at * 2 + 1] ?? 0) << 8);
        }
      }
      place += (head & 1) === 0 ? length : length * 2;
      return length;
    },
    nextLength() {
      const start = place;
      const head = number();
      place = start;
      return head >>> 1;
    },
  };
}
