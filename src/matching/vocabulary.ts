// Which known words a misspelt word may have meant.

export interface LikeWord {
  word: string;
  /** 0…1: 1 is the same spelling. */
  likeness: number;
}

export interface Vocabulary {
  has(word: string): boolean;
  /** Adds one use of a word. */
  add(word: string): void;
  /** Takes one use away; the word is forgotten with its last use. */
  remove(word: string): void;
  /** Known words spelled nearly like this one, most alike first, at most `most`. */
  alike(word: string, most: number): LikeWord[];
}

const SHORTEST_FORGIVEN = 4;
const LONGEST_FORGIVEN = 30;
/** Typists slip once in a short word and twice in a long one. */
const LONG_FROM = 8;

function trigramsOf(word: string): Set<string> {
  const padded = `^${word}$`;
  const trigrams = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at += 1) trigrams.add(padded.slice(at, at + 3));
  return trigrams;
}

/**
 * Edits between two words: letters added, dropped, changed or swapped with the next (optimal string alignment).
 * Gives `limit` + 1 as soon as it takes more than `limit`.
 */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      ) {
        edits = Math.min(edits, (before[column - 2] ?? 0) + 1);
      }
      current.push(edits);
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    before = above;
    above = current;
  }
  return above[right.length] ?? limit + 1;
}

/** An empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const uses = new Map<string, number>();
  const byTrigram = new Map<string, Set<string>>();

  return {
    has: (word) => uses.has(word),
    add(word) {
      const count = uses.get(word) ?? 0;
      uses.set(word, count + 1);
      if (count > 0 || word.length > LONGEST_FORGIVEN) return;
      for (const trigram of trigramsOf(word)) {
        const words = byTrigram.get(trigram);
        if (words === undefined) byTrigram.set(trigram, new Set([word]));
        else words.add(word);
      }
    },
    remove(word) {
      const count = uses.get(word) ?? 0;
      if (count > 1) {
        uses.set(word, count - 1);
        return;
      }
      if (!uses.delete(word)) return;
      for (const trigram of trigramsOf(word)) {
        const words = byTrigram.get(trigram);
        words?.delete(word);
        if (words?.size === 0) byTrigram.delete(trigram);
      }
    },
    alike(word, most) {
      if (word.length < SHORTEST_FORGIVEN || word.length > LONGEST_FORGIVEN) return [];
      const limit = word.length >= LONG_FROM ? 2 : 1;
      const shared = new Map<string, number>();
      for (const trigram of trigramsOf(word)) {
        for (const known of byTrigram.get(trigram) ?? []) {
          if (Math.abs(known.length - word.length) <= limit) shared.set(known, (shared.get(known) ?? 0) + 1);
        }
      }
      // One edit touches three trigrams, so a word within the limit shares at least this many of `word.length`.
      const fewest = Math.max(1, word.length - 3 * limit - 1);
      const found: LikeWord[] = [];
      for (const [known, count] of shared) {
        if (count < fewest || /\d/u.test(known)) continue;
        const edits = editDistance(word, known, limit);
        if (edits <= limit)
          found.push({ word: known, likeness: 1 - edits / Math.max(word.length, known.length) });
      }
      return found
        .sort((left, right) => right.likeness - left.likeness || (left.word < right.word ? -1 : 1))
        .slice(0, most);
    },
  };
}
