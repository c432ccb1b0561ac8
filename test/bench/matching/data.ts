// The labelled data, and texts invented where there are none.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ClaimLine {
  id: string;
  text: string;
  title?: string;
}

export interface ReportLine {
  id: string;
  text: string;
  claims: string[];
}

export interface ReportSet {
  name: string;
  reports: ReportLine[];
  /** MAP@5 to reach, where one was set. */
  bar?: number;
}

export interface DataSet {
  name: string;
  claims: ClaimLine[];
  sets: ReportSet[];
}

function readLines<Line>(path: string): Line[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Line);
}

/** The half that thresholds and weights may be chosen on; the other half is for reporting. */
function isLearningHalf(id: string): boolean {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0;
}

/** CLEF's English tweets and TurnBackHoax's Indonesian texts, or undefined where the folder does not hold them. */
export function readData(folder: string): { english: DataSet; indonesian: DataSet } | undefined {
  const clef = join(folder, 'clef-2020-en');
  const tbh = join(folder, 'tbh-2024-id');
  if (!existsSync(clef) || !existsSync(tbh)) return undefined;
  const tweets = (part: string): ReportLine[] => readLines<ReportLine>(join(clef, `reports.${part}.jsonl`));
  const all = readLines<ReportLine>(join(tbh, 'reports.jsonl'));
  return {
    english: {
      name: 'clef-2020-en',
      claims: readLines<ClaimLine>(join(clef, 'claims.jsonl')),
      sets: [
        { name: 'clef-2020-en train', reports: tweets('train') },
        { name: 'clef-2020-en dev', reports: tweets('dev') },
        { name: 'clef-2020-en test', reports: tweets('test'), bar: 0.94 },
      ],
    },
    indonesian: {
      name: 'tbh-2024-id',
      claims: readLines<ClaimLine>(join(tbh, 'claims.jsonl')),
      sets: [
        { name: 'tbh-2024-id all', reports: all },
        { name: 'tbh-2024-id learning half', reports: all.filter((one) => isLearningHalf(one.id)) },
        {
          name: 'tbh-2024-id held-out half',
          reports: all.filter((one) => !isLearningHalf(one.id)),
          bar: 0.83,
        },
      ],
    },
  };
}

/** What a claim is known by: its statement and, where it has one, its title. */
export function textOf(claim: ClaimLine): string {
  return claim.title === undefined ? claim.text : `${claim.text}\n${claim.title}`;
}

/** Mulberry32: small, seeded, the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A copy in random order. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as Item, copy[at] as Item];
  }
  return copy;
}

const SYLLABLES =
  'ba be bi bo bu ca da di du ga ge ja ka ke ki ku la li lu ma mi mu na ni pa pe ra ri sa si ta ti tu wa ya'.split(
    ' ',
  );

/** A word that looks Indonesian and that nobody has seen. */
export function inventWord(syllables: number, random: () => number): string {
  return Array.from(
    { length: syllables },
    () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '',
  ).join('');
}

/** Sentences of invented words whose frequencies fall off as in a language (Zipf): for machines without the data. */
export function inventTexts(count: number, random: () => number): string[] {
  const lexicon = Array.from({ length: 20_000 }, () => inventWord(2 + Math.floor(random() * 3), random));
  const word = (): string => lexicon[Math.floor(lexicon.length ** random()) - 1] ?? '';
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 + Math.floor(random() * 16) }, word).join(' '),
  );
}

/** As many different texts as wanted: the first half of one text and the second half of another. */
export function* recombine(texts: readonly string[], count: number, random: () => number): Generator<string> {
  const pick = (): string[] => (texts[Math.floor(random() * texts.length)] ?? '').split(' ');
  for (let made = 0; made < count; made += 1) {
    const first = pick();
    const second = pick();
    yield [
      ...first.slice(0, Math.ceil(first.length / 2)),
      ...second.slice(Math.floor(second.length / 2)),
    ].join(' ');
  }
}
