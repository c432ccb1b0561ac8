import { findWords } from '../matching/shared-words.js';
import type { Match } from '../matching/matcher.js';
import type { ReportMatch } from '../reports/report.model.js';

/** A report's document stays small, whatever its text: more differences than these nobody reads. */
const mostDifferences = 8;
const longestWord = 60;
const mostFigures = 32;
const thousand = 1000;
/** The store takes nothing else as a key. */
const name = /^[\w-]+$/u;

export type Evidence = Pick<ReportMatch, 'against' | 'evidence'>;

/**
 * What a match stores of the engine's evidence: what spoke against it, as the report writes it, and the figures to
 * three decimals. What there is nothing of is left out.
 */
export function evidenceOf(match: Pick<Match, 'against' | 'evidence'>, text: string): Evidence {
  const differences = match.against.slice(0, mostDifferences);
  const written = findWords(
    text,
    differences.map(({ report }) => report),
  );
  const against = differences.map(({ kind, report, claim }, at) => ({
    kind,
    report: (written[at] ?? report).slice(0, longestWord),
    claim: claim.slice(0, longestWord),
  }));
  const figures = Object.entries(match.evidence)
    .filter(([key, value]) => name.test(key) && Number.isFinite(value))
    .slice(0, mostFigures)
    .map(([key, value]) => [key, Math.round(value * thousand) / thousand] as const);
  return {
    ...(against.length > 0 && { against }),
    ...(figures.length > 0 && { evidence: Object.fromEntries(figures) }),
  };
}
