import type { Translate } from '../../web/languages.js';
import type { QueueQuestion } from './queue-filter.js';

/** What filters ask for, in words: "Menunggu · Kesehatan · “vaksin”". */
export function tellFilters(question: QueueQuestion, t: Translate): string {
  const { status, topic, region, channel, harm, untouched, who, q } = question;
  const words = [
    status && status !== 'at-work' && tellStatus(status, t),
    topic && t(`words.topics.${topic}`),
    region && t(`words.regions.${region}`),
    channel && t(`words.channels.${channel}`),
    harm && `${t('queue.filters.harm')}: ${t(`queue.harm.levels.${harm}`)}`,
    untouched && `${t('queue.filters.untouched')}: ${t(`queue.filters.spans.${untouched}`)}`,
    who && `${t('queue.filters.who')}: ${who === 'mine' || who === 'none' ? t(`queue.filters.${who}`) : '…'}`,
    q && `“${q}”`,
  ].filter(Boolean);
  return words.length === 0 ? t('queue.saved.everything') : words.join(' · ');
}

const tellStatus = (status: string, t: Translate) =>
  status === 'resurfaced' ? t('queue.tabs.resurfaced') : t(`words.claimStatuses.${status}`);
