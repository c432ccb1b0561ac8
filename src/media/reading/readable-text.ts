/** As the engine gives it: blocks of paragraphs of lines of words, each word with how sure it is, 0…100. */
export interface ReadBlock {
  paragraphs: { lines: { words: { text: string; confidence: number }[] }[] }[];
}

/** Less sure words are mostly specks and the edges of things. */
const surest = 45;
/** A photograph gives a few letters here and there: that is no text. */
const fewestWords = 3;

/** The text of a picture, line by line, without what the engine only imagined; '' where there is none. */
export function readableText(blocks: readonly ReadBlock[]): string {
  const lines = blocks
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap(({ lines }) => lines)
    .map(({ words }) => words.filter(isWord).map(({ text }) => text.trim()))
    .filter((words) => words.some((word) => /[\p{L}\p{N}]/u.test(word)));
  const words = lines.flat().filter((word) => /\p{L}{2}/u.test(word));
  return words.length < fewestWords ? '' : lines.map((line) => line.join(' ')).join('\n');
}

const isWord = ({ text, confidence }: { text: string; confidence: number }) =>
  confidence >= surest && text.trim() !== '';
