import { findPrivate } from './find-private.js';
import type { PrivateThing } from './private-thing.js';

/** Stands in stored texts where something private stood. */
export const mask = '•••';

/**
 * Hides phone numbers, identity numbers, bank accounts, cards and e-mail addresses in a text. Sums of money, dates and
 * short numbers stay. What a mask says is nothing private itself: masking again changes nothing.
 *
 * @param tell what stands in the place of each; without it three dots, which suit every language.
 */
export function maskPrivate(text: string, tell: (thing: PrivateThing) => string = () => mask): string {
  const things = findPrivate(text);
  if (things.length === 0) return text;
  let masked = '';
  let from = 0;
  for (const thing of things) {
    masked += text.slice(from, thing.start) + tell(thing);
    from = thing.end;
  }
  return masked + text.slice(from);
}
