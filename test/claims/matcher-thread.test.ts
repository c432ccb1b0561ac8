import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { createMatcherThread, isMatcherAway, type MatcherThread } from '../../src/claims/matcher-thread.js';
import { createMatcher } from '../../src/matching/matcher.js';
import { messages } from '../helpers/reports.js';

/** The error that a question ends with. */
async function failureOf(question: Promise<unknown>): Promise<unknown> {
  try {
    await question;
  } catch (error) {
    return error;
  }
  throw new Error('the question was answered');
}

describe("the matcher's thread", () => {
  const threads: Worker[] = [];
  const refused: unknown[] = [];
  let matcher: MatcherThread;
  beforeEach(() => {
    threads.length = 0;
    refused.length = 0;
    matcher = createMatcherThread({
      started: (thread) => threads.push(thread),
      log: { error: (...told: unknown[]) => void refused.push(told) },
    });
  });
  afterEach(() => matcher.close());

  it('says what the matcher itself says', async () => {
    const itself = createMatcher();
    for (const [id, text] of Object.entries(messages)) {
      itself.set({ id, texts: [text] });
      matcher.set({ id, texts: [text] });
    }
    for (const text of [...Object.values(messages), 'tanggul jebol di Karangsari', '', '🙏🙏']) {
      expect(await matcher.decide(text)).to.deep.equal(itself.decide(text));
      expect(await matcher.rank(text, 3)).to.deep.equal(itself.rank(text, 3));
    }
    expect(await matcher.size()).to.equal(itself.size);
  });

  it('answers each question as things were when it was asked', async () => {
    const asked = [matcher.has('dam')];
    matcher.set({ id: 'dam', texts: [messages.dam] });
    asked.push(matcher.has('dam'));
    const repeated = matcher.decide(messages.dam);
    matcher.remove('dam');
    asked.push(matcher.has('dam'));
    const forgotten = matcher.decide(messages.dam);
    matcher.set({ id: 'dam', texts: [messages.garlic] });
    matcher.set({ id: 'ballots', texts: [messages.ballots] });
    const changed = matcher.rank(messages.garlic, 1);
    const before = matcher.size();
    matcher.clear();
    const after = matcher.size();

    expect(await Promise.all(asked)).to.deep.equal([false, true, false]);
    expect((await repeated).decision).to.equal('attach');
    expect((await forgotten).decision).to.equal('new');
    expect((await changed)[0]).to.include({ claim: 'dam', score: 1 });
    expect([await before, await after]).to.deep.equal([2, 0]);
  });

  it('starts no thread before it holds a claim', async () => {
    matcher.remove('dam');
    matcher.clear();
    expect(await matcher.decide(messages.dam)).to.deep.equal({ decision: 'new', matches: [] });
    expect(await matcher.rank(messages.dam)).to.deep.equal([]);
    expect([await matcher.has('dam'), await matcher.size()]).to.deep.equal([false, 0]);
    expect(threads).to.have.length(0);
  });

  it('lets other work go on while it thinks', async () => {
    const done: string[] = [];
    const long = Array.from({ length: 2000 }, (_, at) => `${messages.dam} nomor ${at}`);
    for (const [at, text] of long.entries()) matcher.set({ id: String(at), texts: [text] });
    const answered = Promise.all(long.slice(0, 50).map((text) => matcher.rank(text))).then(() =>
      done.push('answered'),
    );
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    done.push('went on');
    await answered;
    expect(done).to.deep.equal(['went on', 'answered']);
  });

  it('rejects a question that fails, and takes in the other claims when one cannot be', async () => {
    matcher.set({ id: 'dam', texts: [messages.dam] });
    // What the types forbid stands in for a bug of ours.
    matcher.set({ id: 'broken', texts: [undefined as unknown as string] });
    matcher.set({ id: 'garlic', texts: [messages.garlic] });
    const failure = await failureOf(matcher.decide(undefined as unknown as string));
    expect(failure).to.be.an.instanceOf(TypeError);
    expect([await matcher.has('dam'), await matcher.has('garlic')]).to.deep.equal([true, true]);
    expect(refused).to.have.length(1);
    expect(refused[0]).to.have.nested.property('[0].claim', 'broken');
    expect(matcher.losses).to.equal(0);
    expect(threads).to.have.length(1);
  });

  it('rejects what its thread was asked when that died, and starts again, empty', async () => {
    matcher.set({ id: 'dam', texts: [messages.dam] });
    expect(await matcher.size()).to.equal(1);
    const pending = failureOf(matcher.decide(messages.dam));
    await threads[0]?.terminate();
    expect(isMatcherAway(await pending)).to.equal(true);
    expect(matcher.losses).to.equal(1);
    expect((await matcher.decide(messages.dam)).decision).to.equal('new');

    matcher.set({ id: 'garlic', texts: [messages.garlic] });
    expect((await matcher.decide(messages.garlic)).decision).to.equal('attach');
    expect(await matcher.has('dam')).to.equal(false);
    expect(threads).to.have.length(2);
  });

  it('survives running out of memory', async () => {
    const small = createMatcherThread({ log: { error: () => undefined }, megabytes: 32 });
    const many = Array.from({ length: 200_000 }, (_, at) => `${messages.dam} nomor ${at} ${at * 7919}`);
    for (const [at, text] of many.entries()) small.set({ id: String(at), texts: [text] });
    expect(isMatcherAway(await failureOf(small.size()))).to.equal(true);
    small.set({ id: 'dam', texts: [messages.dam] });
    expect(await small.size()).to.equal(1);
    await small.close();
  });

  it('rejects everything once it is closed', async () => {
    matcher.set({ id: 'dam', texts: [messages.dam] });
    expect(await matcher.size()).to.equal(1);
    const pending = failureOf(matcher.decide(messages.dam));
    await matcher.close();
    await matcher.close();
    matcher.set({ id: 'garlic', texts: [messages.garlic] });
    expect(isMatcherAway(await pending)).to.equal(true);
    expect(isMatcherAway(await failureOf(matcher.size()))).to.equal(true);
    expect(refused).to.have.length(0);
  });

  it('lets a program end by itself once everything is answered', async () => {
    const file = new URL('../../src/claims/matcher-thread.ts', import.meta.url).href;
    const program = `
      const { createMatcherThread } = await import(${JSON.stringify(file)});
      const matcher = createMatcherThread();
      matcher.set({ id: 'one', texts: ['Tanggul jebol tadi malam'] });
      matcher.size().then((size) => console.log('size', size));
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, out }).to.deep.equal({ code: 0, out: 'size 1\n' });
  });
});
