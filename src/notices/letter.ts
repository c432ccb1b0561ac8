import type { Clarification } from '../clarifications/clarification.model.js';
import { addressOf } from '../clarifications/clarification.view.js';
import type { Config } from '../config.js';
import type { Report } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';
import type { News } from './notice.model.js';

/** The page on which a reporter follows a report: absolute, in the reporter's language. */
export const ticketUrl = (config: Letterhead, report: Recipient) =>
  pageUrl(config, report, `/lacak/${report.ticket}`);

/** The page on which a reporter stops mail about a report. */
export const stopUrl = (config: Letterhead, report: Recipient) =>
  pageUrl(config, report, `/berhenti/${report.ticket}`);

type Letterhead = Pick<Config, 'baseUrl' | 'siteName'>;
type Recipient = Pick<Report, 'ticket' | 'language'>;

const pageUrl = (config: Letterhead, { language }: Recipient, path: string) =>
  `${config.baseUrl}${language === 'en' ? '/en' : ''}${path}`;

/**
 * The words of a notice, as plain text in the reporter's language: what is new, the answer in short, where to read
 * it, how to stop.
 */
export function writeLetter(
  notice: Pick<News, 'kind' | 'note'>,
  article: Pick<Clarification, 'slug' | 'title' | 'summary' | 'verdict'>,
  report: Recipient,
  { config, t }: { config: Letterhead; t: Translate },
): { subject: string; text: string } {
  const { kind, note = '' } = notice;
  const { title, summary, verdict = 'unproven' } = article;
  const { siteName } = config;
  const { ticket } = report;
  const articleUrl = addressOf(config, article.slug);
  const told = (part: string) => t(`notices.letters.${kind}.${part}`, { title, ticket, siteName, note });
  const answer =
    kind === 'retracted'
      ? [title]
      : [
          `${t(`words.verdicts.${verdict}`).toLocaleUpperCase(report.language)}: ${title}`,
          t(`words.verdictMeanings.${verdict}`),
          '',
          summary,
        ];
  const lines = [
    t('notices.letters.greeting'),
    '',
    told('opening'),
    '',
    ...answer,
    ...(note ? ['', told('note')] : []),
    '',
    t('notices.letters.read'),
    articleUrl,
    '',
    t('notices.letters.follow', { ticket }),
    ticketUrl(config, report),
    '',
    t('notices.letters.thanks', { siteName }),
    '',
    '-- ',
    t('notices.letters.stop'),
    stopUrl(config, report),
    '',
  ];
  return { subject: told('subject').replaceAll(/\s+/g, ' '), text: lines.join('\n') };
}
