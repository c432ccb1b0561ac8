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
