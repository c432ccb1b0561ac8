import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { spanOf, tellSpan } from './tell-time.js';

type Judged = Pick<
  Claim,
  'status' | 'reportCount' | 'reportsLastDay' | 'firstReportedAt' | 'lastReportedAt' | 'assignee'
>;

/**
 * Why a claim stands where it stands in the queue, in words: what its priority was worked out from. The same facts
 * as priority.ts, each a short phrase, e.g. "31 laporan", "12 dalam 24 jam terakhir", "belum disentuh 9 jam".
 */
export function whyOf(claim: Judged, now: Date, t: Translate): string[] {
  const reasons = [t('desk.why.reports', { count: claim.reportCount })];
  if (claim.reportsLastDay > 0 && claim.reportCount > 1) {
    reasons.push(
      claim.reportsLastDay >= claim.reportCount
        ? t('desk.why.allLastDay')
        : t('desk.why.lastDay', { count: claim.reportsLastDay }),
    );
  }
  if (claim.reportsLastDay === 0) {
    reasons.push(t('desk.why.quiet', { span: tellSpan(claim.lastReportedAt, now, t) }));
  }
  if (claim.status === 'open') {
    const { unit, count } = spanOf(claim.firstReportedAt, now);
    if (unit !== 'minutes' || count > 0) {
      reasons.push(t('desk.why.untouched', { span: tellSpan(claim.firstReportedAt, now, t) }));
    }
  }
  if (claim.status === 'checking' && claim.assignee) {
    reasons.push(
      t('desk.why.inHand', { name: claim.assignee.name, span: tellSpan(claim.assignee.at, now, t) }),
    );
  }
  return reasons;
}
