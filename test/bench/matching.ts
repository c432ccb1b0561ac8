// Measures matching: how right, how fast, how large; beside a plain word BM25 in the same run.
// Usage: npm run bench:matching [-- --json] [--data FOLDER]
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fingerprint } from '../../src/matching/fingerprint.js';
import { createGrouper } from '../../src/matching/grouper.js';
import { createMatcher, type Matcher } from '../../src/matching/matcher.js';
import { createPlainIndex, type PlainIndex } from './plain-index.js';
import { bCubed, pairwise, rankingQuality, type GroupedReport } from '../../src/matching/measures.js';

interface ClaimLine {
  id: string;
  text: string;
  title?: string;
}

interface ReportLine {
  id: string;
  text: string;
  claims: string[];
}

interface Row {
  what: string;
  figures: Record<string, number | string>;
}

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, data: { type: 'string', default: '../shared/data' } },
});
const rows: Row[] = [];

function report(what: string, figures: Record<string, number | string>): void {
  rows.push({ what, figures });
  if (options.json) return;
  const cells = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toFixed(4)) : value}`,
  );
  console.log(`${what.padEnd(44)} ${cells.join(' · ')}`);
}

/** Mulberry32: small, seeded, the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as Item, copy[at] as Item];
  }
  return copy;
}

function readLines<Line>(path: string): Line[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Line);
}

/** The half that thresholds and weights were chosen on; the other half is for reporting. */
function isLearningHalf(id: string): boolean {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0;
}

function textOf(claim: ClaimLine): string {
  return claim.title === undefined ? claim.text : `${claim.text}\n${claim.title}`;
}

function reportRanking(
  name: string,
  matcher: Matcher,
  plain: PlainIndex,
  reports: readonly ReportLine[],
): void {
  const quality = (rank: (text: string) => string[]) =>
    rankingQuality(reports.map(({ text, claims }) => ({ ranked: rank(text), right: new Set(claims) })));
  const ours = quality((text) => matcher.rank(text, 5).map((match) => match.claim));
  const theirs = quality((text) => plain.rank(text, 5));
  report(`ranking: ${name}`, {
    reports: reports.length,
    'MAP@5': ours.map5,
    'P@1': ours.p1,
    'H@5': ours.h5,
    'plain MAP@5': theirs.map5,
    ratio: ours.map5 / theirs.map5,
  });
}

/**
 * Every report is decided twice: with all claims known, and with its own claims taken out, when every attachment is
 * wrong by the labels. The data hold the same claim several times under different ids; "same text" tells how many of
 * the wrong ones went to a claim with the very text of the right one.
 */
function reportDecisions(
  name: string,
  matcher: Matcher,
  claims: readonly ClaimLine[],
  reports: readonly ReportLine[],
) {
  const known = new Map(claims.map((claim) => [claim.id, claim]));
  const count = { attached: 0, wrong: 0, suggested: 0, suggestedRight: 0, without: 0, sameText: 0 };
  const print = (id: string): string => fingerprint(known.get(id)?.text ?? '');
  for (const { text, claims: right } of reports) {
    const told = matcher.decide(text);
    const chosen = told.matches[0]?.claim ?? '';
    if (told.decision === 'suggest') {
      count.suggested += 1;
      if (told.matches.some((match) => right.includes(match.claim))) count.suggestedRight += 1;
    }
    if (told.decision === 'attach') {
      count.attached += 1;
      if (!right.includes(chosen)) count.wrong += 1;
    }
    for (const claim of right) matcher.remove(claim);
    const blind = matcher.decide(text);
    if (blind.decision === 'attach') {
      count.without += 1;
      if (right.some((claim) => print(claim) === print(blind.matches[0]?.claim ?? ''))) count.sameText += 1;
    }
    for (const id of right) matcher.set({ id, texts: [textOf(known.get(id) ?? { id, text: '' })] });
  }
  report(`decisions: ${name}`, {
    attached: count.attached / reports.length,
    'wrong of attached': count.attached > 0 ? count.wrong / count.attached : 0,
    suggested: count.suggested / reports.length,
    'right among suggested': count.suggested > 0 ? count.suggestedRight / count.suggested : 0,
    'attached with its claim unknown': count.without / reports.length,
    'of these same text': count.without > 0 ? count.sameText / count.without : 0,
  });
}

function reportDataSet(
  folder: string,
  claimsFile: string,
  sets: { name: string; reports: ReportLine[]; decide: boolean }[],
) {
  const claims = readLines<ClaimLine>(join(folder, claimsFile));
  const matcher = createMatcher();
  const plain = createPlainIndex();
  for (const claim of claims) {
    matcher.set({ id: claim.id, texts: [textOf(claim)] });
    plain.set(claim.id, textOf(claim));
  }
  for (const { name, reports } of sets) reportRanking(name, matcher, plain, reports);
  for (const { name, reports, decide } of sets) if (decide) reportDecisions(name, matcher, claims, reports);
}

function reportGrouping(reports: readonly ReportLine[]): void {
  const siblings = new Map<string, number>();
  const goldOf = (one: ReportLine): string => [...one.claims].sort()[0] ?? '';
  for (const one of reports) siblings.set(goldOf(one), (siblings.get(goldOf(one)) ?? 0) + 1);
  for (const seed of [1, 2, 3]) {
    const grouper = createGrouper();
    const grouped: GroupedReport[] = shuffled(reports, randomFrom(seed)).map((one) => ({
      group: grouper.place(one.id, one.text),
      gold: goldOf(one),
    }));
    const all = bCubed(grouped);
    const some = bCubed(grouped, ({ gold }) => (siblings.get(gold) ?? 0) > 1);
    const pairs = pairwise(grouped);
    report(`grouping: clef-2020-en, order ${seed}`, {
      'B³ P': all.precision,
      'B³ R': all.recall,
      'B³ F1': all.f1,
      'with siblings P': some.precision,
      'with siblings R': some.recall,
      'with siblings F1': some.f1,
      'pairs P': pairs.precision,
      'pairs R': pairs.recall,
      'pairs F1': pairs.f1,
    });
  }
}

/** Sentences of invented words whose frequencies fall off as in a language (Zipf): for machines without the data. */
function inventTexts(count: number, random: () => number): string[] {
  const syllables =
    'ba be bi bo bu ca da di du ga ge ja ka ke ki ku la li lu ma mi mu na ni pa pe ra ri sa si ta ti tu wa ya'.split(
      ' ',
    );
  const pick = (): string => syllables[Math.floor(random() * syllables.length)] ?? '';
  const lexicon = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, pick).join(''),
  );
  const word = (): string => lexicon[Math.floor(lexicon.length ** random()) - 1] ?? '';
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 + Math.floor(random() * 16) }, word).join(' '),
  );
}

/** As many different texts as wanted: the first half of one text and the second half of another. */
function* recombine(texts: readonly string[], count: number, random: () => number): Generator<string> {
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

function quantiles(times: number[]): Record<'p50' | 'p95' | 'p99', number> {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function time(
  queries: readonly string[],
  run: (query: string) => unknown,
): Record<'p50' | 'p95' | 'p99', number> {
  for (const query of queries.slice(0, 50)) run(query);
  return quantiles(
    queries.map((query) => {
      const start = performance.now();
      run(query);
      return performance.now() - start;
    }),
  );
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is reachable now; the resident size would still hold what earlier measurements left behind. */
function usedMegabytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function reportSpeed(texts: readonly string[], queries: readonly string[], count: number): void {
  const before = usedMegabytes();
  const matcher = createMatcher();
  const start = performance.now();
  let number = 0;
  for (const text of recombine(texts, count, randomFrom(7))) {
    matcher.set({ id: String(number), texts: [text] });
    number += 1;
  }
  const built = performance.now() - start;
  const memory = usedMegabytes() - before;
  const ours = time(queries, (query) => matcher.decide(query));
  const changes = [...recombine(texts, 300, randomFrom(11))];
  const changed = time(changes, (text) => matcher.set({ id: String(text.length * 7), texts: [text] }));
  const plain = createPlainIndex();
  number = 0;
  for (const text of recombine(texts, count, randomFrom(7))) {
    plain.set(String(number), text);
    number += 1;
  }
  const theirs = time(queries, (query) => plain.rank(query, 5));
  report(`speed: ${count} claims, one decision, ms`, {
    ...ours,
    'plain p50': theirs.p50,
    'plain p99': theirs.p99,
    'plain p50 / ours': theirs.p50 / ours.p50,
    'change p50': changed.p50,
    'change p99': changed.p99,
    'build ms per claim': built / count,
    'memory MB': memory,
  });
}

const hasData =
  existsSync(join(options.data, 'clef-2020-en')) && existsSync(join(options.data, 'tbh-2024-id'));
let texts: string[];
let queries: string[];
if (hasData) {
  const clef = join(options.data, 'clef-2020-en');
  const tbh = join(options.data, 'tbh-2024-id');
  const parts = ['train', 'dev', 'test'].map((part) => ({
    name: `clef-2020-en ${part}`,
    reports: readLines<ReportLine>(join(clef, `reports.${part}.jsonl`)),
    decide: true,
  }));
  reportDataSet(clef, 'claims.jsonl', parts);
  const indonesian = readLines<ReportLine>(join(tbh, 'reports.jsonl'));
  const heldOut = indonesian.filter((one) => !isLearningHalf(one.id));
  reportDataSet(tbh, 'claims.jsonl', [
    { name: 'tbh-2024-id all', reports: indonesian, decide: false },
    { name: 'tbh-2024-id held-out half', reports: heldOut, decide: true },
  ]);
  const english = parts.flatMap((part) => part.reports);
  reportGrouping(english);
  texts = [clef, tbh].flatMap((folder) => readLines<ClaimLine>(join(folder, 'claims.jsonl')).map(textOf));
  queries = [
    ...shuffled(english, randomFrom(5)).slice(0, 250),
    ...shuffled(indonesian, randomFrom(5)).slice(0, 250),
  ].map((one) => one.text);
} else {
  console.error(
    `No data in ${options.data}: quality is not measured, and speed is measured on invented texts.`,
  );
  texts = inventTexts(5000, randomFrom(3));
  queries = inventTexts(500, randomFrom(4));
}
reportSpeed(texts, queries, 10_000);
reportSpeed(texts, queries, 100_000);
if (options.json) console.log(JSON.stringify(rows, null, 2));
