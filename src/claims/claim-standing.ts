import type { Translate } from '../web/languages.js';
import { harmLevels, type Claim } from './claim.model.js';
import { tellSpan } from './tell-time.js';

const parts = ['harm', 'velocity', 'reach', 'waiting'] as const;

/** Where a claim stands in the queue and why, for its page on the desk. */
export function claimStanding(claim: Claim, now: Date, t: Translate) {
  const { priorityParts, resurfaced, status } = claim;
  const marked = claim.harm?.level ?? 'none';
  const waits = status === 'open' || status === 'checking' || (status === 'answered' && resurfaced);
  return {
    levels: [...harmLevels.toReversed(), 'none' as const].map((value) => ({
      value,
      label: [
        t(`queue.harm.levels.${value}`),
        ...(value === 'none' ? [] : [t(`queue.harm.means.${value}`)]),
      ].join(': '),
      chosen: value === marked,
    })),
    percent: percentOf(claim.priority),
    ...(priorityParts &&
      waits && {
        parts: parts.map((part) => ({
          name: t(`queue.harm.parts.${part}`),
          percent: percentOf(priorityParts[part]),
        })),
      }),
    ...(status === 'answered' &&
      resurfaced && {
        back: {
          said: t('queue.back.hint', { count: resurfaced.reports, span: tellSpan(resurfaced.at, now, t) }),
          article: claim.clarification && String(claim.clarification),
        },
      }),
  };
}

/** Small priorities keep a digit that tells them from each other. */
const percentOf = (share: number): number => Number((share * 100).toPrecision(2));
