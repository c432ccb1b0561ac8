import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Report } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';

type Indexed = Pick<Claim, '_id' | 'status' | 'statement' | 'examples' | 'clarification' | 'updatedAt'>;

const fields = { status: 1, statement: 1, examples: 1, clarification: 1, updatedAt: 1 } as const;

/**
 * A change is stamped before it is written, and clocks of several servers differ: looking this far back, in
 * milliseconds, misses none.
 */
const overlap = 10_000;
const batch = 200;

/**
 * Puts one claim into the matcher and the search, or takes it out: claims that were set aside or merged match
 * nothing any more.
 */
export async function indexClaim(context: Context, claim: Indexed): Promise<void> {
  put(context, claim, await titlesOf(context, [claim]));
}

/**
 * Fills the indexes with every claim, the first time; then takes in what any process changed since. Safe to repeat.
 */
export async function followClaims(context: Context): Promise<void> {
  const since = context.indexed.claims;
  let latest = since ?? new Date(0);
  const changed = context.models.Claim.find(
    since ? { updatedAt: { $gte: new Date(since.getTime() - overlap) } } : {},
    fields,
  )
    .sort({ updatedAt: 1 })
    .lean<Indexed[]>()
    .cursor({ batchSize: batch });
  let waiting: Indexed[] = [];
  const flush = async () => {
    const titles = await titlesOf(context, waiting);
    for (const claim of waiting) put(context, claim, titles);
    waiting = [];
  };
  for await (const claim of changed as AsyncIterable<Indexed>) {
    waiting.push(claim);
    if (claim.updatedAt > latest) latest = claim.updatedAt;
    if (waiting.length === batch) await flush();
  }
  await flush();
  context.indexed.claims = latest;
  await followPictures(context);
}

/** The pictures of reports, in the same way. Reports are never deleted, so nothing is taken out. */
async function followPictures(context: Context): Promise<void> {
  const since = context.indexed.pictures;
  let latest = since ?? new Date(0);
  const reports = context.models.Report.find(
    since ? { updatedAt: { $gte: new Date(since.getTime() - overlap) } } : { 'pictures.sha256': { $gt: '' } },
    { 'pictures.perceptualHash': 1, updatedAt: 1 },
  )
    .lean()
    .cursor({ batchSize: 500 });
  for await (const report of reports as unknown as AsyncIterable<
    Pick<Report, '_id' | 'pictures' | 'updatedAt'>
  >) {
    for (const { perceptualHash } of report.pictures)
      context.pictures.add(String(report._id), perceptualHash);
    if (report.updatedAt > latest) latest = report.updatedAt;
  }
  context.indexed.pictures = latest;
}

function put(context: Context, claim: Indexed, titles: ReadonlyMap<string, string>): void {
  const id = String(claim._id);
  if (claim.status === 'set-aside' || claim.status === 'merged') {
    context.matcher.remove(id);
    context.claimSearch.remove(id);
    return;
  }
  const title = claim.clarification && titles.get(String(claim.clarification));
  const texts = [claim.statement, ...(title ? [title] : []), ...claim.examples];
  context.matcher.set({ id, texts });
  context.claimSearch.set(id, texts);
}

async function titlesOf(context: Context, claims: readonly Indexed[]): Promise<Map<string, string>> {
  const ids = new Map<string, Types.ObjectId>();
  for (const { clarification } of claims) if (clarification) ids.set(String(clarification), clarification);
  if (ids.size === 0) return new Map();
  const articles = await context.models.Clarification.find(
    { _id: { $in: [...ids.values()] } },
    { title: 1 },
  ).lean();
  return new Map(articles.map(({ _id, title }) => [String(_id), title]));
}
