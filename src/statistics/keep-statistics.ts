import { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import { changesSince } from '../claims/walk-changes.js';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import type { Report } from '../reports/report.model.js';
import { dayOf, type Day } from './calendar.js';
import type { ClaimFigures } from './claim-figures.model.js';
import { countDay } from './count-day.js';
import type { DayFigures } from './day-figures.model.js';
import { figuredFields, figuresOfClaim, type FiguredClaim } from './figures-of-claim.js';

/** How far the job has looked at changed claims, and at changed reports. */
export const claimsSeen = 'keep-statistics';
export const reportsSeen = 'keep-statistics-reports';

/** In one turn: the next one goes on, and a shutdown never waits long. */
const mostClaims = 5000;
const mostDays = 100;
const readAtOnce = 500;
/** Any mark of a stale day, so that the index of the marks serves. */
export const anyMark = { $gt: new Types.ObjectId('0'.repeat(24)) };

type Changed = FiguredClaim & Pick<Claim, 'updatedAt' | 'reportCount'>;
type Dated = Pick<Report, '_id' | 'createdAt' | 'updatedAt'>;

/**
 * Keeps the figures of every day. Looks at what changed since the last turn, marks the days that it touches as stale,
 * and counts those again; so a match that is found wrong weeks later changes the day on which its report came. A mark
 * is written before what it is about: whatever a process leaves half done is done by the next. Safe to repeat.
 */
export async function keepStatistics(context: Context): Promise<void> {
  // Counted without their claims, reports would have no topic.
  if (!(await lookAtClaims(context))) return;
  await lookAtReports(context);
  const stale = await context.models.DayFigures.find({ stale: anyMark })
    .select('stale countedAt took')
    .lean<Pick<DayFigures, '_id' | 'stale' | 'countedAt' | 'took'>[]>();
  const newestFirst = stale
    .filter((day) => isDue(day, context.clock.now()))
    .sort((one, other) => (one._id < other._id ? 1 : -1))
    .slice(0, mostDays);
  for (const { _id, stale: mark } of newestFirst) {
    const countedAt = context.clock.now();
    const start = performance.now();
    const sums = await countDay(context, _id);
    const took = Math.round(performance.now() - start);
    await context.models.DayFigures.updateOne({ _id }, { $set: { ...sums, countedAt, took } });
    // It stays stale when something changed while it was counted.
    await context.models.DayFigures.updateOne({ _id, stale: mark }, { $unset: { stale: 1 } });
  }
}

/** A day of tens of thousands of reports takes seconds, and they come all the time: it waits twenty times as long. */
function isDue({ countedAt, took = 0 }: Pick<DayFigures, 'countedAt' | 'took'>, now: Date): boolean {
  return !countedAt || took < 1000 || now.getTime() - countedAt.getTime() > took * 20;
}

/** @returns whether it came to the end of what changed. */
async function lookAtClaims(context: Context): Promise<boolean> {
  const since = await changesSince(context, claimsSeen);
  // The first time every report is looked at anyway, once all claims are known.
  const filling = !(await context.models.Position.exists({ _id: reportsSeen }));
  const changed = context.models.Claim.find({ updatedAt: { $gte: since } })
    .sort({ updatedAt: 1 })
    .select(figuredFields)
    .lean<Changed[]>()
    .cursor({ batchSize: readAtOnce }) as AsyncIterable<Changed>;
  let batch: Changed[] = [];
  let looked = 0;
  let last: Date | undefined;
  for await (const claim of changed) {
    // Many may have one stamp, as after a restore: a turn that ended among them would end there again.
    if (looked >= mostClaims && last && claim.updatedAt > last && last > since) {
      await refigure(context, batch, filling);
      return false;
    }
    batch.push(claim);
    last = claim.updatedAt;
    looked += 1;
    if (batch.length < readAtOnce) continue;
    await refigure(context, batch, filling);
    batch = [];
  }
  await refigure(context, batch, filling);
  return true;
}

/** Works out the figures of claims again, and marks the days that differ. */
async function refigure(context: Context, claims: readonly Changed[], filling: boolean): Promise<void> {
  const { ClaimFigures } = context.models;
  const last = claims.at(-1);
  if (!last) return;
  const known = new Map(
    (await ClaimFigures.find({ _id: { $in: claims.map(({ _id }) => _id) } }).lean()).map((figures) => [
      String(figures._id),
      figures,
    ]),
  );
  const stale = new Set<Day>();
  const writes: ClaimFigures[] = [];
  for (const claim of claims) {
    // Opened for a report that is not stored yet, and may never be: see claims/forget-empty-claims.ts.
    if (claim.status === 'open' && claim.reportCount === 0 && claim.activity.length <= 1) continue;
    const before = known.get(String(claim._id));
    const after = figuresOfClaim(claim);
    if (before && told(before) === told(after)) continue;
    for (const day of changedDays(before, after)) stale.add(day);
    if (!filling) for (const day of await daysOfReports(context, before, after)) stale.add(day);
    writes.push(after);
  }
  await markStale(context, stale);
  const isKnown = ({ _id }: ClaimFigures) => known.has(String(_id));
  // Together they are much faster than one by one, and the first time there are thousands.
  await ClaimFigures.insertMany(
    writes.filter((figures) => !isKnown(figures)),
    { lean: true },
  );
  const again = writes.filter(isKnown);
  if (again.length > 0) {
    await ClaimFigures.bulkWrite(
      again.map(({ _id, ...figures }) => ({ updateOne: { filter: { _id }, update: { $set: figures } } })),
      { ordered: false },
    );
  }
  await keepPosition(context, claimsSeen, last.updatedAt);
}

const told = ({ topic, openedAt, answered, brought, waiting, events }: ClaimFigures) =>
  JSON.stringify([
    topic,
    openedAt,
    answered.map(({ from, to }) => [from, to]),
    brought,
    waiting,
    events.map(({ day, kind, minutes, by, waits }) => [day, kind, minutes, by?.person, by?.name, waits]),
  ]);

/** The days on which something is counted otherwise than before. */
function changedDays(before: ClaimFigures | undefined, after: ClaimFigures): Day[] {
  const all = [...new Set([...(before?.days ?? []), ...after.days])];
  if (!before || before.topic !== after.topic) return all;
  const on = ({ events, ...rest }: ClaimFigures, day: Day) =>
    told({
      ...rest,
      answered: [],
      brought: [],
      waiting: true,
      events: events.filter((event) => event.day === day),
    });
  return all.filter((day) => on(before, day) !== on(after, day));
}

/** The days of the reports whose figures depend on what changed of a claim. */
async function daysOfReports(
  context: Context,
  before: ClaimFigures | undefined,
  after: ClaimFigures,
): Promise<Day[]> {
  const { Report } = context.models;
  const since = changedSince(before, after);
  const brought = after.brought.filter((id) => !before?.brought.includes(id));
  const [own, others] = await Promise.all([
    since === undefined
      ? []
      : Report.find({ claim: after._id, createdAt: { $gte: since } })
          .select('createdAt')
          .lean<Dated[]>(),
    brought.length === 0
      ? []
      : Report.find({ _id: { $in: brought.map((id) => new Types.ObjectId(id)) } })
          .select('createdAt')
          .lean<Dated[]>(),
  ]);
  return [...own, ...others].map(({ createdAt }) => dayOf(createdAt));
}

/** From when on reports of the claim are counted otherwise; undefined when none is. */
function changedSince(before: ClaimFigures | undefined, after: ClaimFigures): Date | undefined {
  if (!before || before.topic !== after.topic) return new Date(0);
  const spans = ({ answered }: ClaimFigures, at: number) =>
    JSON.stringify([answered[at]?.from, answered[at]?.to]);
  const most = Math.max(before.answered.length, after.answered.length);
  for (let at = 0; at < most; at += 1) {
    if (spans(before, at) !== spans(after, at)) return before.answered[at]?.from ?? after.answered[at]?.from;
  }
  return undefined;
}

/** Reports looked at within the overlap of two turns (see walk-changes.ts), and their change that was seen then. */
const seenReports = new WeakMap<Context, Map<string, number>>();

async function lookAtReports(context: Context): Promise<void> {
  const since = await changesSince(context, reportsSeen);
  const changed = context.models.Report.find({ updatedAt: { $gte: since } })
    .sort({ updatedAt: 1 })
    .select('createdAt updatedAt')
    .lean<Dated[]>()
    .cursor({ batchSize: readAtOnce * 4 }) as AsyncIterable<Dated>;
  // From the beginning means all of them.
  const seen = new Map(since.getTime() > 0 ? seenReports.get(context) : []);
  const days = new Set<Day>();
  let last: Date | undefined;
  for await (const { _id, createdAt, updatedAt } of changed) {
    last = updatedAt;
    if (seen.get(String(_id)) === updatedAt.getTime()) continue;
    days.add(dayOf(createdAt));
    seen.set(String(_id), updatedAt.getTime());
  }
  if (!last) return;
  await markStale(context, days);
  await keepPosition(context, reportsSeen, last);
  // Only now: what was not marked must be looked at again.
  const from = await changesSince(context, reportsSeen);
  seenReports.set(context, new Map([...seen].filter(([, stamp]) => stamp >= from.getTime())));
}

async function markStale(context: Context, days: ReadonlySet<Day>): Promise<void> {
  if (days.size === 0) return;
  await context.models.DayFigures.bulkWrite(
    [...days].map((day) => ({
      updateOne: { filter: { _id: day }, update: { $set: { stale: new Types.ObjectId() } }, upsert: true },
    })),
    { ordered: false },
  );
}

async function keepPosition(context: Context, name: string, reached: Date): Promise<void> {
  // A server whose clock is ahead must not let the changes of the others be passed over.
  const until = new Date(Math.min(reached.getTime(), context.clock.now().getTime()));
  await context.models.Position.updateOne({ _id: name }, { $set: { until } }, { upsert: true });
}

export const keepStatisticsJob: Job = {
  name: 'keep-statistics',
  everySeconds: 60,
  alone: true,
  run: keepStatistics,
};
