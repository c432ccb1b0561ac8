import { fingerprint } from './fingerprint.js';
import { createIntColumn } from './int-column.js';
import { createMatcher } from './matcher.js';
import { shippedModel, type Model } from './model.js';
import { createNumberByKey } from './number-by-key.js';

export interface Grouper {
  /**
   * Puts a report to the group of the earlier report that it repeats, or opens a group; a report that repeats two
   * groups makes them one. Gives the report's number, from nought on.
   */
  place(text: string): number;
  /** The group of a placed report as things stand now: the number of the group's first report. */
  groupOf(report: number): number;
  /** Texts that later reports are compared with: repeats of earlier ones are not among them. */
  readonly size: number;
}

export interface GrouperOptions {
  model?: Model | undefined;
  /** From this probability a report joins the group of its nearest earlier report; the model's unless given. */
  joinFrom?: number;
}

/** A report this like an earlier one teaches the matcher nothing, and forwarded messages come by the thousand. */
const NEARLY_THE_SAME = 0.9;
/** Earlier reports that may join a report's group to theirs. */
const NEIGHBOURS = 5;

/** Groups a stream of reports as they come. Twenty bytes a report, and what the matcher keeps of different texts. */
export function createGrouper(options: GrouperOptions = {}): Grouper {
  const model = options.model ?? shippedModel();
  const joinFrom = options.joinFrom ?? model.joinFrom;
  /** One chance joining of two large groups would spoil both: it takes half of the doubt that is left. */
  const mergeFrom = (1 + joinFrom) / 2;
  const matcher = createMatcher({ model });
  /** By report: an earlier report of the same group plus one, or nought (a union–find forest, Tarjan 1975). */
  const earlier = createIntColumn();
  /** By fingerprint: the first report with the very text. */
  const repeated = createNumberByKey();
  let reports = 0;

  function groupOf(report: number): number {
    let first = report;
    for (let link = earlier.get(first); link > 0; link = earlier.get(first)) first = link - 1;
    // Every report on the way is led straight to the first: the next question is answered at once.
    for (let at = report; at !== first;) {
      const next = earlier.get(at) - 1;
      earlier.set(at, first + 1);
      at = next;
    }
    return first;
  }

  function join(left: number, right: number): void {
    const [first, second] = [groupOf(left), groupOf(right)].sort((one, other) => one - other);
    if (first !== undefined && second !== undefined && first !== second) earlier.set(second, first + 1);
  }

  return {
    get size() {
      return matcher.size;
    },
    groupOf,
    place(text) {
      const report = reports;
      reports += 1;
      const print = fingerprint(text);
      // Without letters and digits there is nothing to repeat.
      if (print === '') return report;
      const same = repeated.get(print);
      if (same !== undefined) {
        join(report, same);
        return report;
      }
      repeated.set(print, report);
      const near = matcher.rank(text, NEIGHBOURS).filter(({ score }) => score >= joinFrom);
      for (const [place, { claim, score }] of near.entries()) {
        if (place === 0 || score >= mergeFrom) join(report, Number(claim));
      }
      if ((near[0]?.evidence['likeness'] ?? 0) < NEARLY_THE_SAME) {
        matcher.set({ id: String(report), texts: [], messages: [text] });
      }
      return report;
    },
  };
}
