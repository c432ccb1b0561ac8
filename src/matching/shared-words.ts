import { LINK_SOURCE } from './links.js';
import { NUMBER_SOURCE } from './numbers.js';
import { readWords } from './words.js';

/** What a page says of a word: the other text has it too, or has another one in its place. */
export type Mark = 'shared' | 'differs';

export interface TextRun {
  text: string;
  mark?: Mark;
}

/** The pieces of an unprepared text that can be a word: links, numbers with their scale, words with their joints. */
const PIECE = new RegExp(
  String.raw`${LINK_SOURCE}|${NUMBER_SOURCE}|[#@]?[\p{L}\p{M}\p{N}_\u200B-\u200D\u2060\uFE0F]+(?:['’ʼ‑-][\p{L}\p{M}\p{N}]+)*`,
  'giu',
);

interface Piece {
  start: number;
  end: number;
  stems: string[];
}

interface Span {
  start: number;
  end: number;
}

/** A link has its page and its host as stems; as a phrase it is the page alone. */
function phraseOf(words: string): string[] {
  return readWords(words)
    .filter((word) => word.kind !== 'link' || word.telling)
    .map((word) => word.stem);
}

function stemsOf(text: string): string[] {
  return readWords(text).map((word) => word.stem);
}

function piecesOf(text: string): Piece[] {
  return [...text.matchAll(PIECE)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    stems: stemsOf(match[0]),
  }));
}

/** Where the stems of a phrase stand one after the other. */
function spansOf(pieces: readonly Piece[], phrase: readonly string[]): Span[] {
  if (phrase.length === 0) return [];
  const flat = pieces.flatMap((piece) => piece.stems.map((stem) => ({ stem, piece })));
  return flat.flatMap(({ piece }, at) => {
    const last = flat[at + phrase.length - 1];
    const found = last && phrase.every((stem, offset) => flat[at + offset]?.stem === stem);
    return found ? [{ start: piece.start, end: last.piece.end }] : [];
  });
}

/**
 * Splits a text into runs so that a page can mark the words that it shares with another text, and those in whose
 * place the other has a different one. Word forms count as the same word ("divaksin" for "vaksin"). What differs may
 * be several words ("Papua Barat"): they are marked where they stand together. A word that is both counts as
 * differing. The runs joined are the text, and neighbours differ in `mark`.
 */
export function markShared(
  text: string,
  words: readonly string[],
  differing: readonly string[] = [],
): TextRun[] {
  const shared = new Set(words.flatMap(stemsOf));
  const pieces = shared.size > 0 || differing.length > 0 ? piecesOf(text) : [];
  const spans = differing.flatMap((phrase) => spansOf(pieces, phraseOf(phrase)));
  const isShared = (piece: Piece): boolean => piece.stems.some((stem) => shared.has(stem));
  const isDiffering = (start: number, end: number): boolean =>
    spans.some((span) => span.start <= start && end <= span.end);
  const runs: TextRun[] = [];
  const push = (start: number, end: number, mark: Mark | undefined): void => {
    if (start === end) return;
    const last = runs.at(-1);
    const piece = text.slice(start, end);
    if (last && last.mark === mark) last.text += piece;
    else runs.push({ text: piece, ...(mark && { mark }) });
  };
  let end = 0;
  for (const piece of pieces) {
    push(end, piece.start, isDiffering(end, piece.start) ? 'differs' : undefined);
    const mark = isDiffering(piece.start, piece.end) ? 'differs' : isShared(piece) ? 'shared' : undefined;
    push(piece.start, piece.end, mark);
    end = piece.end;
  }
  push(end, text.length, undefined);
  return runs;
}

/** The telling words of a text that another one has too, as the first writes them. */
export function sharedWords(text: string, other: string): string[] {
  const theirs = new Set(stemsOf(other));
  const shared = readWords(text).filter((word) => word.telling && theirs.has(word.stem));
  return [...new Set(shared.map((word) => word.surface))];
}

/** Words or phrases as a text writes them ("7,2" for "7.2"), where each stands first; undefined where one does not. */
export function findWords(text: string, wanted: readonly string[]): (string | undefined)[] {
  const pieces = wanted.length > 0 ? piecesOf(text) : [];
  return wanted.map((words) => {
    const [span] = spansOf(pieces, phraseOf(words));
    return span && text.slice(span.start, span.end);
  });
}

/** The first of some texts that has the most of some words: the one to show beside a text that shares them. */
export function likestText<Shown extends { text: string }>(
  texts: readonly Shown[],
  words: readonly string[],
): Shown | undefined {
  const wanted = [...new Set(words.flatMap(phraseOf))];
  let best: { shown: Shown; found: number } | undefined;
  for (const shown of texts) {
    const stems = new Set(stemsOf(shown.text));
    const found = wanted.filter((stem) => stems.has(stem)).length;
    if (!best || found > best.found) best = { shown, found };
  }
  return best?.shown;
}
