import { cleanText } from '../matching/clean-text.js';
import { canonicalLink, LINK_SOURCE } from '../matching/links.js';
import { readWords } from '../matching/words.js';
import { calmDown } from './calm-down.js';
import { isBoilerplate, withoutForwardMarks } from './forwarded.js';
import { maskPrivate } from '../privacy/mask-private.js';

/** A statement is one line in lists and the heading of a page. */
export const longestStatement = 200;

/** A sentence with fewer telling words (greetings, "benarkah ini?") says nothing that can be checked. */
const fewestTelling = 4;

/** Characters that are looked at: a claim that comes later than this is not what the message is about. */
const mostRead = 5000;
const longestSentence = 1000;

const links = new RegExp(LINK_SOURCE, 'giu');
const pictographs =
  /(?:[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}•●■□◆►|^=<>{}[\]\\]|\u200D|\u20E3|\uFE0F)+/gu;

/**
 * A readable statement from a message as it was forwarded: the first sentence that tells something, without emojis,
 * greetings, calls to spread it and shouting, at most 200 characters. It becomes public, so phone numbers, addresses
 * and numbers of identity cards are masked. A verifier may word it better.
 *
 * @returns '' when the text has nothing to say.
 */
export function statementOf(text: string): string {
  const sentences = sentencesOf(text);
  const telling = sentences.map((sentence) => ({ sentence, words: tellingWords(sentence) }));
  const chosen =
    telling.find(({ sentence, words }) => words >= fewestTelling && !isBoilerplate(sentence)) ??
    telling.reduce<(typeof telling)[number] | undefined>(
      (best, next) => (best === undefined || next.words > best.words ? next : best),
      undefined,
    );
  // "Hoaks?" is all opening and no claim; it is still better than nothing.
  const sentence =
    chosen?.sentence ??
    cleanText(text.slice(0, mostRead)).replaceAll(pictographs, ' ').replaceAll(/\s+/gu, ' ').trim();
  return /\p{L}/u.test(sentence) ? shorten(maskPrivate(calmDown(sentence.slice(0, longestSentence)))) : '';
}

/** What to call a claim that came as a link alone: the link's host and path, which cannot be clicked. */
export function statementOfLink(url: string): string {
  return shorten(maskPrivate(canonicalLink(url).page));
}

function sentencesOf(text: string): string[] {
  return cleanText(text.slice(0, mostRead))
    .replaceAll(links, ' ')
    .split('\n')
    .map(withoutForwardMarks)
    .flatMap((line) =>
      // Numbers such as 8.9 and Rp600.000 have no space after their point.
      line
        .replaceAll(pictographs, (signs, at: number) => asSpace(line.slice(at + signs.length)))
        .split(/(?<=[.!?…])["')]*\s+(?=\S)/u),
    )
    .map((sentence) =>
      sentence
        .replaceAll(/[*_~`]+/gu, ' ')
        .replaceAll(/\s+/gu, ' ')
        .replaceAll(/\s+([,.;:!?])/gu, '$1')
        .replace(/^[^\p{L}\p{N}"'(]+/u, '')
        .replace(/(?<=\.)[\s.]+$|[\s,;:\-–—(]+$/u, '')
        .trim(),
    )
    .filter((sentence) => /\p{L}/u.test(sentence));
}

// Emojis often stand where a full stop would, before the next sentence.
const asSpace = (rest: string) => (/^\s*[*_]*\p{Lu}/u.test(rest) ? '. ' : ' ');

const tellingWords = (sentence: string) => readWords(sentence).filter((word) => word.telling).length;

function shorten(statement: string): string {
  if (statement.length <= longestStatement) return statement;
  const cut = statement.slice(0, longestStatement - 1);
  const space = cut.lastIndexOf(' ');
  // A surrogate pair must not be cut in half.
  const kept = (space > longestStatement / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/u, '');
  return `${kept.replace(/[\s,;:\-–—]+$/u, '')}…`;
}
