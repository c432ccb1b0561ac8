import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { turnsByOwner } from '../media/take-turns.js';
import type { Report } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';

type Indexed = Pick<
  Claim,
  '_id' | 'status' | 'statement' | 'worded' | 'examples' | 'clarification' | 'updatedAt'
>;

const fields = { status: 1, statement: 1, worded: 1, examples: 1, clarification: 1, updatedAt: 1 } as const;

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
  const texts = textsOf(claim, await titlesOf(context, [claim]));
  putIntoMatcher(context, claim, texts);
  putIntoSearch(context, claim, texts);
}

/** Does the matcher hold every claim of the store? Not while they are taken in, nor after its thread died. */
export function isFilled({ indexed, matcher }: Context): boolean {
  return indexed.claims !== undefined && indexed.losses === matcher.losses;
}

const inTurn = turnsByOwner();

/**
 * Fills the indexes with every claim, the first time and after the matcher lost them; then takes in what any process
 * changed since. Safe to repeat, and to call while it runs: the calls take turns. It ends early, with nothing noted as
 * taken in, when the matcher is closed or lost.
 */
export function followClaims(context: Context): Promise<void> {
  return inTurn(context, async () => {
    await followPictures(context);
    const { indexed } = context;
    if (!isFilled(context)) await fill(context);
    // The search comes after the matcher, which others wait for.
    if (!indexed.claimSearch && isFilled(context)) {
      indexed.claimSearch = Boolean(await takeIn(context, undefined, [putIntoSearch]));
    }
    if (!isFilled(context)) return;
    const taken = await takeIn(context, indexed.claims, [putIntoMatcher, putIntoSearch]);
    if (taken) indexed.claims = taken.latest;
  });
}

/** Takes every claim into the matcher, saying how far it is. */
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
    const taken = await takeIn(context, undefined, [putIntoMatcher], (more) => {
      filling.claims += more;
      const now = clock.now().getTime();
      if (now - said < tellEvery) return;
      said = now;
      log.info({ ...filling }, 'taking in the claims');
    });
    if (!taken) return;
    // It takes long: what changed meanwhile is looked at again.
    indexed.claims = new Date(Math.min(begun, taken.latest.getTime()));
    indexed.losses = taken.losses;
    if (said > begun) {
      log.info({ ...filling, seconds: (clock.now().getTime() - begun) / 1000 }, 'every claim is taken in');
    }
  } finally {
    delete indexed.filling;
  }
}

/**
 * Puts the claims that changed since, or all, in their places; a batch is read while the matcher reads the one before.
 *
 * @param taken told how many more claims were put.
 * @returns when the last of them changed, or nothing when the matcher was closed or lost meanwhile.
 */
async function takeIn(
  context: Context,
  since: Date | undefined,
  places: readonly Place[],
  taken?: (claims: number) => void,
): Promise<{ latest: Date; losses: number } | undefined> {
  const { matcher, models } = context;
  const { losses } = matcher;
  const isGone = () => matcher.closed || matcher.losses !== losses;
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
    for (const claim of claims) {
      const texts = textsOf(claim, titles);
      for (const put of places) put(context, claim, texts);
    }
    settled = matcher.size().catch(() => undefined);
    taken?.(claims.length);
  };
  for await (const claim of changed as AsyncIterable<Indexed>) {
    if (isGone()) return undefined;
    waiting.push(claim);
    if (claim.updatedAt > latest) latest = claim.updatedAt;
    if (waiting.length === batch) await flush();
  }
  await flush();
  await settled;
  return isGone() ? undefined : { latest, losses };
}

/** The pictures of reports, in the same way. Reports are never deleted, but their pictures may be erased. */
async function followPictures(context: Context): Promise<void> {
  const since = context.indexed.pictures;
  let latest = since ?? new Date(0);
  const reports = context.models.Report.find(
    since ? { updatedAt: { $gte: new Date(since.getTime() - overlap) } } : { 'pictures.sha256': { $gt: '' } },
    { 'pictures.perceptualHash': 1, updatedAt: 1, erasedAt: 1 },
  )
    .lean()
    .cursor({ batchSize: 500 });
  for await (const report of reports as unknown as AsyncIterable<
    Pick<Report, '_id' | 'pictures' | 'updatedAt' | 'erasedAt'>
  >) {
    if (report.erasedAt) context.pictures.remove(String(report._id));
    for (const { perceptualHash } of report.pictures)
      context.pictures.add(String(report._id), perceptualHash);
    if (report.updatedAt > latest) latest = report.updatedAt;
  }
  context.indexed.pictures = latest;
}

/** Where the texts of a claim go; without texts it is taken out. */
type Place = (context: Context, claim: Indexed, texts: IndexedTexts | undefined) => void;

interface IndexedTexts {
  /** In a verifier's or an author's words. */
  own: string[];
  /** In the words of those who reported it. */
  messages: string[];
}

const putIntoMatcher: Place = ({ matcher }, { _id }, texts) => {
  if (texts) matcher.set({ id: String(_id), texts: texts.own, messages: texts.messages });
  else matcher.remove(String(_id));
};

const putIntoSearch: Place = ({ claimSearch }, { _id }, texts) => {
  if (texts) claimSearch.set(String(_id), [...texts.own, ...texts.messages]);
  else claimSearch.remove(String(_id));
};

function textsOf(claim: Indexed, titles: ReadonlyMap<string, string>): IndexedTexts | undefined {
  if (claim.status === 'set-aside' || claim.status === 'merged') return undefined;
  const title = claim.clarification && titles.get(String(claim.clarification));
  const own = title ? [title] : [];
  // Until somebody words it, a claim is called by the beginning of its first report.
  return claim.worded
    ? { own: [claim.statement, ...own], messages: claim.examples }
    : { own, messages: [claim.statement, ...claim.examples] };
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
