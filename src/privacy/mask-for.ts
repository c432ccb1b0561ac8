import { findWords } from '../matching/shared-words.js';
import type { Translate } from '../web/languages.js';
import type { PrivateThing } from './find-private.js';
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
