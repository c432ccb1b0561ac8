// The measures of the field, so that figures can be compared with published ones.

/** What a ranking gave for one report, and what was right. */
export interface RankedReport {
  ranked: readonly string[];
  right: ReadonlySet<string>;
}

export interface RankingQuality {
  /** Mean over reports of average precision in the first five, divided by min(5, right claims): CLEF's measure. */
  map5: number;
  /** Share of reports whose first claim is right. */
  p1: number;
  /** Share of reports with a right claim among the first five. */
  h5: number;
}

const DEPTH = 5;

/** MAP@5, precision at 1 and hits at 5 over some reports; all nought for none. */
export function rankingQuality(reports: readonly RankedReport[]): RankingQuality {
  let precision = 0;
  let first = 0;
  let hit = 0;
  for (const { ranked, right } of reports) {
    let found = 0;
    let sum = 0;
    ranked.slice(0, DEPTH).forEach((claim, at) => {
      if (!right.has(claim)) return;
      found += 1;
      sum += found / (at + 1);
    });
    if (right.size > 0) precision += sum / Math.min(DEPTH, right.size);
    if (ranked[0] !== undefined && right.has(ranked[0])) first += 1;
    if (found > 0) hit += 1;
  }
  const all = Math.max(1, reports.length);
  return { map5: precision / all, p1: first / all, h5: hit / all };
}

export interface Scores {
  precision: number;
  recall: number;
  f1: number;
}

function scoresOf(precision: number, recall: number): Scores {
  return {
    precision,
    recall,
    f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
  };
}

/** One report's group as found and as it should be. */
export interface GroupedReport {
  group: string;
  gold: string;
}

function countBy(
  reports: readonly GroupedReport[],
  key: (report: GroupedReport) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const report of reports) counts.set(key(report), (counts.get(key(report)) ?? 0) + 1);
  return counts;
}

/**
 * B-cubed precision and recall (Bagga and Baldwin 1998): for each report the share of its group that belongs with it,
 * and the share of what belongs with it that is in its group; then the mean over the reports that `counted` names.
 */
export function bCubed(
  reports: readonly GroupedReport[],
  counted: (report: GroupedReport) => boolean = () => true,
): Scores {
  const groups = countBy(reports, (report) => report.group);
  const golds = countBy(reports, (report) => report.gold);
  const both = countBy(reports, (report) => JSON.stringify([report.group, report.gold]));
  const chosen = reports.filter(counted);
  let precision = 0;
  let recall = 0;
  for (const report of chosen) {
    const together = both.get(JSON.stringify([report.group, report.gold])) ?? 0;
    precision += together / (groups.get(report.group) ?? 1);
    recall += together / (golds.get(report.gold) ?? 1);
  }
  const all = Math.max(1, chosen.length);
  return scoresOf(precision / all, recall / all);
}

function pairs(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += (count * (count - 1)) / 2;
  return sum;
}

/** Precision and recall over all pairs of reports that are, or should be, in one group. */
export function pairwise(reports: readonly GroupedReport[]): Scores {
  const found = pairs(countBy(reports, (report) => report.group));
  const gold = pairs(countBy(reports, (report) => report.gold));
  const right = pairs(countBy(reports, (report) => JSON.stringify([report.group, report.gold])));
  return scoresOf(found > 0 ? right / found : 1, gold > 0 ? right / gold : 1);
}

/** A score that was given, and whether what it was given for is right. */
export interface ScoredPair {
  /** 0…1 */
  score: number;
  right: boolean;
}

export interface CalibrationBand {
  /** Scores from here… */
  from: number;
  /** …to below here; the last band has 1 too. */
  to: number;
  pairs: number;
  /** Mean score of the pairs; nothing for none. */
  meanScore: number | null;
  /** Share of the pairs that are right; nothing for none. */
  shareRight: number | null;
}

export interface Calibration {
  pairs: number;
  bands: CalibrationBand[];
  /** Mean over the pairs of how far their band's mean score and share of right ones are apart, 0…1. */
  expectedError: number;
}

const BANDS = 10;

/**
 * Whether scores can be read as probabilities: in ten bands of equal width, the mean score beside the share that is
 * right. The expected calibration error of Naeini, Cooper and Hauskrecht (2015); nought for no pairs.
 */
export function calibration(scored: readonly ScoredPair[]): Calibration {
  const sums = Array.from({ length: BANDS }, () => ({ pairs: 0, score: 0, right: 0 }));
  for (const { score, right } of scored) {
    const sum = sums[Math.min(BANDS - 1, Math.floor(score * BANDS))];
    if (sum === undefined || score > 1) throw new RangeError(`a score must be from 0 to 1, not ${score}`);
    sum.pairs += 1;
    sum.score += score;
    if (right) sum.right += 1;
  }
  const apart = sums.reduce((total, sum) => total + Math.abs(sum.score - sum.right), 0);
  return {
    pairs: scored.length,
    bands: sums.map(({ pairs, score, right }, at) => ({
      from: at / BANDS,
      to: (at + 1) / BANDS,
      pairs,
      meanScore: pairs > 0 ? score / pairs : null,
      shareRight: pairs > 0 ? right / pairs : null,
    })),
    expectedError: scored.length > 0 ? apart / scored.length : 0,
  };
}
