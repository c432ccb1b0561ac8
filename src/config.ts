import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeFolder } from './make-folder.js';

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1' || value === 'yes');

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be between ${least} and ${most}`);

/** Every setting, once: its environment variable, its default, its meaning, and how it is read. */
const settings = {
  PORT: { read: wholeNumber(0, 65535).default(3000), shown: '3000', means: 'The port to listen on.' },
  HOST: {
    read: z.string().min(1).default('127.0.0.1'),
    shown: '127.0.0.1',
    means: 'The address to listen on. Use 0.0.0.0 in a container.',
  },
  BASE_URL: {
    read: z
      .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
      .transform((value) => value.replace(/\/+$/, ''))
      .optional(),
    shown: 'http://localhost:PORT',
    means: 'The public address of the site, used in links that leave it: mail, share links, feeds.',
  },
  DATA_DIR: {
    read: z.string().min(1).default('./data'),
    shown: './data',
    means: 'The folder of the embedded store and of the generated secret.',
  },
  MONGODB_URI: {
    read: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
      .optional(),
    shown: 'the embedded store',
    means: 'A MongoDB server to use instead of the embedded store.',
  },
  DATABASE: {
    read: z
      .string()
      .regex(/^[a-z0-9_-]{1,38}$/i, 'may hold letters, digits, - and _')
      .optional(),
    shown: 'the one MONGODB_URI names, or saring',
    means: 'The name of the database.',
  },
  SECRET: {
    read: z.string().min(32, 'must have at least 32 characters').optional(),
    shown: 'made once, kept in DATA_DIR/secret',
    means:
      'Signs sessions, keys the hashes of addresses and seals reporters’ contacts. Every server process of a site needs the same; keep it with the backups.',
  },
  SECRET_BEFORE: {
    read: z.string().min(32, 'must have at least 32 characters').optional(),
    shown: 'none',
    means: 'The SECRET before the present one: contacts that were sealed with it can still be read.',
  },
  CONTACT_RETENTION_DAYS: {
    read: wholeNumber(1, 3650).default(180),
    shown: '180',
    means: 'How many days after the answer (or after it was set aside) a report’s contact is removed.',
  },
  MATCHING_MODEL: {
    read: z.string().min(1).optional(),
    shown: 'the one that comes with Saring',
    means: 'A file with weights and thresholds of the matching, as `npm run match -- train` writes it.',
  },
  SITE_NAME: {
    read: z.string().min(1).max(40).default('Saring'),
    shown: 'Saring',
    means: 'The name of the site.',
  },
  SMTP_URL: {
    read: z
      .string()
      .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
      .optional(),
    shown: 'mail is kept and shown on the desk',
    means: 'The mail server, e.g. smtps://user:password@mail.example:465.',
  },
  MAIL_FROM: {
    read: z.email('must be an e-mail address').optional(),
    shown: 'saring@ the host of BASE_URL',
    means: 'The sender of mail.',
  },
  CONTACT_EMAIL: {
    read: z.email('must be an e-mail address').optional(),
    shown: 'none',
    means: 'The newsroom’s public address, shown on the about page.',
  },
  TRUST_PROXY: {
    read: wholeNumber(0, 10).default(0),
    shown: '0',
    means:
      'How many reverse proxies stand in front; the client’s address is taken from X-Forwarded-For accordingly.',
  },
  ALLOW_SELF_PUBLISH: {
    read: flag.default(false),
    shown: 'false',
    means: 'Lets an editor publish a clarification that they wrote themselves.',
  },
  PROOF_OF_WORK_COST: {
    read: wholeNumber(1, 10_000_000).default(150_000),
    shown: '150000',
    means:
      'How hard the puzzle is that a reporter’s browser solves before sending (about that many hashes at most).',
  },
  REPORTS_PER_HOUR: {
    // Mobile networks put thousands of phones behind one address: the puzzle, not this, is the first brake.
    read: wholeNumber(1, 1_000_000).default(400),
    shown: '400',
    means:
      'How many reports one address may send in an hour; a quarter of it without the puzzle (no JavaScript, API).',
  },
  SIGN_IN_ATTEMPTS: {
    read: wholeNumber(1, 1000).default(5),
    shown: '5',
    means: 'How many wrong passwords lock an account for fifteen minutes.',
  },
  LOG_LEVEL: {
    read: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'must be fatal, error, warn, info, debug, trace or silent',
      })
      .default('info'),
    shown: 'info',
    means: 'How much is logged, as JSON lines on standard output.',
  },
} as const;

type Name = keyof typeof settings;

const environment = z.object(
  Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.read])) as {
    [N in Name]: (typeof settings)[N]['read'];
  },
);

/** Everything that may be set, parsed, frozen. Only entry files (main.ts, commands/) make one from the environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly baseUrl: string;
  /** Absolute path. */
  readonly dataDir: string;
  readonly mongodbUri: string | undefined;
  readonly databaseName: string | undefined;
  readonly secret: string;
  readonly secretBefore: string | undefined;
  readonly contactRetentionDays: number;
  readonly matchingModel: string | undefined;
  readonly siteName: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly contactEmail: string | undefined;
  readonly trustProxy: number;
  readonly allowSelfPublish: boolean;
  readonly proofOfWorkCost: number;
  readonly reportsPerHour: number;
  readonly signInAttempts: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** A setting could not be used; the message is one clear sentence for the person who starts Saring. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the settings from an environment. An empty variable counts as not set.
 *
 * @throws ConfigError naming every bad variable and why.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given: Record<string, string> = {};
  for (const name of Object.keys(settings)) {
    const value = env[name]?.trim();
    if (value) given[name] = value;
  }
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new ConfigError(`These settings cannot be used: ${reasons.join('; ')}. See npm start -- --help.`);
  }
  const read = parsed.data;
  const dataDir = resolve(read.DATA_DIR);
  if (!read.MONGODB_URI) makeDataFolder(dataDir);
  const baseUrl = read.BASE_URL ?? `http://localhost:${read.PORT}`;
  return Object.freeze({
    port: read.PORT,
    host: read.HOST,
    baseUrl,
    dataDir,
    mongodbUri: read.MONGODB_URI,
    databaseName: read.DATABASE,
    secret: read.SECRET ?? keptSecret(dataDir),
    secretBefore: read.SECRET_BEFORE,
    contactRetentionDays: read.CONTACT_RETENTION_DAYS,
    matchingModel: read.MATCHING_MODEL,
    siteName: read.SITE_NAME,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM ?? `saring@${new URL(baseUrl).hostname}`,
    contactEmail: read.CONTACT_EMAIL,
    trustProxy: read.TRUST_PROXY,
    allowSelfPublish: read.ALLOW_SELF_PUBLISH,
    proofOfWorkCost: read.PROOF_OF_WORK_COST,
    reportsPerHour: read.REPORTS_PER_HOUR,
    signInAttempts: read.SIGN_IN_ATTEMPTS,
    logLevel: read.LOG_LEVEL,
  });
}

// The embedded store and the secret live there: better refused now, in words, than by either of them later.
function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
}

// Sessions survive restarts by it, and a fresh clone has nobody to think of one.
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret');
  makeDataFolder(dataDir);
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(dataDir, error);
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
}

function cannotWrite(dataDir: string, error: unknown): ConfigError {
  const { code } = error as NodeJS.ErrnoException;
  return new ConfigError(`The folder DATA_DIR=${dataDir} cannot be written (${code ?? 'unknown reason'}).`);
}

/** The settings as a text for `--help`: a block for each, with its default. */
export function describeSettings(): string {
  return Object.entries(settings)
    .map(([name, { means, shown }]) => `  ${name}\n      ${means}\n      Default: ${shown}.`)
    .join('\n');
}
