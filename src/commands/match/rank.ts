import { createMatcher, type Match } from '../../matching/matcher.js';
import { answerReports } from './answer-reports.js';
import { claimTexts } from './claim-texts.js';
import { CommandError } from './command-error.js';
import { formatOf, STANDARD } from './formats.js';
import { createKnownIds } from './known-ids.js';
import { showProgress } from './progress.js';
import { readModelOption, readingOptions, type Values } from './read-arguments.js';
import { readRecords } from './read-records.js';
import { ClaimRecord } from './records.js';
import { openSource } from './source.js';
import { readOutput } from './write-output.js';
import type { WrittenRecord } from './write-records.js';

const MOST = 1000;
const HEADER = ['id', 'place', 'claim', 'score'];

function readTop(given: string | undefined): number {
  const top = given === undefined ? 10 : /^\d+$/u.test(given) ? Number(given) : 0;
  if (top < 1 || top > MOST) throw new CommandError(`--top must be a whole number from 1 to ${MOST}.`);
  return top;
}

function ranking(id: string, matches: readonly Match[]): WrittenRecord {
  const found = matches.map(({ claim, score }) => ({ claim, score: Number(score.toFixed(6)) }));
  const rows = found.map(({ claim, score }, at) => [id, at + 1, claim, score]);
  // A report without a match keeps its row, so that nobody takes it for a report that was not ranked.
  return { object: { id, matches: found }, rows: rows.length > 0 ? rows : [[id, '', '', '']] };
}

/** For each report, the claims most like it, best first: `match rank`. */
export async function rank(values: Values): Promise<void> {
  const reports = openSource('reports', values.reports?.[0]);
  const claims = openSource('claims', values.claims?.[0]);
  if (reports.path === STANDARD && claims.path === STANDARD) {
    throw new CommandError('--claims and --reports cannot both be standard input.');
  }
  const top = readTop(values.top);
  const path = readOutput(values.out, [claims, reports]);
  const options = readingOptions(values);
  const matcher = createMatcher({ model: readModelOption(values) });
  const checkId = createKnownIds(claims, 'claim');
  const progress = showProgress('Claims ', claims);
  try {
    for await (const { value, line } of readRecords(claims, ClaimRecord, options).records) {
      checkId(value.id, line);
      matcher.set(claimTexts(value));
      progress.advance();
    }
  } finally {
    progress.stop();
  }
  const out = { path, format: formatOf(path, options.format), header: HEADER };
  const { count } = await answerReports(reports, options, out, ({ id, text }) =>
    ranking(id, matcher.rank(text, top)),
  );
  const name = path === STANDARD ? '' : `${path}: `;
  process.stderr.write(`${name}${count} reports, ranked among ${matcher.size} claims.\n`);
}
