import type { Types } from 'mongoose';
import type { Report } from '../reports/report.model.js';
import type { ClaimFigures } from './claim-figures.model.js';

/** What is read of a report for its figures. */
export type FiguredReport = Pick<Report, '_id' | 'claim' | 'createdAt' | 'match' | 'moves'>;
export const figuredReportFields =
  'claim createdAt match.state match.decidedBy match.by match.score match.words match.was moves';

export interface ReportFigures {
  /** The matcher put it into a claim that was there. */
  automatic: boolean;
  /** And that claim was answered then. */
  answeredAtOnce: boolean;
  /** And a person took the two apart afterwards. */
  wrong: boolean;
}

/** The claims that its figures depend on, as it came and as it is. */
export const claimsOf = ({ claim, moves }: FiguredReport): Types.ObjectId[] =>
  moves?.[0] ? [claim, moves[0].from, moves[0].to] : [claim];

/**
 * How a report came to its claim, and what became of that. It is told from the report's way through claims, since
 * what a person decides takes the place of what the matcher had decided.
 *
 * @param claimOf the figures of the claims that `claimsOf` names.
 */
export function figuresOfReport(
  report: FiguredReport,
  claimOf: (id: Types.ObjectId) => Pick<ClaimFigures, 'openedAt' | 'answered' | 'brought'> | undefined,
): ReportFigures {
  const { createdAt, moves = [] } = report;
  const [first] = moves;
  // The words in its pictures may lead a report on, later: nobody brought it there.
  const byReading = first?.how === 'confirmed' && !claimOf(first.to)?.brought.includes(String(report._id));
  const start = byReading ? first.to : (first?.from ?? report.claim);
  const opened = claimOf(start);
  if (!byReading && !isAttached(report, opened))
    return { automatic: false, answeredAtOnce: false, wrong: false };
  const at = byReading ? first.at : createdAt;
  return {
    automatic: true,
    answeredAtOnce: (opened?.answered ?? []).some(({ from, to }) => from <= at && (!to || at < to)),
    wrong: isApart(start, byReading ? moves.slice(1) : moves),
  };
}

/** Did the matcher find a claim for it, rather than open one? */
function isAttached(
  { createdAt, match }: FiguredReport,
  start: Pick<ClaimFigures, 'openedAt'> | undefined,
): boolean {
  // A suggestion opens a claim of its own; `was` tells of one that a merge has answered.
  if (match.state === 'suggested' || match.was) return false;
  if (match.decidedBy === 'matcher')
    return (match.by ?? []).length > 0 || match.score < 1 || match.words.length > 0;
  // A person decided since: whoever opened the claim came with it.
  return start !== undefined && start.openedAt.getTime() !== createdAt.getTime();
}

/**
 * Is the report elsewhere now than the claim that it was put into? Merges carry both along; what a person moves away
 * is apart until it comes back.
 */
function isApart(start: Types.ObjectId, moves: NonNullable<Report['moves']>): boolean {
  let claim = String(start);
  let place = claim;
  for (const { how, to } of moves) {
    const together = claim === place;
    place = String(to);
    if (together && (how === 'merged' || how === 'unmerged')) claim = place;
  }
  return claim !== place;
}
