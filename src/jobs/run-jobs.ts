import { randomUUID } from 'node:crypto';
import { isMatcherAway } from '../claims/matcher-thread.js';
import type { Context } from '../context.js';
import { isStoreAway } from '../store/open-store.js';
import { isDuplicate } from '../store/duplicate.js';

export interface Job {
  name: string;
  everySeconds: number;
  /** False: every process runs it (its own index). True: one process at a time, by a lease in the store. */
  alone: boolean;
  /** Must be safe to repeat: a process may die in the middle. */
  run(context: Context): Promise<void>;
}

/**
 * Runs each job again and again, never twice at once in this process, until stopped.
 * @returns `stop`, which resolves when the jobs that were running have ended.
 */
export function runJobs(context: Context, jobs: readonly Job[]): { stop(): Promise<void> } {
  const holder = randomUUID();
  let stopped = false;
  const running = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();

  const turn = async (job: Job) => {
    try {
      if (!context.store.ready()) return;
      if (job.alone && !(await takeLease(context, job, holder))) return;
      await job.run(context);
    } catch (error) {
      // Whoever stops the jobs closes the matcher beside them.
      if (stopped && isMatcherAway(error)) return;
      if (isStoreAway(error))
        context.log.warn({ job: job.name }, 'the store is away; the job will try again');
      else context.log.error({ err: error, job: job.name }, 'a job failed; it will try again');
    }
  };
  const schedule = (job: Job, seconds: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      const done = turn(job).finally(() => {
        running.delete(done);
        if (!stopped) schedule(job, job.everySeconds);
      });
      running.add(done);
    }, seconds * 1000);
    timer.unref();
    timers.add(timer);
  };
  for (const job of jobs) schedule(job, 0);

  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

/**
 * Lets go of whatever a process that died still holds, so that what it left half done is finished at once. Only for
 * whoever alone runs jobs on the store: the server that has just opened the embedded one.
 */
export async function endLeases(context: Context): Promise<void> {
  await context.models.Lease.deleteMany({});
}

/** Takes or keeps the job's lease; it lasts three turns, so that a dead process is replaced soon. */
async function takeLease(context: Context, job: Job, holder: string): Promise<boolean> {
  const now = context.clock.now();
  const until = new Date(now.getTime() + Math.max(job.everySeconds * 3, 30) * 1000);
  try {
    const lease = await context.models.Lease.findOneAndUpdate(
      { _id: job.name, $or: [{ holder }, { until: { $lte: now } }] },
      { $set: { holder, until } },
      { upsert: true, returnDocument: 'after' },
    ).lean();
    return lease?.holder === holder;
  } catch (error) {
    // Somebody else holds it: the upsert met their document.
    if (isDuplicate(error)) return false;
    throw error;
  }
}
