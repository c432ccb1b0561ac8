// What matching is measured against in the same run, so that ratios hold on any machine.

export interface PlainIndex {
  set(id: string, text: string): void;
  rank(text: string, top: number): string[];
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The plain baseline: BM25 over lower-case words, every posting scored, everything in JavaScript maps. */
export function createPlainIndex(): PlainIndex {
  const ids: string[] = [];
  const lengths: number[] = [];
  const postings = new Map<string, [number, number][]>();
  let sum = 0;
  return {
    set(id, text) {
      const number = ids.push(id) - 1;
      const counts = new Map<string, number>();
      for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const [word, count] of counts) {
        const list = postings.get(word);
        if (list === undefined) postings.set(word, [[number, count]]);
        else list.push([number, count]);
      }
      lengths[number] = words(text).length;
      sum += lengths[number];
    },
    rank(text, top) {
      const scores = new Map<number, number>();
      const average = sum / ids.length;
      for (const word of new Set(words(text))) {
        const list = postings.get(word) ?? [];
        const rarity = Math.log(1 + (ids.length - list.length + 0.5) / (list.length + 0.5));
        for (const [number, count] of list) {
          const weight = (count * 2.2) / (count + 1.2 * (0.25 + (0.75 * (lengths[number] ?? 0)) / average));
          scores.set(number, (scores.get(number) ?? 0) + rarity * weight);
        }
      }
      const best = [...scores].sort((left, right) => right[1] - left[1]).slice(0, top);
      return best.map(([number]) => ids[number] ?? '');
    },
  };
}
