import { CommandError } from './command-error.js';
import { formatOf } from './formats.js';
import { showProgress } from './progress.js';
import { cameBefore } from './read-labels.js';
import { readRecords, type ReadingOptions } from './read-records.js';
import { RankRecord, RankRow } from './records.js';
import type { Source } from './source.js';

export interface Ranked {
  /** The claims in their order. */
  claims: string[];
  /** The score of the first one; nothing when there is none. */
  score: number | undefined;
}

function addMatch(source: Source, line: number, ranked: Ranked, claim: string, score: number): void {
  if (ranked.claims.includes(claim)) {
    throw new CommandError(`${source.name}, line ${line}: the claim "${claim}" stands there twice.`);
  }
  ranked.claims.push(claim);
  ranked.score ??= score;
}

async function readObjects(source: Source, options: ReadingOptions): Promise<Map<string, Ranked>> {
  const rankings = new Map<string, Ranked>();
  for await (const { value, line } of readRecords(source, RankRecord, options).records) {
    if (rankings.has(value.id)) throw cameBefore(source, line, value.id);
    const ranked: Ranked = { claims: [], score: undefined };
    for (const { claim, score } of value.matches) addMatch(source, line, ranked, claim, score);
    rankings.set(value.id, ranked);
  }
  return rankings;
}

/** In CSV a ranking is several rows, one after the other. */
async function readRows(source: Source, options: ReadingOptions): Promise<Map<string, Ranked>> {
  const rankings = new Map<string, Ranked>();
  let last: string | undefined;
  for await (const { value, line } of readRecords(source, RankRow, options).records) {
    if (value.id !== last && rankings.has(value.id)) throw cameBefore(source, line, value.id);
    const ranked = rankings.get(value.id) ?? { claims: [], score: undefined };
    rankings.set(value.id, ranked);
    last = value.id;
    if (!value.claim) continue;
    if (typeof value.score !== 'number') {
      throw new CommandError(`${source.name}, line ${line}: score: is empty.`);
    }
    addMatch(source, line, ranked, value.claim, value.score);
  }
  return rankings;
}

/** The rankings of a source, as `match rank` writes them, by the ids of the reports. */
export async function readRankings(source: Source, options: ReadingOptions): Promise<Map<string, Ranked>> {
  const progress = showProgress('Ranks  ', source);
  try {
    const isJson = formatOf(source.path, options.format) === 'jsonl';
    return await (isJson ? readObjects(source, options) : readRows(source, options));
  } finally {
    progress.stop();
  }
}
