import { Types, type QueryFilter } from 'mongoose';
import type { Context } from '../context.js';
import { writeCursor } from '../web/cursor.js';
import type { Report } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { deskReport, type DeskReport } from './desk-claim.view.js';
import type { Place } from './list-claims.js';

/**
 * A page of a claim's reports, newest first, as staff see them: all, or those of one wording.
 *
 * @param asked `fingerprint` of the wording; of one without words the `ids`, newest first.
 */
export async function reportsOf(
  context: Context,
  claim: Types.ObjectId,
  asked: {
    limit: number;
    after?: Place;
    t: Translate;
    fingerprint?: string;
    ids?: readonly Types.ObjectId[];
  },
): Promise<{ items: DeskReport[]; next: string | null }> {
  const { limit, t, ids } = asked;
  const found = ids ? await readIds(context, claim, ids, asked) : await readInOrder(context, claim, asked);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: await toDeskReports(context, items, t),
    next:
      last && found.length > limit
        ? writeCursor({ value: last.createdAt.getTime(), id: String(last._id) } satisfies Place)
        : null,
  };
}

interface Asked {
  limit: number;
  after?: Place;
  fingerprint?: string;
}

/** One more than asked for tells whether there is a next page. */
async function readInOrder(
  context: Context,
  claim: Types.ObjectId,
  { limit, after, fingerprint }: Asked,
): Promise<Report[]> {
  const read = (more: QueryFilter<Report>, most: number) =>
    context.models.Report.find({ claim, ...(fingerprint !== undefined && { fingerprint }), ...more })
      .sort({ createdAt: -1, _id: -1 })
      .limit(most)
      .lean<Report[]>();
  if (!after || !('value' in after)) return read({}, limit + 1);
  const at = new Date(after.value);
  const same = await read({ createdAt: at, _id: { $lt: new Types.ObjectId(after.id) } }, limit + 1);
  if (same.length > limit) return same;
  return [...same, ...(await read({ createdAt: { $lt: at } }, limit + 1 - same.length))];
}

async function readIds(
  context: Context,
  claim: Types.ObjectId,
  ids: readonly Types.ObjectId[],
  { limit, after }: Asked,
): Promise<Report[]> {
  const last = after && 'id' in after ? ids.findIndex((id) => String(id) === after.id) : -1;
  const chosen = ids.slice(last + 1, last + 2 + limit);
  const found = await context.models.Report.find({ _id: { $in: chosen }, claim }).lean<Report[]>();
  const byId = new Map(found.map((report) => [String(report._id), report]));
  return chosen.flatMap((id) => byId.get(String(id)) ?? []);
}

/** More suggestions at once than this nobody decides. */
const mostSuggested = 20;

/** Reports of other claims that may belong to this one, the likeliest first, for a verifier to decide. */
export async function suggestedReports(
  context: Context,
  claim: Types.ObjectId,
  t: Translate,
): Promise<DeskReport[]> {
  const found = await context.models.Report.find({ 'match.claim': claim, 'match.state': 'suggested' })
    .limit(mostSuggested)
    .lean<Report[]>();
  const elsewhere = found.filter((report) => String(report.claim) !== String(claim));
  elsewhere.sort((left, right) => right.match.score - left.match.score);
  return toDeskReports(context, elsewhere, t);
}

/** As staff see them: what is private in them is masked in the language of `t`. */
export async function toDeskReports(
  context: Context,
  reports: readonly Report[],
  t: Translate,
): Promise<DeskReport[]> {
  const beside = await textsBeside(context, reports);
  return reports.map((report) => deskReport(report, t, beside.get(String(report.match.claim))));
}

/** The texts of the claims with which reports differ in numbers: whether such a number is masked there. */
async function textsBeside(
  context: Context,
  reports: readonly Report[],
): Promise<ReadonlyMap<string, string[]>> {
  const differing = reports.filter(({ match }) => match.against?.some(({ claim }) => /\d/u.test(claim)));
  const ids = new Map(differing.map(({ match }) => [String(match.claim), match.claim]));
  if (ids.size === 0) return new Map();
  const claims = await context.models.Claim.find(
    { _id: { $in: [...ids.values()] } },
    { statement: 1, examples: 1 },
  ).lean<Pick<Claim, '_id' | 'statement' | 'examples'>[]>();
  return new Map(claims.map(({ _id, statement, examples }) => [String(_id), [statement, ...examples]]));
}
