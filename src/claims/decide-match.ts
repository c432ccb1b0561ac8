import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { AppError, badInput, notFound } from '../errors.js';
import type { MatchState, MoveKind, Report, ReportMatch } from '../reports/report.model.js';
import { readTicket } from '../reports/ticket.js';
import type { SignedIn } from '../web/request.js';
import { askMatcher } from './ask-matcher.js';
import { ClaimChanged, claimForChange, recordOnClaim } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { findClaim, followMerges } from './find-claim.js';
import { labelDecision } from './label-decisions.js';
import { evidenceOf } from './match-evidence.js';
import { closeWhenEmpty } from './close-when-empty.js';
import { discardClaim } from './merge-claims.js';
import { moveOf, settleClaims } from './move-reports.js';
import { openClaim } from './open-claim.js';

interface Asked {
  /** Id or ticket. */
  report: string;
  /** Id or slug of the claim that the report belongs to, or does not. */
  claim: string;
  state: 'confirmed' | 'rejected';
  by: SignedIn;
  /** The version of the report's own claim that the person saw. */
  version?: number;
  /** Where the report was, and how its match stood, when the person decided. */
  from?: string;
  seen?: MatchState;
}

/**
 * A verifier decides whether a report belongs to a claim.
 *
 * Confirming moves the report there; its own claim, if empty then, is merged after it. Rejecting a suggestion leaves
 * the report where it is; rejecting the claim that a report was put into gives it a claim of its own. Either may be
 * decided again the other way.
 *
 * @returns the report as it is now.
 * @throws AppError `conflict` when somebody decided meanwhile, `wrong_state` when there is nothing to decide,
 * `bad_input`, `not_found`.
 */
export async function decideMatch(context: Context, asked: Asked): Promise<Report> {
  const report = await findReport(context, asked.report);
  if (!report) throw notFound();
  const moved = asked.from !== undefined && asked.from !== String(report.claim);
  if (moved || (asked.seen !== undefined && asked.seen !== report.match.state)) {
    throw await decidedMeanwhile(context, report);
  }
  await claimForChange(context, String(report.claim), asked.version);
  const named = await findClaim(context, asked.claim);
  if (!named) throw badInput({ claim: { reason: 'claim_unknown' } });
  if (asked.state === 'confirmed') return confirm(context, asked, report, named);
  return isSame(report.claim, named._id)
    ? takeOut(context, asked, report, named)
    : reject(context, asked, report, named);
}

function findReport(context: Context, idOrTicket: string): Promise<Report | null> {
  const { Report } = context.models;
  if (/^[0-9a-f]{24}$/i.test(idOrTicket)) return Report.findById(idOrTicket).lean();
  return Report.findOne({ ticket: readTicket(idOrTicket) ?? '' }).lean();
}

async function confirm(context: Context, asked: Asked, report: Report, named: Claim): Promise<Report> {
  const target = await followMerges(context, named);
  if (!target) throw badInput({ claim: { reason: 'claim_unknown' } });
  if (isSame(report.claim, target._id)) {
    if (report.match.state !== 'confirmed' || report.match.decidedBy === 'verifier') {
      throw new AppError('wrong_state', { message: 'desk.alreadyThere' });
    }
    // Said of this report by itself: it stays, should a merge that brought it here be undone.
    const match = decided(context, asked.by, report.match, 'confirmed');
    const after = await decide(context, report, { home: target._id, match });
    await tell(context, asked, target, report, { to: String(target._id) });
    return after;
  }
  const suggested = isSame(report.match.claim, named._id);
  const evidence = suggested ? report.match : await evidenceFor(context, report, target);
  const match = { ...decided(context, asked.by, evidence, 'confirmed'), claim: target._id };
  const after = await decide(context, report, { claim: target._id, home: target._id, match }, 'confirmed');
  const way = { from: String(report.claim), to: String(target._id) };
  await tell(context, asked, target, report, way);
  const detail = { report: String(report._id), ...way };
  await recordOnClaim(context, report.claim, actorOf(asked.by), { action: 'match-confirmed', detail });
  const [left] = await settleClaims(context, [report.claim, target._id]);
  if (left) await closeWhenEmpty(context, actorOf(asked.by), left, target);
  return after;
}

async function reject(context: Context, asked: Asked, report: Report, named: Claim): Promise<Report> {
  if (!isSame(report.match.claim, named._id) || report.match.state !== 'suggested') {
    throw new AppError('wrong_state', { message: 'desk.nothingToDecide' });
  }
  const after = await decide(context, report, {
    match: decided(context, asked.by, report.match, 'rejected'),
  });
  const way = { to: String(named._id) };
  const detail = { report: String(report._id), ...way };
  await recordOnClaim(context, report.claim, actorOf(asked.by), { action: 'match-rejected', detail });
  await tell(context, asked, named, report, way);
  await settleClaims(context, [report.claim, named._id]);
  return after;
}

async function takeOut(context: Context, asked: Asked, report: Report, from: Claim): Promise<Report> {
  const others = await context.models.Report.exists({ claim: from._id, _id: { $ne: report._id } });
  if (!others) throw new AppError('wrong_state', { message: 'desk.onlyReport' });
  const own = await openClaim(context, { text: report.text, urls: report.urls, at: report.createdAt });
  let after: Report;
  try {
    const match = { ...decided(context, asked.by, report.match, 'rejected'), claim: from._id };
    after = await decide(context, report, { claim: own._id, home: own._id, match }, 'separated');
  } catch (error) {
    await discardClaim(context, own, from._id);
    throw error;
  }
  const way = { from: String(from._id), to: String(own._id) };
  await tell(context, asked, from, report, way);
  const detail = { report: String(report._id), ...way };
  await recordOnClaim(context, own._id, actorOf(asked.by), { action: 'split', detail });
  await settleClaims(context, [from._id, own._id]);
  return after;
}

/** Notes what was decided at the claim that it was about, and keeps both as a labelled pair. */
async function tell(
  context: Context,
  { by, state }: Asked,
  claim: Claim,
  report: Report,
  way: Record<string, string>,
): Promise<void> {
  const detail = { report: String(report._id), ...way };
  const told = await recordOnClaim(context, claim._id, actorOf(by), { action: `match-${state}`, detail });
  await labelDecision(context, told, report.match);
}

// The one write that decides: it expects the report's claim and match as they were read.
async function decide(
  context: Context,
  read: Report,
  set: { claim?: Types.ObjectId; home?: Types.ObjectId; match: ReportMatch },
  how?: MoveKind,
): Promise<Report> {
  const at = context.clock.now();
  const after = await context.models.Report.findOneAndUpdate(
    {
      _id: read._id,
      claim: read.claim,
      'match.claim': read.match.claim,
      'match.state': read.match.state,
      'match.at': read.match.at,
    },
    { $set: { ...set, updatedAt: at }, ...(how && set.claim && moveOf(how, at, read.claim, set.claim)) },
    { returnDocument: 'after' },
  ).lean();
  if (after) return after;
  const latest = await context.models.Report.findById(read._id).lean();
  throw latest ? await decidedMeanwhile(context, latest) : notFound();
}

/** Who decided on the report first, as the report itself remembers it: its claim's history is written a little later. */
async function decidedMeanwhile(context: Context, { claim, match }: Report): Promise<AppError> {
  const { Claim, Person } = context.models;
  const [latest, person] = await Promise.all([
    Claim.findById(claim).lean(),
    match.person ? Person.findById(match.person).lean() : null,
  ]);
  if (!latest) return notFound();
  if (!person) return new ClaimChanged(latest);
  const action = match.state === 'rejected' ? 'match-rejected' : 'match-confirmed';
  return new ClaimChanged(latest, { at: match.at, by: { person: person._id, name: person.name }, action });
}

function decided(
  context: Context,
  by: SignedIn,
  match: ReportMatch,
  state: 'confirmed' | 'rejected',
): ReportMatch {
  const { claim, score, words, by: reasons, against, evidence } = match;
  return {
    claim,
    score,
    words,
    ...(reasons && { by: reasons }),
    ...(against && { against }),
    ...(evidence && { evidence }),
    state,
    decidedBy: 'verifier',
    person: by.id,
    at: context.clock.now(),
  };
}

/** What the engine says of a claim that a person chose and it did not suggest. */
async function evidenceFor(context: Context, report: Report, claim: Claim): Promise<ReportMatch> {
  const id = String(claim._id);
  const ranked = await askMatcher(context, (matcher) => matcher.rank(report.text, 50), []);
  const found = ranked.find((match) => match.claim === id);
  const words = found?.why ?? [];
  const { state, decidedBy, at } = report.match;
  return {
    claim: claim._id,
    score: found?.score ?? 0,
    words,
    by: found ? ['words'] : [],
    ...(found && evidenceOf(found, report.text)),
    state,
    decidedBy,
    at,
  };
}

const isSame = (left: Types.ObjectId, right: Types.ObjectId) => String(left) === String(right);
