import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { ClaimTexts, Decided, Match, MatcherOptions } from '../matching/matcher.js';
import type { Change, Question, Said, Told } from '../matching/matching-worker.js';
import { startThread } from '../start-thread.js';

/**
 * The live matcher in a thread of its own, so that pages never wait for it. Everything happens in the order in which
 * it was asked for: a question sees every change before it and none after it.
 *
 * The thread starts with the first claim. Should it die (out of memory, a bug), what it was being asked fails, and a
 * new one starts, empty, with the next claim; `losses` tells so, and `followClaims` then fills it again.
 */
export interface MatcherThread {
  /** Adds a claim, or replaces its texts. */
  set(claim: ClaimTexts): void;
  remove(id: string): void;
  /** Forgets every claim. */
  clear(): void;
  /** How often the thread died, and with it everything that it held. */
  readonly losses: number;
  readonly closed: boolean;
  has(id: string): Promise<boolean>;
  size(): Promise<number>;
  /** See Matcher; rejects, as all questions do, with the matcher's own error or with MATCHER_AWAY. */
  rank(text: string, top?: number): Promise<Match[]>;
  decide(text: string): Promise<Decided>;
  /** Ends the thread. Open and later questions are rejected, later changes ignored. */
  close(): Promise<void>;
}

export interface MatcherThreadOptions extends MatcherOptions {
  /** Told when the thread dies by itself, and of claims that it could not take in. */
  log?: Pick<Logger, 'error'> | undefined;
  /** The most memory that the thread's heap may take, in MB; Node's own limit if missing. */
  megabytes?: number;
  /** Told of each thread that starts. */
  started?: (thread: Worker) => void;
}

/** The thread that was to answer has died or was closed. */
export interface MatcherAwayError extends Error {
  code: 'MATCHER_AWAY';
}

export function isMatcherAway(error: unknown): error is MatcherAwayError {
  return error instanceof Error && 'code' in error && error.code === 'MATCHER_AWAY';
}

interface Asked {
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
}

interface Running {
  worker: Worker;
  asked: Map<number, Asked>;
}

function matcherAway(why: string): MatcherAwayError {
  return Object.assign(new Error(`the matcher ${why}`), { code: 'MATCHER_AWAY' as const });
}

/** A live matcher without claims; see MatcherThread. A process may end while its thread has nothing to answer. */
export function createMatcherThread(options: MatcherThreadOptions = {}): MatcherThread {
  const { log, started, megabytes, ...matcherOptions } = options;
  let running: Running | undefined;
  /** Changes that wait to be sent together. */
  let changes: Change[] = [];
  let losses = 0;
  let questions = 0;
  let closed = false;

  function start(): Running {
    const file = new URL('../matching/matching-worker.js', import.meta.url);
    const worker = startThread(
      file,
      matcherOptions,
      megabytes ? { maxOldGenerationSizeMb: megabytes } : undefined,
    );
    const mine: Running = { worker, asked: new Map() };
    worker.unref();
    worker.on('message', (said: Said) => hear(mine, said));
    worker.on('error', (error) => log?.error({ err: error }, "the matcher's thread failed"));
    worker.once('exit', () => {
      running = undefined;
      if (!closed) {
        losses += 1;
        log?.error("the matcher's thread ended; the claims are taken in again");
      }
      for (const { reject } of mine.asked.values()) reject(matcherAway(closed ? 'was closed' : 'has died'));
    });
    started?.(worker);
    return mine;
  }

  function hear({ worker, asked }: Running, said: Said): void {
    if ('claim' in said) {
      log?.error({ err: said.failed, claim: said.claim }, 'the matcher could not take in a claim');
      return;
    }
    const question = asked.get(said.number);
    asked.delete(said.number);
    if (asked.size === 0) worker.unref();
    if ('failed' in said) question?.reject(said.failed);
    else question?.resolve(said.answer);
  }

  const tell = ({ worker }: Running, told: Told) => worker.postMessage(told);

  function send(): void {
    if (changes.length === 0 || closed) return;
    // A thread that never started has nothing to forget.
    if (!running && !changes.some((change) => typeof change === 'object' && 'id' in change)) changes = [];
    else {
      tell((running ??= start()), { changes });
      changes = [];
    }
  }

  function change(one: Change): void {
    if (closed) return;
    if (changes.length === 0) setImmediate(send);
    changes.push(one);
  }

  /** @returns the answer, or `nothing` when no thread runs, since then no claim is known. */
  function ask<T>(question: Question, nothing: T): Promise<T> {
    if (closed) return Promise.reject(matcherAway('was closed'));
    send();
    if (!running) return Promise.resolve(nothing);
    const { worker, asked } = running;
    const number = (questions += 1);
    return new Promise<T>((resolve, reject) => {
      asked.set(number, { resolve: (answer) => resolve(answer as T), reject });
      worker.ref();
      tell({ worker, asked }, { number, question });
    });
  }

  return {
    set: (claim) => change(claim),
    remove: (id) => change({ forget: id }),
    clear: () => change('clear'),
    get losses() {
      return losses;
    },
    get closed() {
      return closed;
    },
    has: (id) => ask(['has', id], false),
    size: () => ask(['size'], 0),
    rank: (text, top) => ask(['rank', text, top], []),
    decide: (text) => ask(['decide', text], { decision: 'new', matches: [] }),
    async close() {
      closed = true;
      changes = [];
      await running?.worker.terminate();
    },
  };
}
