import { findWords } from '../matching/shared-words.js';
import type { Translate } from '../web/languages.js';
import type { PrivateThing } from './private-thing.js';
import { mask, maskPrivate } from './mask-private.js';

/** Kinds of which the last digits are told: enough to tell two accounts apart, far from enough to use one. */
const withEnd = new Set<PrivateThing['kind']>(['phone', 'account', 'card']);

/** What stands in the place of something private: "[nomor telepon …90]", in the reader's language. */
export function tellMasked({ kind, value }: Pick<PrivateThing, 'kind' | 'value'>, t: Translate): string {
  const what = t(`privacy.kinds.${kind}`);
  return withEnd.has(kind) ? `[${what} …${value.slice(-2)}]` : `[${what}]`;
}

/** A text as people on the desk and the holder of a ticket read it. */
export function maskFor(text: string, t: Translate): string {
  return maskPrivate(text, (thing) => tellMasked(thing, t));
}

/**
 * Of the words that a message shares with a claim those that anybody may be told: they stand in what everybody may read
 * of the claim, or in what others sent, outside of everything private. A guessed number, or a word of somebody's
 * address, is never confirmed.
 *
 * @param known the claim's texts as reporters sent them.
 * @param open what anybody may read of it.
 */
export function tellableWords(
  words: readonly string[],
  { known, open }: { known: readonly string[]; open: readonly string[] },
): string[] {
  const told = words.filter((word) => maskPrivate(word) === word);
  if (told.length === 0) return [];
  const shown = [...open, ...known.map((text) => maskPrivate(text))].map((text) => findWords(text, told));
  const publicly = open.length;
  return told.filter((word, at) => {
    // A piece of a long number may be the beginning of a secret that was cut off.
    const digits = word.replaceAll(/\D/gu, '').length;
    const texts = digits >= 5 && !/[.,/]/u.test(word) ? shown.slice(0, publicly) : shown;
    return link.test(word) || texts.some((found) => found[at] !== undefined);
  });
}

/** A link is among the words because the message itself has it; it need not stand in a text. */
const link = /\p{L}\.\p{L}{2,}\/|^https?:/iu;

/**
 * A message as it is compared for a stranger: without private things, and without loose pieces of numbers that one
 * could be guessed by. Sums, counts, years and decimals stay.
 */
export function withoutNumbers(text: string): string {
  return maskPrivate(text).replaceAll(
    /(?<![\d.,/:]|rp\.? ?)(?!(?:19|20)\d\d(?!\d))\d{4,}(?![\d.,/:]|\s?(?:%|rupiah|ribu|rb|juta|jt|mil|tril|orang|jiwa|warga|suara|dosis|unit|kali|kg|ton|km|meter|ha\b))/giu,
    mask,
  );
}

/** Why two texts may be one claim, and why not, as the engine stores it. */
interface Reasons {
  words: readonly string[];
  against?: readonly { report: string; claim: string }[];
}

/** Parts of a number are parts of a secret; a year, a magnitude and a count of days are not. */
const longNumber = /\d[\d.,\s-]{2,}\d/u;

/**
 * Takes from reasons what the masks hide: a word that only the unmasked text has is left out, and in a difference three
 * dots stand for it.
 *
 * @param theirs the unmasked texts of the other side; without them any longer number of that side is hidden.
 */
export function maskReasons<R extends Reasons>(reasons: R, ours: string, theirs?: readonly string[]): R {
  const isOurs = seenIn([ours]);
  const isTheirs = theirs === undefined ? (word: string) => !longNumber.test(word) : seenIn(theirs);
  const { words, against } = reasons;
  return {
    ...reasons,
    words: words.filter((word) => isOurs(word)),
    ...(against && {
      against: against.map((difference) => ({
        ...difference,
        report: isOurs(difference.report) ? difference.report : mask,
        claim: isTheirs(difference.claim) ? difference.claim : mask,
      })),
    }),
  };
}

/** Tells of a word whether the masked texts still show it, or it was in none of them. */
function seenIn(texts: readonly string[]): (word: string) => boolean {
  const pairs = texts
    .map((text) => ({ text, masked: maskPrivate(text) }))
    .filter(({ text, masked }) => text !== masked);
  return (word) => {
    if (maskPrivate(word) !== word) return false;
    if (pairs.length === 0 || !/[\d@.]/u.test(word)) return true;
    const isIn = (text: string) => findWords(text, [word])[0] !== undefined;
    return texts.some((text) => isIn(maskPrivate(text))) || !pairs.some(({ text }) => isIn(text));
  };
}
