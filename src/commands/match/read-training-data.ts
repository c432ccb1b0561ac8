import type { TrainingSet } from '../../matching/train-model.js';
import { claimTexts } from './claim-texts.js';
import { CommandError } from './command-error.js';
import { createKnownIds } from './known-ids.js';
import { showProgress } from './progress.js';
import type { Values } from './read-arguments.js';
import { readRecords, type ReadingOptions } from './read-records.js';
import { ClaimRecord, LabelledReport } from './records.js';
import { openSource, type Source } from './source.js';

export interface TrainingSources {
  claims: Source;
  reports: Source;
}

/** --claims C --reports R, repeated: the first claims belong to the first reports, and so on. */
export function trainingSources(values: Pick<Values, 'claims' | 'reports'>): TrainingSources[] {
  const claims = values.claims ?? [];
  const reports = values.reports ?? [];
  if (claims.length !== reports.length) {
    throw new CommandError(
      `--claims and --reports come in pairs: there are ${claims.length} of the one and ${reports.length} of the other.`,
    );
  }
  return claims.map((path, at) => ({
    claims: openSource('claims', path),
    reports: openSource('reports', reports[at]),
  }));
}

async function readSet(sources: TrainingSources, options: ReadingOptions): Promise<TrainingSet> {
  const claims: TrainingSet['claims'][number][] = [];
  const reports: TrainingSet['reports'][number][] = [];
  const known = new Set<string>();
  const checkClaim = createKnownIds(sources.claims, 'claim');
  const claimProgress = showProgress('Claims ', sources.claims);
  try {
    for await (const { value, line } of readRecords(sources.claims, ClaimRecord, options).records) {
      checkClaim(value.id, line);
      known.add(value.id);
      claims.push(claimTexts(value));
      claimProgress.advance();
    }
  } finally {
    claimProgress.stop();
  }
  const checkReport = createKnownIds(sources.reports, 'report');
  const reportProgress = showProgress('Reports', sources.reports);
  try {
    for await (const { value, line } of readRecords(sources.reports, LabelledReport, options).records) {
      checkReport(value.id, line);
      const unknown = value.claims.find((claim) => !known.has(claim));
      if (unknown !== undefined) {
        throw new CommandError(
          `${sources.reports.name}, line ${line}: claims: ${sources.claims.name} has no claim "${unknown}".`,
        );
      }
      reports.push(value);
      reportProgress.advance();
    }
  } finally {
    reportProgress.stop();
  }
  return { claims, reports };
}

/** Reads and checks every pair of files: a report may only name claims of its own set. */
export async function readTrainingData(
  sources: readonly TrainingSources[],
  options: ReadingOptions,
): Promise<TrainingSet[]> {
  const sets: TrainingSet[] = [];
  for (const pair of sources) sets.push(await readSet(pair, options));
  return sets;
}
