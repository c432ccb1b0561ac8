import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { takeTurns, type Turns } from '../media/take-turns.js';
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
/** How often it is said how far the taking in is, in milliseconds. */
const tellEvery = 5000;

/**
 * Puts one claim into the matcher and the search, or takes it out: claims that were set aside or merged match
 * nothing any more.
 */
export async function indexClaim(context: Context, claim: Indexed): Promise<void> {
  put(context, claim, await titlesOf(context, [claim]));
}

/** Does the matcher hold every claim of the store? Not while they are taken in, nor after its thread died. */
export function isFilled({ indexed, matcher }: Context): boolean {
  return indexed.claims !== undefined && indexed.losses === matcher.losses;
}

const turnsOf = new WeakMap<Context, Turns>();

/**
 * Fills the indexes with every claim, the first time and after the matcher lost them; then takes in what any process
 * changed since. Safe to repeat, and to call while it runs: the calls take turns. It ends early, with nothing noted as
 * taken in, when the matcher is closed or lost.
 */
export function followClaims(context: Context): Promise<void> {
  let turns = turnsOf.get(context);
  if (!turns) {
    turns = takeTurns(1);
    turnsOf.set(context, turns);
  }
  return turns(async () => {
    await followPictures(context);
    if (isFilled(context)) await takeIn(context, context.indexed.claims);
    else await fill(context);
  });
}

/** Takes in every claim, saying how far it is. */
async function fill(context: Context): Promise<void> {
  const { indexed, log, clock, matcher, models } = context;
  const begun = clock.now().getTime();
  const filling = { claims: 0, of: 0 };
  indexed.filling = filling;
  // It may hold claims that the store has lost, or that were indexed by whoever opened them since.
  matcher.clear();
  try {
    filling.of = await models.Claim.estimatedDocumentCount();
    let said = begun;
    await takeIn(context, undefined, (more) => {
      filling.claims += more;
      const now = clock.now().getTime();
      if (now - said < tellEvery) return;
      said = now;
      log.info({ ...filling }, 'taking in the claims');
    });
    if (said > begun && isFilled(context)) {
      log.info({ ...filling, seconds: (clock.now().getTime() - begun) / 1000 }, 'every claim is taken in');
    }
  } finally {
    delete indexed.filling;
  }
}

/** Takes in the claims that changed since, or all; a batch is read while the one before it is being indexed. */
async function takeIn(context: Context, since?: Date, taken?: (claims: number) => void): Promise<void> {
  const { indexed, matcher, models, clock } = context;
  const { losses } = matcher;
  const isGone = () => matcher.closed || matcher.losses !== losses;
  const begun = clock.now();
  let latest = since ?? new Date(0);
  const changed = models.Claim.find(
    since ? { updatedAt: { $gte: new Date(since.getTime() - overlap) } } : {},
    fields,
  )
    .sort({ updatedAt: 1 })
    .lean<Indexed[]>()
    .cursor({ batchSize: batch });
  let waiting: Indexed[] = [];
  let settled: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    const claims = waiting;
    waiting = [];
    const titles = await titlesOf(context, claims);
    // Never more than one batch ahead of the matcher, so that questions get their turn and memory stays small.
    await settled;
    for (const claim of claims) put(context, claim, titles);
    settled = matcher.size().catch(() => undefined);
    taken?.(claims.length);
  };
  for await (const claim of changed as AsyncIterable<Indexed>) {
    if (isGone()) return;
    waiting.push(claim);
    if (claim.updatedAt > latest) latest = claim.updatedAt;
    if (waiting.length === batch) await flush();
  }
  await flush();
  await settled;
  if (isGone()) return;
  // Taking in all of them takes long: what changed meanwhile is looked at again.
  indexed.claims = since === undefined && begun < latest ? begun : latest;
  indexed.losses = losses;
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
