import type { Context } from '../context.js';
import { keepPosition } from '../jobs/keep-position.js';
import type { Claim } from './claim.model.js';

/** Changes are stamped before they are written, and clocks of several servers differ: so far back, in milliseconds. */
const overlap = 10_000;
/** Claims looked at in one turn of a job: the next turn goes on, and a shutdown never waits long. */
const mostAtOnce = 500;
const savedEvery = 50;

/** What this process looked at already within the overlap, by job: the claim's id and the change that was seen. */
const seenBy = new WeakMap<Context, Map<string, Map<string, number>>>();

/** From when on a job has to look at changes: the beginning of time for one that never ran. */
export async function changesSince(context: Context, job: string): Promise<Date> {
  const position = await context.models.Position.findById(job).lean();
  return new Date(position ? Math.max(0, position.until.getTime() - overlap) : 0);
}

/**
 * Shows a job every claim that was opened or changed since it last looked, the oldest change first. How far it came is
 * kept in the store, and only after the claims were looked at: a process that dies loses none, and the next one may see
 * some twice. What `look` throws ends the turn; the next turn begins with the same claim.
 */
export async function walkChanges(
  context: Context,
  job: string,
  look: (claim: Claim, since: Date) => Promise<void>,
): Promise<void> {
  const since = await changesSince(context, job);
  const seen = seenOf(context, job);
  const changed = context.models.Claim.find({ updatedAt: { $gte: since } })
    .sort({ updatedAt: 1 })
    .lean<Claim[]>()
    .cursor({ batchSize: savedEvery }) as AsyncIterable<Claim>;
  let until: Date | undefined;
  let looked = 0;
  for await (const claim of changed) {
    const stamp = claim.updatedAt.getTime();
    if (seen.get(String(claim._id)) === stamp) continue;
    await look(claim, since);
    seen.set(String(claim._id), stamp);
    until = claim.updatedAt;
    looked += 1;
    if (looked % savedEvery === 0) await keepReached(context, job, until);
    if (looked === mostAtOnce) break;
  }
  if (!until) return;
  await keepReached(context, job, until);
  for (const [id, stamp] of seen) if (stamp < until.getTime() - overlap) seen.delete(id);
}

function seenOf(context: Context, job: string): Map<string, number> {
  const jobs = seenBy.get(context) ?? new Map<string, Map<string, number>>();
  seenBy.set(context, jobs);
  const seen = jobs.get(job) ?? new Map<string, number>();
  jobs.set(job, seen);
  return seen;
}

async function keepReached(context: Context, job: string, reached: Date): Promise<void> {
  // A server whose clock is ahead must not let the changes of the others be passed over.
  await keepPosition(context, job, new Date(Math.min(reached.getTime(), context.clock.now().getTime())));
}
