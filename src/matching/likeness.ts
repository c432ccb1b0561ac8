import type { TextEvidence } from './text-index.js';

/**
 * 0…1: how alike a message and a text are. Coverage asks how much of the message the text answers, the cosine how
 * much of both is the same; stems forgive word forms and grams forgive spelling. The four agree in what they get
 * right and differ in their mistakes, which is why their mean beats each of them. Weights in round numbers, near
 * the best on CLEF's training tweets and half of the TurnBackHoax texts.
 */
export function likeness({ stems, grams }: TextEvidence): number {
  return Math.min(1, 0.35 * (stems.covered + grams.covered) + 0.15 * (stems.cosine + grams.cosine));
}

/**
 * 0…1: how surely a text that is so alike makes the same claim. The same likeness means more in a message that says
 * much: two rare words shared by chance make a short template look alike, never a long story. `mass` is the sum of the
 * rarities of the message's stems, in nats, so that `alike × mass` is the amount of evidence shared. A logistic
 * regression on labelled pairs of the two training halves, its coefficients rounded; it rises with `alike`, so
 * that it keeps the order of a ranking.
 */
export function sureness(alike: number, mass: number): number {
  if (alike <= 0) return 0;
  return 1 / (1 + Math.exp(10 - 10.5 * alike - 1.8 * Math.log1p(alike * mass)));
}
