// Odd messages that once took long, or might: no report may take more than 50 ms, whoever wrote it.
import type { Matcher } from '../../../src/matching/matcher.js';
import { inventWord, randomFrom } from './data.js';
import { quantiles, timeOne, timeProcessor, type Timing } from './timing.js';
import type { Printer } from './table.js';

const MANY = 20_000;
const MEGABYTE = 1_000_000;
const RUNS = 5;
const MOST_MILLISECONDS = 50;

const random = randomFrom(17);

function row(count: number, piece: () => string, between = ' '): string {
  return Array.from({ length: count }, piece).join(between);
}

function below(limit: number): number {
  return Math.floor(random() * limit);
}

function characters(count: number, from: number, many: number): string {
  return row(count, () => String.fromCodePoint(from + below(many)), '');
}

function word(syllables: number): string {
  return inventWord(syllables, random);
}

function capital(syllables: number): string {
  const small = word(syllables);
  return small.charAt(0).toUpperCase() + small.slice(1);
}

/** A new text of a kind every time, so that no cache has seen its words. */
const KINDS: Record<string, () => string> = {
  nothing: () => '',
  'one word': () => word(3),
  'a megabyte of one letter': () => 'a'.repeat(MEGABYTE),
  'ten thousand copies of a word': () => `${word(3)} `.repeat(10_000),
  'unseen words': () => row(MANY, () => word(3)),
  'unseen words with affixes': () => row(MANY, () => `memper${word(4)}kannya`),
  'unseen long words with affixes': () => row(MANY, () => `menge${word(8)}kan`),
  'unseen doubled words': () => row(MANY, () => `ber${word(2)}-ber${word(2)}an`),
  'digits for letters': () => row(MANY, () => `${word(1)}4${word(2)}`),
  'one endless word': () => row(MANY, () => word(1), ''),
  'words joined by hyphens': () => row(MANY, () => word(1), '-'),
  'letters spaced out': () => 'a '.repeat(MEGABYTE / 2),
  'emoji, all different': () => characters(MANY, 0x1f300, 700),
  hashtags: () => row(MANY, () => `#${capital(2)}${capital(2)}`),
  'one endless hashtag': () => `#${row(MANY, () => capital(2), '')}`,
  links: () => row(MANY, () => `https://${word(2)}.com/${word(2)}?b=${word(1)}&a=2`),
  'a link with an endless query': () => `https://contoh.com/?${'a=1&'.repeat(MEGABYTE / 4)}`,
  'a link with twenty thousand full stops': () => `https://contoh.com/${'.'.repeat(MANY - 100)}a`,
  numbers: () => row(MANY, () => String(below(1e9))),
  'one endless number': () => '9'.repeat(MEGABYTE),
  'a number of many groups': () => `1${'.000'.repeat(MEGABYTE / 4)}`,
  entities: () => '&amp;'.repeat(MEGABYTE / 5),
  'nested entities': () => `&${'amp;'.repeat(MEGABYTE / 4)}`,
  'numbered entities': () => row(MANY, () => `&#${100 + below(20_000)};`),
  'towers of accents': () => row(2000, () => `v${'\u0301\u0316\u0489'.repeat(50)}`),
  'zero-width characters': () => 'a\u200b'.repeat(MEGABYTE / 2),
  'right-to-left overrides': () => row(MANY, () => `\u202e${word(2)}`),
  'lone surrogates': () => '\ud800'.repeat(MEGABYTE),
  'ligatures that are sentences': () => '\ufdfa'.repeat(MANY),
  'styled letters': () =>
    row(MANY, () =>
      Array.from(word(3), (letter) => String.fromCodePoint(0x1d5ee + letter.charCodeAt(0) - 97)).join(''),
    ),
  'Cyrillic among Latin': () => row(MANY, () => `v\u0430ks\u0438n${word(2)}`),
  Chinese: () => characters(MANY, 0x4e00, 20_000),
  Arabic: () => row(MANY, () => characters(5, 0x627, 28)),
  'Javanese script': () => row(MANY, () => characters(6, 0xa984, 48)),
  Devanagari: () => 'क्'.repeat(MEGABYTE / 4),
  'any ASCII': () => characters(MEGABYTE, 33, 94),
  'any UTF-16': () => row(MEGABYTE, () => String.fromCharCode(below(65_536)), ''),
};

interface Timed {
  message: string;
  ms: number;
  /** A busy machine makes `ms` longer, and leaves this as it is. */
  'processor ms': number;
}

/** Every kind for a matcher, slowest first: the medians of some runs. */
export function timeOddInputs(matcher: Matcher): Timed[] {
  return Object.entries(KINDS)
    .map(([message, make]) => {
      const times: number[] = [];
      const processor = Array.from({ length: RUNS }, make).map((text) =>
        timeProcessor(() => times.push(timeOne(() => matcher.decide(text)))),
      );
      return { message, ms: quantiles(times).p50, 'processor ms': quantiles(processor).p50 };
    })
    .sort((left, right) => right['processor ms'] - left['processor ms']);
}

/** Prints how long every odd kind takes, beside an ordinary report. */
export function measureOddInputs(printer: Printer, matcher: Matcher, ordinary: Timing): void {
  printer.table(
    `Odd messages, whole decision among ${matcher.size} claims, median of ${RUNS}; no more than ${MOST_MILLISECONDS} ms`,
    [
      {
        message: 'an ordinary report',
        ms: ordinary.p50,
        'processor ms': ordinary.processor.p50,
        'as ordinary reports': 1,
      },
      ...timeOddInputs(matcher).map((timed) => ({
        ...timed,
        'as ordinary reports': timed.ms / ordinary.p50,
      })),
    ],
  );
}
