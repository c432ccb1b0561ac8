import { Types } from 'mongoose';
import { canReassign, isNewsroom } from '../accounts/permissions.js';
import { caseworkOf } from '../casework/casework-of.js';
import { claimRequests } from '../agencies/claim-requests.js';
import { deskNote } from '../casework/note.view.js';
import { answersOf } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { presenceAtClaim } from '../presence/page-presence.js';
import type { SignedIn } from '../web/request.js';
import type { Language, Translate } from '../web/languages.js';
import { shorten } from '../web/shorten.js';
import { setAsideReasons, topics, type Claim } from './claim.model.js';
import { claimStanding } from './claim-standing.js';
import { claimTwins } from './twins/claim-twins.js';
import { next } from './claim-status.js';
import { isListed } from './claim.view.js';
import { deskClaim, type DeskReport } from './desk-claim.view.js';
import { compareOnDesk, deskTexts, examplesOf } from './desk-comparison.js';
import { dossierOf, showRow, type DossierRequest } from './dossier/dossier-page.js';
import { withoutGrowing, type ListedClaim } from './list-claims.js';
import { countAtHome } from './move-reports.js';
import { suggestedReports } from './reports-of.js';
import { similarClaims } from './similar-claims.js';
import { canRelease } from './take-claim.js';
import { tellEvidence } from './tell-evidence.js';
import { tellHistory } from './tell-history.js';
import { undoableSplits } from './unsplit-claim.js';

/** A longer text is folded: most reports repeat the same words. */
const longestShown = 600;
/** The newest steps; the API gives all. */
const historyShown = 100;

/** What the page of a claim on the desk shows. */
export async function claimPage(
  context: Context,
  asking: {
    claim: Claim;
    person: SignedIn;
    t: Translate;
    language: Language;
    dossier: Omit<DossierRequest, 't' | 'language'>;
  },
) {
  const { claim, person, t, language } = asking;
  const live = claim.status !== 'merged';
  const [answers, dossier, suggested, similar, colleagues] = await Promise.all([
    answersOf(context, [claim._id]),
    dossierOf(context, claim, { ...asking.dossier, t, language }),
    live ? suggestedReports(context, claim._id, t) : [],
    live ? similarClaims(context, claim, t) : [],
    canReassign(person) ? colleaguesOf(context, claim) : [],
  ]);
  const reports = dossier.rows.flatMap(({ report, opened }) => [report, ...(opened?.items ?? [])]);
  const others = await claimsNamed(context, claim, [...reports, ...suggested]);
  const now = context.clock.now();
  const answer = answers.get(String(claim._id));
  const maybe = reports.filter(({ match }) => match.state === 'suggested').map(({ match }) => match.claim);
  const examples = await examplesOf(context, maybe);
  // What a report is shown beside: texts of this claim, or of the one that was suggested for it.
  const textsOf = (id: string) => {
    if (id === String(claim._id)) return deskTexts(claim, answer);
    const other = others.get(id);
    return other ? deskTexts({ statement: other.statement, examples: examples.get(id) ?? [] }) : [];
  };
  const shown = (report: DeskReport) => ({
    ...shownReport(report, claim, others, t),
    compared: compareOnDesk(report.text, textsOf(report.match.claim), report.match, t),
  });
  return {
    claim: { ...deskClaim(claim, now, t, answer), notes: claim.notes.map(deskNote) },
    standing: claimStanding(claim, now, t),
    agencyRequests: await claimRequests(context, claim, t),
    presence: await presenceAtClaim(context, { claim, person, t }),
    summary: dossier.summary,
    // An answered claim remembers who had it: that is history, not work.
    statementHint: [
      t('desk.claim.statementHint'),
      ...(claim.status === 'set-aside' ? [] : [t(`desk.claim.${isListed(claim) ? 'listed' : 'unlisted'}`)]),
    ].join(' '),
    inHand: claim.status === 'checking',
    mine: claim.status === 'checking' && String(claim.assignee?.person) === String(person.id),
    into: claim.mergedInto ? named(others, String(claim.mergedInto)) : undefined,
    may: {
      take: next(claim.status, 'take') !== undefined,
      release: next(claim.status, 'release') !== undefined && canRelease(person, claim),
      handOver: colleagues.length > 0 && live && ['open', 'checking'].includes(claim.status),
      setAside: next(claim.status, 'set-aside') !== undefined,
      reopen: next(claim.status, 'reopen') !== undefined,
      merge: next(claim.status, 'merge') !== undefined,
      edit: live,
      split: live && claim.reportCount > 1,
      write: claim.status === 'open' || claim.status === 'checking',
    },
    dossier: {
      ...dossier,
      rows: dossier.rows.map((row) => ({
        ...showRow(row, t),
        report: shown(row.report),
        ...(row.opened && { opened: { ...row.opened, items: row.opened.items.map(shown) } }),
      })),
    },
    suggested: suggested.map((report) => Object.assign(shown(report), { own: named(others, report.claim) })),
    similar: similar.map(({ claim: other, score, words, runs, compared, answer: known }) => ({
      id: String(other._id),
      status: other.status,
      verdict: other.verdict,
      reportCount: other.reportCount,
      percent: Math.round(score * 100),
      words,
      runs,
      compared,
      answer: known,
    })),
    unmerge: live
      ? undefined
      : { count: await countAtHome(context, claim._id), status: claim.beforeMerge?.status ?? 'open' },
    twins: live ? await claimTwins(context, claim, t) : [],
    casework: await caseworkOf(context, { claim, person }),
    history: showHistory(claim, others, t),
    colleagues,
    topics,
    reasons: setAsideReasons,
  };
}

/** The newest steps, with a way to undo those that moved reports here and can be undone still. */
function showHistory(claim: Claim, others: ReadonlyMap<string, ListedClaim>, t: Translate) {
  // A claim that would be left without a report is merged after them, which not every claim can be.
  const mayMerge = next(claim.status, 'merge') !== undefined;
  const splits = new Set(
    undoableSplits(claim)
      .filter(({ detail }) => mayMerge || claim.reportCount > Number(detail?.['count']))
      .map(({ detail }) => detail?.['move']),
  );
  const live = claim.status !== 'merged';
  const seen = new Set<string>();
  return tellHistory(claim, t)
    .slice(0, historyShown)
    .map((step) => {
      const other = step.claim ? others.get(step.claim) : undefined;
      // A claim may have come more than once: the last time counts.
      const merged = step.undo === 'merge' && other?.status === 'merged' && !seen.has(String(other._id));
      if (step.undo === 'merge' && other) seen.add(String(other._id));
      const split = step.undo === 'split' && live && splits.has(step.move) && other !== undefined;
      return {
        ...step,
        claim: step.claim && named(others, step.claim),
        undoMerge: merged ? { id: String(other._id), version: other.version } : undefined,
        undoSplit: split ? { move: step.move } : undefined,
      };
    });
}

export type ClaimPageModel = Awaited<ReturnType<typeof claimPage>>;

interface Named {
  id: string;
  statement: string;
  version: number;
}

/** Every other claim that the page speaks of, by id. */
async function claimsNamed(
  context: Context,
  claim: Claim,
  reports: readonly DeskReport[],
): Promise<Map<string, ListedClaim>> {
  const ids = new Set(reports.flatMap((report) => [report.claim, report.match.claim]));
  for (const { detail } of claim.activity.slice(-historyShown)) {
    for (const key of ['into', 'from', 'to']) if (detail?.[key]) ids.add(detail[key]);
  }
  if (claim.mergedInto) ids.add(String(claim.mergedInto));
  ids.delete(String(claim._id));
  const found = await context.models.Claim.find({
    _id: { $in: [...ids].map((id) => new Types.ObjectId(id)) },
  })
    .select(withoutGrowing)
    .lean<ListedClaim[]>();
  return new Map(found.map((other) => [String(other._id), other]));
}

function named(others: ReadonlyMap<string, ListedClaim>, id: string): Named | undefined {
  const other = others.get(id);
  return other && { id, statement: other.statement, version: other.version };
}

function shownReport(
  report: DeskReport,
  claim: Claim,
  others: ReadonlyMap<string, ListedClaim>,
  t: Translate,
) {
  const { match, text } = report;
  const elsewhere = match.claim === String(claim._id) ? undefined : named(others, match.claim);
  const long = text.length > longestShown;
  return {
    ...report,
    undecided: match.state === 'suggested',
    long,
    beginning: long ? shorten(text, longestShown) : '',
    percent: Math.round(match.score * 100),
    same: tellEvidence(match, t),
    // A report that opened its claim matched nothing.
    byMatcher:
      match.decidedBy === 'matcher' &&
      match.state === 'confirmed' &&
      (match.by.length > 0 || match.score < 1),
    suggestedTo: match.state === 'suggested' ? elsewhere : undefined,
    rejectedFrom: match.state === 'rejected' ? elsewhere : undefined,
    links: report.urls.map((url) => ({ url, host: hostOf(url) })),
    shots: report.pictures.map(({ id, thumbnail, width, height, reading }, place) => ({
      reading,
      href: `/meja/gambar/${id}`,
      src: `/meja/gambar/${thumbnail}`,
      alt: t('desk.claim.pictureAlt', { count: place + 1, ticket: report.ticket }),
      width,
      height,
    })),
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

async function colleaguesOf(context: Context, claim: Claim): Promise<{ value: string; label: string }[]> {
  const people = await context.models.Person.find({ disabledAt: { $exists: false } }).lean();
  return people
    .filter((person) => isNewsroom(person) && String(person._id) !== String(claim.assignee?.person))
    .map(({ _id, name }) => ({ value: String(_id), label: name }))
    .sort((left, right) => left.label.localeCompare(right.label, 'id'));
}
