import { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import type { Clarification } from '../clarifications/clarification.model.js';
import type { Context } from '../context.js';
import { joinedAt, type AnsweringArticle, type ToldClaim } from './report-history.js';
import type { Report } from './report.model.js';

/** Among so many of a claim's first reports the first that joined another one is looked for. */
const looked = 50;

/** When the first other report came to a report's claim; undefined while it is the only one. */
export async function othersSince(
  context: Context,
  report: Pick<Report, '_id'>,
  claim: Pick<Claim, '_id' | 'reportCount'>,
): Promise<Date | undefined> {
  if (claim.reportCount < 2) return undefined;
  const others = await context.models.Report.find(
    { claim: claim._id, _id: { $ne: report._id } },
    { createdAt: 1, match: 1, moves: 1 },
  )
    .sort({ createdAt: 1 })
    .limit(looked)
    .lean<Pick<Report, 'createdAt' | 'match' | 'moves'>[]>();
  const times = others.map((other) => joinedAt(other).getTime());
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** The claims that a report was in before it came to its own, as far as its history needs them. */
export async function earlierClaims(context: Context, { moves = [] }: Report): Promise<ToldClaim[]> {
  if (moves.length === 0) return [];
  return context.models.Claim.find({ _id: { $in: moves.map(({ from }) => from) } })
    .select('activity setAside')
    .lean<ToldClaim[]>();
}

/** The articles that answer claims or once did, as their histories name them, with what readers were told of each. */
export async function answeringArticles(
  context: Context,
  claims: readonly Pick<Claim, 'activity'>[],
): Promise<AnsweringArticle[]> {
  const steps = claims.flatMap(({ activity }) => activity);
  const ids = new Set(steps.map(({ detail }) => detail?.['clarification']).filter((id) => id !== undefined));
  if (ids.size === 0) return [];
  const articles = await context.models.Clarification.find(
    { _id: { $in: [...ids].map((id) => new Types.ObjectId(id)) } },
    { slug: 1, title: 1, activity: 1, retraction: 1 },
  ).lean<Pick<Clarification, '_id' | 'slug' | 'title' | 'activity' | 'retraction'>[]>();
  return articles.map(({ _id, slug, title, activity, retraction }) => ({
    id: String(_id),
    slug,
    title,
    corrections: activity.flatMap(({ action, at, note }) =>
      action === 'corrected' ? [{ at, note: note ?? '' }] : [],
    ),
    ...(retraction && { retraction: { at: retraction.at, reason: retraction.reason } }),
  }));
}
