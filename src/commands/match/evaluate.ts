import {
  bCubed,
  calibration,
  pairwise,
  rankingQuality,
  type Calibration,
  type RankingQuality,
  type Scores,
} from '../../matching/measures.js';
import { goldGroups, type Belonging } from '../../matching/gold-groups.js';
import type { Ranked } from './read-rankings.js';

export interface RankingEvaluation extends RankingQuality {
  /** Reports with at least one right claim, over which the three measures are taken. */
  reports: number;
  /** Reports without a right claim: for them any match is wrong; they count in the calibration only. */
  withoutRightClaim: number;
  /** Reports that got no match at all. */
  withoutMatch: number;
  /** Of each report's first match. */
  calibration: Calibration;
}

/** How good rankings are. Both maps have the same ids. */
export function evaluateRankings(
  rankings: ReadonlyMap<string, Ranked>,
  labels: ReadonlyMap<string, { claims: readonly string[] }>,
): RankingEvaluation {
  const all = [...rankings].map(([id, { claims, score }]) => ({
    ranked: claims,
    score,
    right: new Set(labels.get(id)?.claims),
  }));
  const answerable = all.filter(({ right }) => right.size > 0);
  return {
    reports: answerable.length,
    withoutRightClaim: all.length - answerable.length,
    withoutMatch: all.filter(({ score }) => score === undefined).length,
    ...rankingQuality(answerable),
    calibration: calibration(
      all.flatMap(({ ranked, score, right }) =>
        score === undefined ? [] : [{ score, right: right.has(ranked[0] ?? '') }],
      ),
    ),
  };
}

export interface GroupQuality {
  reports: number;
  pairwise: Scores;
  bCubed: Scores;
}

export interface GroupingEvaluation {
  all: GroupQuality;
  /** Of reports that belong together with another one; pairwise among them, B-cubed in the groups as they are. */
  withSibling: GroupQuality;
}

/** How good groups are. The labels have the same ids as the groups. */
export function evaluateGroups(
  groups: ReadonlyMap<string, { group: string }>,
  labels: ReadonlyMap<string, Belonging>,
): GroupingEvaluation {
  const golds = goldGroups([...labels.values()]);
  const reports = [...groups].map(([id, { group }]) => ({ group, gold: golds.get(id) ?? '' }));
  const sizes = new Map<string, number>();
  for (const { gold } of reports) sizes.set(gold, (sizes.get(gold) ?? 0) + 1);
  const hasSibling = ({ gold }: { gold: string }): boolean => (sizes.get(gold) ?? 0) > 1;
  const siblings = reports.filter(hasSibling);
  return {
    all: { reports: reports.length, pairwise: pairwise(reports), bCubed: bCubed(reports) },
    withSibling: {
      reports: siblings.length,
      pairwise: pairwise(siblings),
      bCubed: bCubed(reports, hasSibling),
    },
  };
}
