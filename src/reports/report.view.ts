import { isListed, publicClaim, type PublicClaim } from '../claims/claim.view.js';
import type { Claim, ClaimStatus } from '../claims/claim.model.js';
import { followMerges } from '../claims/find-claim.js';
import { answersOf, type PublicAnswer } from '../clarifications/answers-of.js';
import type { Difference } from '../claims/compare-texts.js';
import type { Config } from '../config.js';
import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import { addressOf } from '../clarifications/clarification.view.js';
import { explainMatch, tellable, type ShownClaim } from './explain-match.js';
import { historyOf, joinedAt, type HistoryEntry, type ReportEvent } from './report-history.js';
import type { MatchState, Report } from './report.model.js';
import { answeringArticles, earlierClaims, othersSince } from './report-surroundings.js';

export type ReportStatus = 'received' | 'checking' | 'answered' | 'declined';

const statusOf: Record<Exclude<ClaimStatus, 'merged'>, ReportStatus> = {
  open: 'received',
  checking: 'checking',
  answered: 'answered',
  'set-aside': 'declined',
};

/** What whoever has the ticket may see. Never the contact, the text or the pictures: a ticket gets passed on. */
export interface TicketView {
  ticket: string;
  /** Absolute. */
  url: string;
  status: ReportStatus;
  receivedAt: string;
  claim: PublicClaim | null;
  /** `why` names what the report and its claim, or the one suggested, have in common; `against` what differs. */
  match: { score: number; state: MatchState; why: string[]; against: Difference[] };
  answers: PublicAnswer[];
  /** Its reporter had what is personal in it erased. */
  erased: boolean;
  /** Another claim that may be the same; a verifier has not decided yet. */
  suggestion: ShownClaim | null;
  /** The article that answered it and was taken back, while no other one does. */
  retracted: { slug: string; title: string; url: string; reason: string; at: string } | null;
  /** Oldest first, in words of the reader's language; a correction or retraction with its reason and its article. */
  history: { at: string; event: ReportEvent; what: string; note?: string; url?: string }[];
}

const addressOfTicket = (config: Config, ticket: string) => `${config.baseUrl}/lacak/${ticket}`;

/** Everything there is to tell about a report, in the language of `t`. */
export async function viewTicket(context: Context, report: Report, t: Translate): Promise<TicketView> {
  return (await readTicket(context, report, t)).view;
}

/** The same with the report as whoever has the ticket may compare it with its claim. */
export async function readTicket(
  context: Context,
  kept: Report,
  t: Translate,
): Promise<{ view: TicketView; report: Report }> {
  const [claim, suggested] = await Promise.all([
    liveClaim(context, kept.claim),
    kept.match.state === 'suggested' ? liveClaim(context, kept.match.claim) : null,
  ]);
  const other = suggested && mayShow(suggested, claim) ? suggested : null;
  const answers = await answersOf(
    context,
    [claim, other].filter((one) => one !== null).map(({ _id }) => _id),
  );
  const report = tellable(
    kept,
    [claim, suggested].filter((one) => one !== null),
    [...answers.values()],
  );
  const earlier = await earlierClaims(context, report);
  const history = historyOf(report, claim, {
    othersSince: claim ? await othersSince(context, report, claim) : undefined,
    articles: claim ? await answeringArticles(context, [...earlier, claim]) : [],
    earlier,
  });
  const answer = claim && answers.get(String(claim._id));
  const likely = other && answers.get(String(other._id));
  const suggestion = other && { claim: publicClaim(other), ...(likely && { clarification: likely }) };
  const own = claim && { claim: publicClaim(claim), ...(answer && { clarification: answer }) };
  const view: TicketView = {
    ticket: report.ticket,
    url: addressOfTicket(context.config, report.ticket),
    status: statusFor(claim, answer),
    receivedAt: report.createdAt.toISOString(),
    claim: own && own.claim,
    match: {
      score: Math.round(report.match.score * 1000) / 1000,
      state: report.match.state,
      ...explainMatch(report, report.match.state === 'confirmed' ? own : suggestion, t),
    },
    answers: answer ? [answer] : [],
    erased: report.erasedAt !== undefined,
    suggestion,
    retracted: answer ? null : lastRetraction(context, history, joinedAt(report)),
    history: history.map((entry) => ({
      at: entry.at.toISOString(),
      event: entry.event,
      what: sentenceOf(entry, t),
      ...(entry.note && { note: entry.note }),
      ...(entry.article && { url: addressOf(context.config, entry.article.slug) }),
    })),
  };
  return { view, report };
}

/** The claim that a report's match names, as far as its reporter may see it. */
export function claimOfMatch({ match, claim, answers, suggestion }: TicketView): ShownClaim | null {
  if (match.state !== 'confirmed') return suggestion;
  const [clarification] = answers;
  return claim && { claim, ...(clarification && { clarification }) };
}

// The article decides: it may be published a moment before its claims are told.
function statusFor(claim: Claim | null, answer: PublicAnswer | null | undefined): ReportStatus {
  if (answer) return 'answered';
  return claim && claim.status !== 'merged' ? statusOf[claim.status] : 'received';
}

/** A suggestion is not certain, so what only its own reporter knows stays with them. */
function mayShow(suggested: Claim, own: Claim | null): boolean {
  return isListed(suggested) && !(own && suggested._id.equals(own._id));
}

async function liveClaim(context: Context, id: Report['claim']): Promise<Claim | null> {
  const claim = await context.models.Claim.findById(id).lean();
  return claim && followMerges(context, claim);
}

/** @param since when the report came to its claim: what was retracted elsewhere before was not its answer. */
function lastRetraction(
  context: Context,
  history: readonly HistoryEntry[],
  since: Date,
): TicketView['retracted'] {
  const last = history.findLast(({ at, article }) => article && at >= since);
  if (last?.event !== 'unanswered' || !last.article || !last.note) return null;
  const { slug, title } = last.article;
  return {
    slug,
    title,
    url: addressOf(context.config, slug),
    reason: last.note,
    at: last.at.toISOString(),
  };
}

function sentenceOf({ event, count, reason }: HistoryEntry, t: Translate): string {
  return t(`reports.history.${event}`, {
    ...(count !== undefined && { count }),
    reason: reason ? t(`reports.declined.${reason}`) : '',
  }).trim();
}
