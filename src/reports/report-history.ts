import type { Claim, ClaimActivity, SetAsideReason } from '../claims/claim.model.js';
import type { Report } from './report.model.js';

/** What can happen to a report; each has a sentence under `reports.history`. */
export type ReportEvent =
  | 'received'
  | 'joined'
  | 'confirmed'
  | 'separated'
  | 'already-checking'
  | 'already-answered'
  | 'already-declined'
  | 'checking'
  | 'waiting'
  | 'declined'
  | 'reopened'
  | 'answered'
  | 'unanswered';

export interface HistoryEntry {
  at: Date;
  event: ReportEvent;
  /** How many other reports tell the same. */
  count?: number;
  reason?: SetAsideReason;
}

const eventOf: Partial<Record<ClaimActivity['action'], ReportEvent>> = {
  taken: 'checking',
  released: 'waiting',
  'set-aside': 'declined',
  reopened: 'reopened',
  answered: 'answered',
  unanswered: 'unanswered',
};

/** Where a claim stood when a report came to it. */
const already: Partial<Record<ReportEvent, ReportEvent>> = {
  checking: 'already-checking',
  answered: 'already-answered',
  declined: 'already-declined',
};

/**
 * What happened to a report, oldest first: when it came, whom it joined, and what its claim went through since.
 * Pure; `claim` is the claim that it belongs to now.
 */
export function historyOf(
  report: Pick<Report, 'createdAt' | 'match'>,
  claim: Pick<Claim, '_id' | 'activity' | 'reportCount' | 'setAside'> | null,
): HistoryEntry[] {
  const history: HistoryEntry[] = [{ at: report.createdAt, event: 'received' }];
  if (!claim) return history;
  const { match } = report;
  const byVerifier = match.decidedBy === 'verifier';
  const came = byVerifier && match.state === 'confirmed' ? match.at : report.createdAt;
  if (claim.reportCount > 1) history.push({ at: came, event: 'joined', count: claim.reportCount - 1 });
  if (byVerifier)
    history.push({ at: match.at, event: match.state === 'confirmed' ? 'confirmed' : 'separated' });

  const told = claim.activity.flatMap(({ at, action, detail }): HistoryEntry[] => {
    const event = eventOf[action];
    if (!event) return [];
    const reason =
      event === 'declined' ? ((detail?.['reason'] as SetAsideReason) ?? claim.setAside?.reason) : undefined;
    return [{ at, event, ...(reason && { reason }) }];
  });
  const before = told.findLast(({ at }) => at < came);
  const state = before && already[before.event];
  if (state) history.push({ ...before, at: came, event: state });
  for (const entry of told.filter(({ at }) => at >= came)) {
    // Handing a claim from one verifier to the next is no news to its reporters.
    if (history.at(-1)?.event !== entry.event) history.push(entry);
  }
  return history.sort((a, b) => a.at.getTime() - b.at.getTime());
}
