import { randomBytes } from 'node:crypto';
import type { Express } from 'express';
import { pino } from 'pino';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { createMatcherThread, type MatcherThread } from '../../src/claims/matcher-thread.js';
import { createContext, type Context } from '../../src/context.js';
import type { Mailer } from '../../src/notices/mailer.js';
import { prepare } from '../../src/jobs/prepare.js';
import { openStore } from '../../src/store/open-store.js';

let storeUri = '';

/** Starting a matcher's thread takes half a second: the next test takes over, emptied, what the last one left. */
const matchers: MatcherThread[] = [];

/** Called once by the root hooks. */
export function useStore(uri: string): void {
  storeUri = uri;
}

/** The store that this run uses; a test names its own database on it. */
export function testStoreUri(): string {
  return storeUri;
}

/** A clock that a test sets and moves. */
export interface TestClock {
  now(): Date;
  set(at: Date): void;
  /** Moves it on by so many minutes. */
  advance(minutes: number): void;
}

export function aClock(start = new Date('2026-03-02T03:00:00Z')): TestClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime();
    },
    advance: (minutes) => {
      at += minutes * 60_000;
    },
  };
}

export interface Saring {
  context: Context;
  app: Express;
  clock: TestClock;
  /** Not signed in, nothing remembered. */
  request: ReturnType<typeof supertest>;
  /** Keeps cookies, as a browser does. */
  browser(): ReturnType<typeof supertest.agent>;
  close(): Promise<void>;
}

/**
 * The whole product on a database of its own. Settings may be given as environment variables.
 * `close` drops the database.
 */
export async function startSaring(
  options: { env?: Record<string, string>; mailer?: Mailer; clock?: TestClock } = {},
): Promise<Saring> {
  const config = loadConfig({
    SECRET: 'a secret of forty characters for the tests',
    PROOF_OF_WORK_COST: '50',
    REPORTS_PER_HOUR: '100000',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    DATABASE: `test_${randomBytes(8).toString('hex')}`,
    MONGODB_URI: storeUri,
    ...options.env,
  });
  const log = pino({ level: config.logLevel });
  const store = await openStore({
    mongodbUri: config.mongodbUri,
    dataDir: config.dataDir,
    databaseName: config.databaseName,
    role: 'command',
    log,
  });
  const clock = options.clock ?? aClock();
  const matcher = matchers.pop() ?? createMatcherThread({ log });
  matcher.clear();
  const context = createContext({ config, store, log, clock, mailer: options.mailer, matcher });
  await prepare(context);
  const app = createApp(context);
  return {
    context,
    app,
    clock,
    request: supertest(app),
    browser: () => supertest.agent(app),
    async close() {
      matchers.push(matcher);
      context.textReader.close();
      await store.connection.dropDatabase();
      await store.close();
    },
  };
}
