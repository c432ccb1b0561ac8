// What is done with a report: put to a claim without asking, asked about, or a claim of its own.
import type { Conflict } from './conflicts.js';
import type { Model } from './model.js';

export type Decision = 'attach' | 'suggest' | 'new';

/** A claim as it was judged beside a report. */
export interface Judged {
  /** 0…1: the probability that they are one claim. */
  score: number;
  likeness: number;
  /** The report has the very words of a text of the claim. */
  repeat: boolean;
  /** Its likest text is a message, and not the claim's own words. */
  toMessage: boolean;
  against: readonly Conflict[];
}

/** A message of fewer informative words is a remark or a search, which nobody should be answered by. */
const FEWEST_INFORMATIVE = 5;
/** An index of fewer texts has not learned which words are rare: it takes more likeness to be sure. */
const YOUNG = 100;
const LIKE_ENOUGH = 0.6;
/** A runner-up this sure competes: the two may be twins to merge, and a verifier should see both. */
const COMPETING = 0.5;

/**
 * Decides by the best claims for a report, best first, those below the model's `suggestFrom` left out. Whatever speaks
 * against the first keeps the report from being attached by itself.
 *
 * @param asked how many informative words the report has, and how many texts the index.
 */
export function decideBy(
  model: Model,
  [first, second]: readonly Judged[],
  asked: { informative: number; texts: number },
): Decision {
  if (first === undefined) return 'new';
  if (first.repeat) return 'attach';
  const { claim, message } = model.attachFrom;
  const sure =
    first.score >= (first.toMessage ? message : claim) &&
    first.against.length === 0 &&
    (second === undefined || second.score < COMPETING) &&
    asked.informative >= FEWEST_INFORMATIVE &&
    (asked.texts >= YOUNG || first.likeness >= LIKE_ENOUGH);
  return sure ? 'attach' : 'suggest';
}
