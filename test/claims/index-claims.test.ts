import { Writable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { Types } from 'mongoose';
import { pino } from 'pino';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { followClaims, indexClaim, isFilled } from '../../src/claims/index-claims.js';
import { createMatcherThread } from '../../src/claims/matcher-thread.js';
import { createContext, type Context } from '../../src/context.js';
import { followStoreJob, prepare, prepareStore } from '../../src/jobs/prepare.js';
import { submitReport as submit } from '../../src/reports/submit-report.js';
import { aClaim } from '../helpers/claims.js';
import { aReport, messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('taking in the claims', () => {
  let saring: Saring;
  const others: Context[] = [];
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.matcher.close();
    await saring.close();
  });

  /** Another process on the same store, which has taken in nothing yet. */
  function another(parts: Partial<Parameters<typeof createContext>[0]> = {}): Context {
    const { config, store, log, clock } = saring.context;
    const context = createContext({ config, store, log, clock, ...parts });
    others.push(context);
    return context;
  }

  const decide = async (context: Context, text: string) => {
    const { decision, matches } = await context.matcher.decide(text);
    return { decision, claim: matches[0]?.claim };
  };

  /** Claims without reports, by the hundred. */
  async function manyClaims(count: number): Promise<void> {
    const { _id, slug: _slug, ...like } = await aClaim(saring);
    await saring.context.models.Claim.insertMany(
      Array.from({ length: count - 1 }, (_, at) => ({
        ...like,
        _id: new Types.ObjectId(),
        slug: `kabar-${at}`,
        statement: `Kabar nomor ${at} tentang desa ${at}`,
      })),
    );
  }

  it('makes two processes agree within a turn of the job that follows the store', async () => {
    const other = another();
    await prepare(other);
    const { claim } = await submitReport(saring, { text: messages.dam });
    const id = String(claim);
    expect((await decide(other, messages.dam)).decision).to.equal('new');

    await followStoreJob.run(other);
    expect(followStoreJob.everySeconds).to.be.at.most(2);
    expect(await decide(other, messages.dam)).to.deep.equal({ decision: 'attach', claim: id });
    expect(other.claimSearch.search('bendungan')).to.have.length(1);

    saring.clock.advance(5);
    await other.models.Claim.updateOne(
      { _id: claim },
      { $set: { status: 'set-aside', updatedAt: saring.clock.now() } },
    );
    await followStoreJob.run(saring.context);
    expect((await decide(saring.context, messages.dam)).decision).to.equal('new');
    expect(saring.context.claimSearch.search('bendungan')).to.have.length(0);
  });

  it('serves before it is done, takes reports in and knows repeats of them; then it knows everything', async () => {
    const first = await submitReport(saring, { text: messages.dam });
    const other = another();
    await prepareStore(other);
    const request = supertest(createApp(other));
    const readyz = async () => (await request.get('/readyz').expect(200)).body as unknown;
    expect(await readyz()).to.deep.equal({ ready: true, store: 'ready', matching: { ready: false } });
    await request.get('/').expect(200);

    const told = `${messages.dam}, tolong sebarkan`;
    expect((await decide(other, told)).decision).to.equal('new');
    const { report: repeat } = await submit(other, aReport({ text: `${messages.dam}!!!` }));
    expect(String(repeat.claim)).to.equal(String(first.claim));
    const { report: own } = await submit(other, aReport({ text: messages.garlic }));
    await request.get(`/api/v1/reports/${own.ticket}`).expect(200);
    expect(await decide(other, messages.garlic)).to.deep.equal({
      decision: 'attach',
      claim: String(own.claim),
    });

    await followStoreJob.run(other);
    expect(await readyz()).to.deep.equal({ ready: true, store: 'ready', matching: { ready: true } });
    expect(await decide(other, told)).to.deep.equal({ decision: 'attach', claim: String(first.claim) });
    expect(await other.matcher.size()).to.equal(2);
  });

  it('says how far it is', async () => {
    await manyClaims(450);
    const said: unknown[] = [];
    const log = pino(
      { level: 'info' },
      new Writable({
        write(line: Buffer, _encoding, done) {
          const { msg, claims, of } = JSON.parse(String(line)) as Record<string, unknown>;
          const { filling } = other.indexed;
          said.push({ msg, claims, of, filled: isFilled(other), filling: filling && { ...filling } });
          done();
        },
      }),
    );
    // Five seconds pass whenever somebody looks.
    let milliseconds = saring.clock.now().getTime();
    const clock = { now: () => new Date((milliseconds += 5000)) };
    const other = another({ log, clock });
    await followClaims(other);
    const step = (claims: number) => ({ claims, of: 450, filled: false, filling: { claims, of: 450 } });
    expect(said).to.deep.equal([
      { msg: 'taking in the claims', ...step(200) },
      { msg: 'taking in the claims', ...step(400) },
      { msg: 'taking in the claims', ...step(450) },
      {
        msg: 'every claim is taken in',
        claims: 450,
        of: 450,
        filled: true,
        filling: { claims: 450, of: 450 },
      },
    ]);
    expect(other.indexed.filling).to.equal(undefined);
    expect(await other.matcher.size()).to.equal(450);
    expect(other.claimSearch.size).to.equal(450);
  });

  it('fills a matcher again that died, and no report is lost meanwhile', async () => {
    const threads: Worker[] = [];
    const other = another({ matcher: createMatcherThread({ started: (thread) => threads.push(thread) }) });
    const { claim } = await submitReport(saring, { text: messages.dam });
    await prepare(other);
    expect(isFilled(other)).to.equal(true);

    const ended = threads[0]?.terminate();
    const { report } = await submit(other, aReport({ text: messages.voucher }));
    await ended;
    expect(isFilled(other)).to.equal(false);
    const request = supertest(createApp(other));
    await request.get(`/api/v1/reports/${report.ticket}`).expect(200);
    const { body } = await request.post('/api/v1/match').send({ text: messages.dam }).expect(200);
    // The store finds a repeat without the matcher.
    expect(body).to.have.nested.property('matches[0].claim.id', String(claim));

    await followStoreJob.run(other);
    expect(isFilled(other)).to.equal(true);
    expect(await decide(other, messages.dam)).to.deep.equal({ decision: 'attach', claim: String(claim) });
    expect(await decide(other, messages.voucher)).to.deep.equal({
      decision: 'attach',
      claim: String(report.claim),
    });
  });

  it('begins again when the matcher dies while it is being filled', async () => {
    await manyClaims(450);
    const threads: Worker[] = [];
    const matcher = createMatcherThread({
      started(thread) {
        if (threads.push(thread) === 1) void thread.terminate();
      },
    });
    const other = another({ matcher });
    await followClaims(other);
    expect([isFilled(other), other.indexed.filling]).to.deep.equal([false, undefined]);
    await followClaims(other);
    expect(isFilled(other)).to.equal(true);
    expect(await other.matcher.size()).to.equal(450);
  });

  it('ends early when the matcher is closed', async () => {
    await manyClaims(450);
    const other = another();
    const filling = followClaims(other);
    await other.matcher.close();
    await filling;
    expect(isFilled(other)).to.equal(false);
    expect(other.claimSearch.size).to.be.below(450);
  });

  it('does not bring back a claim that was set aside while it was at work', async () => {
    const { claim } = await submitReport(saring, { text: messages.dam });
    await manyClaims(450);
    const other = another();
    const filling = followClaims(other);
    saring.clock.advance(1);
    const aside = await other.models.Claim.findOneAndUpdate(
      { _id: claim },
      { $set: { status: 'set-aside', updatedAt: saring.clock.now() } },
      { returnDocument: 'after' },
    ).lean();
    if (aside) await indexClaim(other, aside);
    await filling;
    await followClaims(other);
    expect(await other.matcher.has(String(claim))).to.equal(false);
  });
});
