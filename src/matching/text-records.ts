import { createBytePool, placeOf } from './byte-pool.js';
import { createIntColumn } from './int-column.js';
import type { Word } from './words.js';
import { createPackedReader, createPackedWriter } from './packed.js';

/** Numbers that are filled in again by every reading: the first `size` of `values`. */
export interface Filled<Values> {
  values: Values;
  size: number;
}

/** What is kept of every text: its terms in reading order and its words spelled out, in some 170 bytes. */
export interface TextRecords {
  put(text: number, terms: readonly number[], spelling: string): void;
  remove(text: number): void;
  terms(text: number): Filled<Int32Array>;
  /** The UTF-16 units of its words with a blank around each; links are left out. */
  wordUnits(text: number): Filled<Uint16Array>;
  spellingOf(text: number): string;
  hasSpelling(text: number, spelling: string): boolean;
}

/** What goes before a word and before a link in a spelling; neither can stand in one. */
export const BEFORE_WORD = ' ';
export const BEFORE_LINK = '\n';
const WORD_BEGINS = BEFORE_WORD.charCodeAt(0);
const LINK_BEGINS = BEFORE_LINK.charCodeAt(0);

/**
 * A message's words spelled out, numbers and links in one way, each with what goes before it. Two messages are exact
 * repeats when their spellings are the same; empty for a message without letters or digits.
 */
export function spellOut(words: readonly Word[]): string {
  let spelling = '';
  for (const word of words) spelling += (word.kind === 'link' ? BEFORE_LINK : BEFORE_WORD) + word.plain;
  return spelling;
}

export function createTextRecords(): TextRecords {
  const pool = createBytePool();
  const addresses = createIntColumn();
  const writer = createPackedWriter();
  const reader = createPackedReader();
  const terms: Filled<Int32Array> = { values: new Int32Array(1024), size: 0 };
  const units: Filled<Uint16Array> = { values: new Uint16Array(4096), size: 0 };

  function open(text: number): void {
    const address = addresses.get(text);
    reader.open(pool.pageOf(address), placeOf(address));
  }

  function readTerms(): void {
    const count = reader.number();
    if (count > terms.values.length) terms.values = new Int32Array(count * 2);
    for (let at = 0; at < count; at += 1) terms.values[at] = reader.number();
    terms.size = count;
  }

  function openSpelling(text: number): void {
    open(text);
    readTerms();
  }

  return {
    put(text, sequence, written) {
      writer.clear();
      writer.number(sequence.length);
      for (const term of sequence) writer.number(term);
      writer.string(written);
      addresses.set(text, pool.put(writer.bytes, writer.length));
    },
    remove(text) {
      openSpelling(text);
      reader.string();
      const address = addresses.get(text);
      pool.release(address, reader.place - placeOf(address));
    },
    terms(text) {
      open(text);
      readTerms();
      return terms;
    },
    wordUnits(text) {
      openSpelling(text);
      const needed = reader.nextLength() + 1;
      if (needed > units.values.length) units.values = new Uint16Array(needed * 2);
      const { values } = units;
      const length = reader.units(values);
      let size = 0;
      let inLink = false;
      for (let at = 0; at < length; at += 1) {
        const unit = values[at] ?? 0;
        if (unit === LINK_BEGINS) inLink = true;
        else if (unit === WORD_BEGINS) inLink = false;
        if (inLink) continue;
        values[size] = unit;
        size += 1;
      }
      values[size] = WORD_BEGINS;
      units.size = size + 1;
      return units;
    },
    spellingOf(text) {
      openSpelling(text);
      return reader.string();
    },
    hasSpelling(text, written) {
      openSpelling(text);
      return reader.isString(written);
    },
  };
}
