import { createIntColumn } from './int-column.js';
import { createStringTable } from './string-table.js';

/** Which claims there are, by small numbers, and which texts of the index stand for each. */
export interface KnownClaims {
  readonly size: number;
  /** A claim's number, or -1. */
  find(id: string): number;
  /** The number of a claim, which gets one if it is new, without texts. */
  add(id: string): number;
  remove(claim: number): void;
  idOf(claim: number): string;
  /** Grows with every new claim. */
  ageOf(claim: number): number;
  /** Gives a claim one more text; `place` is the text's place in ClaimTexts.texts. */
  addText(claim: number, text: number, place: number): void;
  /** Takes all texts from a claim and gives their numbers. */
  takeTexts(claim: number): number[];
  /** A claim's texts in the order they were given. */
  textsOf(claim: number): number[];
  claimOf(text: number): number;
  placeOf(text: number): number;
  isFirst(text: number): boolean;
}

/** No claims yet. A claim takes some 20 bytes and its id, a text 12. */
export function createKnownClaims(): KnownClaims {
  const ids = createStringTable();
  const ages = createIntColumn();
  /** By claim: its last text plus one, nought for none; by text: the text before it, likewise. */
  const lastTexts = createIntColumn();
  const textsBefore = createIntColumn();
  const claims = createIntColumn();
  const places = createIntColumn();
  let nextAge = 0;

  function textsOf(claim: number): number[] {
    const texts: number[] = [];
    for (let link = lastTexts.get(claim); link > 0; link = textsBefore.get(link - 1)) texts.push(link - 1);
    return texts.reverse();
  }

  return {
    get size() {
      return ids.size;
    },
    find: (id) => ids.find(id),
    add(id) {
      const known = ids.find(id);
      if (known >= 0) return known;
      const claim = ids.add(id);
      ages.set(claim, nextAge);
      nextAge += 1;
      return claim;
    },
    remove(claim) {
      lastTexts.set(claim, 0);
      ids.remove(claim);
    },
    idOf: (claim) => ids.at(claim),
    ageOf: (claim) => ages.get(claim),
    addText(claim, text, place) {
      claims.set(text, claim);
      places.set(text, place);
      textsBefore.set(text, lastTexts.get(claim));
      lastTexts.set(claim, text + 1);
    },
    takeTexts(claim) {
      const texts = textsOf(claim);
      lastTexts.set(claim, 0);
      return texts;
    },
    textsOf,
    claimOf: (text) => claims.get(text),
    placeOf: (text) => places.get(text),
    isFirst: (text) => textsBefore.get(text) === 0,
  };
}
