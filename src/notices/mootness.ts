import type { Clarification } from '../clarifications/clarification.model.js';
import type { Report } from '../reports/report.model.js';
import type { News, NoticeProblem } from './notice.model.js';

type Owed = Pick<News, 'kind' | 'edition'>;
type Recipient = Pick<Report, 'claim' | 'wantsNews'>;
type Article = Pick<Clarification, 'status' | 'answers' | 'revisions'>;

/**
 * Why a notice need not be sent any more: the world went on while it waited.
 *
 * @returns undefined when it is still news.
 */
export function mootness(
  notice: Owed,
  report: Recipient | null,
  article: Article | null,
): NoticeProblem | undefined {
  if (!report?.wantsNews) return 'no-address';
  if (!article) return 'no-answer';
  if (notice.kind === 'answered') {
    const answers = article.status === 'published' ? (article.answers ?? []) : [];
    return answers.some((claim) => claim.equals(report.claim)) ? undefined : 'no-answer';
  }
  // A later correction or a retraction owes a notice of its own.
  const current =
    notice.kind === 'retracted'
      ? article.status === 'retracted'
      : article.status === 'published' && notice.edition === article.revisions.length;
  return current ? undefined : 'superseded';
}
