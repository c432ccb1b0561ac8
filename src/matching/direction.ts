// A right-to-left override turns what follows around on the screen. Who types "niskav" behind one shows "vaksin" to
// people and hides it from machines; who sprinkles them at random means nothing by them.
import { isIndonesianRoot } from './stemming.js';
import { isStopWord } from './stop-words.js';

/** From the override to what ends it: another direction mark, or the line. */
const OVERRIDDEN = /\u202E([^\u202A-\u202E\u2066-\u2069\n]*)/gu;
const LATIN_WORDS = /[a-z]{2,}/gu;

function knownWords(text: string): number {
  const words = text.toLowerCase().match(LATIN_WORDS) ?? [];
  return words.filter((word) => isStopWord(word) || isIndonesianRoot(word)).length;
}

/** The text as it is read on the screen: what stands behind an override is turned around where that makes words of it. */
export function readOverrides(text: string): string {
  return text.replace(OVERRIDDEN, (_, hidden: string) => {
    const shown = Array.from(hidden).reverse().join('');
    return knownWords(shown) > knownWords(hidden) ? shown : hidden;
  });
}
