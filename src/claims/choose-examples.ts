import { readMessage } from '../matching/message.js';

export const mostExamples = 5;
export const longestExample = 2000;

/** Above this share of common stems two texts teach the matcher the same. */
const sameFrom = 0.85;

/**
 * The texts that differ most from one another, for matching: one after the other, each time the one that shares the
 * least with those already chosen. The first text is always among them, copies never.
 */
export function chooseExamples(texts: readonly string[], most = mostExamples): string[] {
  const left = [...new Set(texts.map((text) => text.slice(0, longestExample).trim()))]
    .filter((text) => text !== '')
    .map((text) => ({ text, stems: new Set(readMessage(text).stems.keys()), closest: 0 }));
  const chosen: string[] = [];
  while (chosen.length < most) {
    const next = left.reduce<(typeof left)[number] | undefined>(
      (best, candidate) => (best === undefined || candidate.closest < best.closest ? candidate : best),
      undefined,
    );
    if (next === undefined || next.closest >= sameFrom) break;
    chosen.push(next.text);
    left.splice(left.indexOf(next), 1);
    for (const candidate of left) {
      candidate.closest = Math.max(candidate.closest, likeness(candidate.stems, next.stems));
    }
  }
  return chosen;
}

/** Jaccard: the common share of both sets, 0…1. */
function likeness<Stem>(a: ReadonlySet<Stem>, b: ReadonlySet<Stem>): number {
  let common = 0;
  for (const stem of a) if (b.has(stem)) common += 1;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}
