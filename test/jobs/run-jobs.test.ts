import { expect } from 'chai';
import { allJobs } from '../../src/jobs/all-jobs.js';
import { endLeases, runJobs, type Job } from '../../src/jobs/run-jobs.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('jobs', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  /** A job that tells of each turn, and a promise of its so-many-th one. */
  function counted(turns: number, overrides: Partial<Job> = {}, work = async () => {}) {
    let count = 0;
    let reached = () => {};
    const enough = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const job: Job = {
      name: `test-${Math.random()}`,
      everySeconds: 0.001,
      alone: false,
      async run() {
        count += 1;
        if (count === turns) reached();
        await work();
      },
      ...overrides,
    };
    return { job, enough, count: () => count };
  }

  it('have names of their own, and each may be run twice on an empty store', async () => {
    expect(new Set(allJobs.map(({ name }) => name)).size).to.equal(allJobs.length);
    for (const job of [...allJobs, ...allJobs]) await job.run(saring.context);
  });

  it('run again and again, also after one has failed', async () => {
    const failing = counted(3, {}, () => Promise.reject(new Error('as it happens')));
    const jobs = runJobs(saring.context, [failing.job]);
    await failing.enough;
    await jobs.stop();
    const before = failing.count();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(failing.count()).to.equal(before);
  });

  it('are waited for when stopping', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let finished = false;
    const slow = counted(1, {}, async () => {
      await gate;
      finished = true;
    });
    const jobs = runJobs(saring.context, [slow.job]);
    await slow.enough;
    const stopped = jobs.stop();
    release();
    await stopped;
    expect(finished).to.equal(true);
  });

  it('that run alone are run by one process, until its lease runs out', async () => {
    const name = 'alone';
    const first = counted(2, { name, alone: true });
    const second = counted(1, { name, alone: true });
    const other = counted(5);
    const firstProcess = runJobs(saring.context, [first.job]);
    await first.enough;
    const secondProcess = runJobs(saring.context, [second.job, other.job]);
    await other.enough;
    expect(second.count()).to.equal(0);
    await firstProcess.stop();
    saring.clock.advance(60);
    await second.enough;
    await secondProcess.stop();
  });

  it('that a dead process held are run at once where its leases are ended', async () => {
    const name = 'held';
    const first = counted(1, { name, alone: true });
    const dead = runJobs(saring.context, [first.job]);
    await first.enough;
    await dead.stop();
    const second = counted(1, { name, alone: true });
    await endLeases(saring.context);
    const next = runJobs(saring.context, [second.job]);
    await second.enough;
    await next.stop();
  });
});
