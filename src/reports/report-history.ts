import type { Claim, ClaimActivity, SetAsideReason } from '../claims/claim.model.js';
import type { MoveKind, Report } from './report.model.js';

/** What can happen to a report; each has a sentence under `reports.history`. */
export type ReportEvent =
  | 'received'
  | 'joined'
  | MoveKind
  | 'not-answered'
  | 'already-checking'
  | 'already-answered'
  | 'already-declined'
  | 'checking'
  | 'waiting'
  | 'declined'
  | 'reopened'
  | 'answered'
  | 'corrected'
  | 'unanswered'
  | 'unlinked'
  | 'erased';

/** What a report's history needs to know of an article that answered its claim. */
export interface AnsweringArticle {
  id: string;
  slug: string;
  title: string;
  corrections: { at: Date; note: string }[];
  retraction?: { at: Date; reason: string };
}

export interface HistoryEntry {
  at: Date;
  event: ReportEvent;
  /** How many other reports tell the same. */
  count?: number;
  reason?: SetAsideReason;
  /** Why the article was corrected or retracted, in its editor's words. */
  note?: string;
  article?: AnsweringArticle;
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
  corrected: 'already-answered',
  declined: 'already-declined',
};

const withAnswer = new Set<ReportEvent>(['answered', 'corrected', 'already-answered']);

type ToldReport = Pick<Report, 'createdAt' | 'match' | 'moves' | 'erasedAt'>;
export type ToldClaim = Pick<Claim, '_id' | 'activity' | 'setAside'>;

/** When a report came to the claim that it belongs to now: at once, or when a verifier or a merge put it there. */
export function joinedAt({ createdAt, match, moves }: ToldReport): Date {
  const last = moves?.at(-1);
  if (last) return last.at;
  return match.state === 'confirmed' && match.at > createdAt ? match.at : createdAt;
}

/**
 * What happened to a report, oldest first: when it came, whom it joined, its way from claim to claim, and what each of
 * them and its answer went through while the report was there. Pure; `claim` is the claim that it belongs to now.
 *
 * @param more when the first other report came to the claim (the same moment, unless said), the articles that the
 * claims' histories name, and the claims that the report was in before.
 */
export function historyOf(
  report: ToldReport,
  claim: (ToldClaim & Pick<Claim, 'reportCount'>) | null,
  more: { othersSince?: Date; articles?: readonly AnsweringArticle[]; earlier?: readonly ToldClaim[] } = {},
): HistoryEntry[] {
  const history: HistoryEntry[] = [{ at: report.createdAt, event: 'received' }];
  if (report.erasedAt) history.push({ at: report.erasedAt, event: 'erased' });
  if (!claim) return history;
  const { match, moves = [] } = report;
  const came = joinedAt(report);
  const { othersSince = came, articles = [], earlier = [] } = more;
  let since = moves.length > 0 ? report.createdAt : came;
  for (const [place, { at, how, from }] of moves.entries()) {
    const stay = [claim, ...earlier].find(({ _id }) => _id.equals(from));
    const told = stay ? stayOf(stay, { from: since, until: at }, articles) : [];
    history.push(...told);
    // The last merge is told with the number of those it was put together with.
    if (how !== 'merged' || place < moves.length - 1) history.push({ at, event: how });
    const last = told.at(-1)?.event;
    if (how !== 'merged' && last && withAnswer.has(last)) history.push({ at, event: 'not-answered' });
    since = at;
  }
  if (claim.reportCount > 1) {
    history.push({
      at: othersSince > came ? othersSince : came,
      event: 'joined',
      count: claim.reportCount - 1,
    });
  }
  // A decision that moved the report is told as the move.
  const decided = match.decidedBy === 'verifier' && !moves.some(({ at }) => isSameTime(at, match.at));
  if (decided) history.push({ at: match.at, event: match.state === 'confirmed' ? 'confirmed' : 'separated' });
  history.push(...stayOf(claim, { from: since }, articles));
  return history.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const isSameTime = (left: Date, right: Date) => left.getTime() === right.getTime();

/** What a claim went through while a report was there, and where it stood when the report came. */
function stayOf(
  claim: ToldClaim,
  { from, until }: { from: Date; until?: Date },
  articles: readonly AnsweringArticle[],
): HistoryEntry[] {
  const told = stepsOf(claim, articles);
  const before = told.findLast(({ at }) => at < from);
  const state = before && already[before.event];
  const since: HistoryEntry[] = state ? [{ ...before, at: from, event: state, note: undefined }] : [];
  for (const entry of told.filter(({ at }) => at >= from && (!until || at < until))) {
    // Handing a claim from one verifier to the next is no news to its reporters.
    if (since.at(-1)?.event !== entry.event || entry.event === 'corrected') since.push(entry);
  }
  return since;
}

/** What a claim and the articles that answered it went through, oldest first. */
function stepsOf(claim: ToldClaim, articles: readonly AnsweringArticle[]): HistoryEntry[] {
  const steps: HistoryEntry[] = [];
  let answer: { since: Date; id: string | undefined; article: AnsweringArticle | undefined } | undefined;
  const correctionsUntil = (end?: Date) => {
    const { article, since } = answer ?? {};
    for (const { at, note } of article?.corrections ?? []) {
      if (since && at > since && (!end || at < end)) steps.push({ at, event: 'corrected', note, article });
    }
  };
  for (const { at, action, detail } of claim.activity) {
    const event = eventOf[action];
    const id = detail?.['clarification'];
    const article = articles.find((one) => one.id === id);
    if (event === 'answered') {
      // A correction that changes the verdict answers the claim once more: it is told as a correction.
      if (answer && id && answer.id === id) continue;
      correctionsUntil(at);
      answer = { since: at, id, article };
      steps.push({ at, event, ...(article && { article }) });
    } else if (event === 'unanswered') {
      correctionsUntil(at);
      answer = undefined;
      steps.push(article ? lostAnswer(at, article) : { at, event });
    } else if (event) {
      const reason =
        event === 'declined' ? ((detail?.['reason'] as SetAsideReason) ?? claim.setAside?.reason) : undefined;
      steps.push({ at, event, ...(reason && { reason }) });
    }
  }
  correctionsUntil();
  return steps.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** An article stops answering a claim by a retraction, or by a correction that takes the claim from it. */
function lostAnswer(at: Date, article: AnsweringArticle): HistoryEntry {
  const { retraction, corrections } = article;
  if (retraction && retraction.at.getTime() <= at.getTime()) {
    return { at, event: 'unanswered', note: retraction.reason, article };
  }
  const correction = corrections.findLast((one) => one.at <= at);
  return { at, event: 'unlinked', ...(correction && { note: correction.note }), article };
}
