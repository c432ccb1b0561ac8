import type { Scores } from '../../matching/measures.js';
import type { GroupingEvaluation, GroupQuality, RankingEvaluation } from './evaluate.js';

const WIDTH = 12;

function cell(value: number | string | null): string {
  const text = value === null ? '–' : typeof value === 'number' ? value.toFixed(4) : value;
  return text.padStart(WIDTH);
}

function row(label: string, ...cells: (number | string | null)[]): string {
  return `${label.padEnd(24)}${cells.map(cell).join('')}`;
}

/** The measures of a ranking and its calibration, as a table for people. */
export function tellRankings(found: RankingEvaluation): string {
  const { bands, pairs, expectedError } = found.calibration;
  const lines = [
    row('reports', String(found.reports)),
    row('MAP@5', found.map5),
    row('P@1', found.p1),
    row('H@5', found.h5),
  ];
  if (found.withoutRightClaim > 0) {
    lines.push(
      `${found.withoutRightClaim} more reports have no right claim; they count only in the table below.`,
    );
  }
  lines.push('', `Calibration of the first match (${pairs} reports; ${found.withoutMatch} without a match)`);
  lines.push(row('score', 'pairs', 'mean score', 'share right'));
  for (const band of bands) {
    const last = band.to === 1 ? ' ' : ' below ';
    const label = `${band.from.toFixed(1)} to${last}${band.to.toFixed(1)}`;
    lines.push(row(label, String(band.pairs), band.meanScore, band.shareRight));
  }
  lines.push(row('expected error', '', '', expectedError));
  return `${lines.join('\n')}\n`;
}

/** The measures of a grouping, as a table for people. */
export function tellGroups({ all, withSibling }: GroupingEvaluation): string {
  const line = (label: string, { precision, recall, f1 }: Scores): string =>
    row(label, precision, recall, f1);
  const part = (title: string, quality: GroupQuality): string[] => [
    row(`${title} (${quality.reports})`, 'precision', 'recall', 'F1'),
    line('  pairwise', quality.pairwise),
    line('  B-cubed', quality.bCubed),
  ];
  return `${[...part('all reports', all), ...part('with a sibling', withSibling)].join('\n')}\n`;
}
