import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { spanOf, tellSpan } from './tell-time.js';

type Judged = Pick<
  Claim,
  'status' | 'reportCount' | 'reportsLastDay' | 'firstReportedAt' | 'lastReportedAt' | 'assignee'
>;

const day = 24 * 60 * 60 * 1000;

/**
 * Why a claim stands where it stands in the queue, in words: what its priority was worked out from. The same facts
 * as priority.ts, each a short phrase, e.g. "31 laporan", "12 dalam 24 jam terakhir", "belum disentuh sejak 9 jam lalu".
 */
export function whyOf(claim: Judged, now: Date, t: Translate): string[] {
  const reasons = [t('desk.why.reports', { count: claim.reportCount })];
  // The count is refreshed only now and then; the time of the last report says whether there is anything to count.
  const lastDay = now.getTime() - claim.lastReportedAt.getTime() < day ? claim.reportsLastDay : 0;
  if (lastDay > 0 && claim.reportCount > 1) {
    reasons.push(
      lastDay >= claim.reportCount ? t('desk.why.allLastDay') : t('desk.why.lastDay', { count: lastDay }),
    );
  }
  if (lastDay === 0) {
    reasons.push(t('desk.why.quiet', { span: tellSpan(claim.lastReportedAt, now, t) }));
  }
  if (claim.status === 'open') {
    const { unit, count } = spanOf(claim.firstReportedAt, now);
    if (unit !== 'minutes' || count > 0) {
      reasons.push(t('desk.why.untouched', { span: tellSpan(claim.firstReportedAt, now, t) }));
    }
  }
  if (claim.status === 'checking' && claim.assignee) {
    const { name, at } = claim.assignee;
    const { unit, count } = spanOf(at, now);
    reasons.push(
      unit === 'minutes' && count === 0
        ? t('desk.why.inHandNow', { name })
        : t('desk.why.inHand', { name, span: tellSpan(at, now, t) }),
    );
  }
  return reasons;
}
