import { isListed, listedClaims, publicClaim, type PublicClaim } from '../claims/claim.view.js';
import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { keepFor } from '../web/keep-for.js';
import { cardFields, cardsOf, type Card, type CardFields } from './clarification-cards.js';

export interface FrontPage {
  latest: Card[];
  /** Listed claims that have no answer yet. */
  checking: PublicClaim[];
  numbers: { reports: number; answered: number; published: number };
}

const latestShown = 7;
const checkingShown = 6;
/** Among so many of the newest open claims those are looked for that enough people reported. */
const openLookedThrough = 60;

/** What the front page tells. */
export async function readFrontPage(context: Context): Promise<FrontPage> {
  const { Clarification, Claim } = context.models;
  const [latest, checking, reports, answered, published] = await Promise.all([
    Clarification.find({ status: 'published' })
      .sort({ publishedAt: -1, _id: -1 })
      .limit(latestShown)
      .select(cardFields)
      .lean<CardFields[]>(),
    unansweredClaims(context, checkingShown),
    countReports(context),
    Claim.countDocuments({ status: 'answered' }),
    Clarification.countDocuments({ status: 'published' }),
  ]);
  return {
    latest: await cardsOf(context, latest),
    checking,
    numbers: { reports, answered, published },
  };
}

/** Counting walks every report: from two thousand on the number is kept for a minute, and nobody misses one. */
const countReports = keepFor(
  60_000,
  (context) => context.models.Report.estimatedDocumentCount(),
  (reports) => reports >= 2000,
);

/** Claims that may be listed and wait for an answer: those being checked first, then the most pressing. */
async function unansweredClaims(context: Context, most: number): Promise<PublicClaim[]> {
  const { Claim } = context.models;
  const fields = 'slug statement worded status verdict topic reportCount firstReportedAt lastReportedAt';
  const checking = await Claim.find({ status: 'checking', ...listedClaims.checking })
    .sort({ lastReportedAt: -1, _id: -1 })
    .limit(most)
    .select(fields)
    .lean<Claim[]>();
  if (checking.length === most) return checking.map(publicClaim);
  const open = await Claim.find({ status: 'open' })
    .sort({ priority: -1, _id: -1 })
    .limit(openLookedThrough)
    .select(fields)
    .lean<Claim[]>();
  return [...checking, ...open.filter(isListed)].slice(0, most).map(publicClaim);
}
