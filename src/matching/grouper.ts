import { fingerprint } from './fingerprint.js';
import { createMatcher } from './matcher.js';
import { createNumberByKey } from './number-by-key.js';

export interface Grouper {
  /** Puts a report to the group of the earlier report it repeats, or opens a group. Gives the group: its first report's id. */
  place(id: string, text: string): string;
  /** Texts that later reports are compared with: repeats of earlier ones are not among them. */
  readonly size: number;
}

export interface GrouperOptions {
  /** From this score (see sureness) a report joins the group of its nearest earlier report. */
  joinFrom?: number;
}

/**
 * Where B-cubed F1 on CLEF's training tweets, in random order, is best. Lower than the threshold for attaching: here a
 * missed repeat costs as much as a wrong one.
 */
export const JOIN_FROM = 0.15;

/** A report this like an earlier one teaches the matcher nothing, and forwarded messages come by the thousand. */
const NEARLY_THE_SAME = 0.98;

/** Groups a stream of reports, each looking at the earlier ones only. */
export function createGrouper(options: GrouperOptions = {}): Grouper {
  const joinFrom = options.joinFrom ?? JOIN_FROM;
  const matcher = createMatcher();
  /** By the running number of a report that the matcher knows: its group. */
  const groups: string[] = [];
  /** By fingerprint: the number of the report that settled where such a text belongs. */
  const repeated = createNumberByKey();

  return {
    get size() {
      return groups.length;
    },
    place(id, text) {
      const print = fingerprint(text);
      // Without letters and digits there is nothing to repeat.
      if (print === '') return id;
      const settled = groups[repeated.get(print) ?? -1];
      if (settled !== undefined) return settled;
      const [nearest] = matcher.rank(text, 1);
      const found =
        nearest !== undefined && nearest.score >= joinFrom ? groups[Number(nearest.claim)] : undefined;
      const group = found ?? id;
      if (found !== undefined && nearest !== undefined && nearest.score >= NEARLY_THE_SAME) {
        repeated.set(print, Number(nearest.claim));
        return group;
      }
      repeated.set(print, groups.length);
      matcher.set({ id: String(groups.length), texts: [text] });
      groups.push(group);
      return group;
    },
  };
}
