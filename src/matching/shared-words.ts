import { LINK_SOURCE } from './links.js';
import { NUMBER_SOURCE } from './numbers.js';
import { readWords } from './words.js';

export interface TextRun {
  text: string;
  shared: boolean;
}

/** The pieces of an unprepared text that can be a word: links, numbers with their scale, words with their joints. */
const PIECE = new RegExp(
  String.raw`${LINK_SOURCE}|${NUMBER_SOURCE}|[#@]?[\p{L}\p{M}\p{N}_\u200B-\u200D\u2060\uFE0F]+(?:['’ʼ‑-][\p{L}\p{M}\p{N}]+)*`,
  'giu',
);

function stemsOf(text: string): string[] {
  return readWords(text).map((word) => word.stem);
}

/**
 * Splits a text into runs so that a page can mark the words that it shares with another text. Word forms count as
 * the same word ("divaksin" for "vaksin"). The runs joined are the text, and neighbours differ in `shared`.
 */
export function markShared(text: string, words: readonly string[]): TextRun[] {
  const wanted = new Set(words.flatMap(stemsOf));
  const runs: TextRun[] = [];
  const push = (piece: string, shared: boolean): void => {
    if (piece === '') return;
    const last = runs.at(-1);
    if (last?.shared === shared) last.text += piece;
    else runs.push({ text: piece, shared });
  };
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    push(text.slice(end, match.index), false);
    push(match[0], wanted.size > 0 && stemsOf(match[0]).some((stem) => wanted.has(stem)));
    end = match.index + match[0].length;
  }
  push(text.slice(end), false);
  return runs;
}
