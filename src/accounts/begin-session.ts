import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { oweLetter } from '../notices/owe-letter.js';
import { browserOf } from './browser-name.js';
import { meetDevice } from './known-device.js';
import type { Person } from './person.model.js';

/** Between the password and the code: it says who is to show a code, and opens nothing. */
export interface HalfSignedIn {
  person: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Where to go afterwards. */
  next: string;
  /** Of the password that was right: once it is changed, whoever knew the old one is nobody again. */
  proof: string;
}

declare module 'express-session' {
  interface SessionData {
    half?: HalfSignedIn;
    /** ISO 8601, UTC. */
    signedInAt?: string;
    /** The browser as it named itself, shortened. */
    agent?: string;
    /** A key that is being set up, sealed: see second-step.ts. */
    sealedKey?: string;
  }
}

/** How long a code is waited for after the password, in milliseconds. */
const halfFor = 5 * 60 * 1000;

/** How long somebody who has just signed in need not type the password again, in milliseconds. */
const recentFor = 15 * 60 * 1000;

const proofOf = (passwordHash: string) => createHash('sha256').update(passwordHash).digest('base64url');

/**
 * Gives the browser a new session id: one that somebody planted before, or saw, opens nothing afterwards. Everything
 * that was in the old session is gone.
 */
export async function renewSession(request: Request): Promise<void> {
  const { session } = request;
  await promisify(session.regenerate.bind(session))();
}

/** The same person with a new session id, after something that changes what their session is worth. */
export async function rotateSession(request: Request): Promise<void> {
  const { person, signedInAt, agent } = request.session;
  await renewSession(request);
  Object.assign(request.session, { person, signedInAt, agent });
  await save(request);
}

/** Signs a person in, tells the audit log, and tells them when this browser is new to them. */
export async function beginSession(
  context: Context,
  request: Request,
  response: Response,
  person: Pick<Person, '_id' | 'name'>,
  { quietly = false }: { quietly?: boolean } = {},
): Promise<void> {
  await renewSession(request);
  const now = context.clock.now();
  const agent = (request.get('User-Agent') ?? '').slice(0, 200);
  Object.assign(request.session, { person: String(person._id), signedInAt: now.toISOString(), agent });
  await save(request);
  const device = await meetDevice(context, request, response, person._id);
  await recordAction(context, {
    by: { person: person._id, name: person.name },
    action: 'sign-in.done',
    on: { kind: 'person', id: String(person._id), label: person.name },
    after: { browser: browserOf(agent), newBrowser: !device.known },
  });
  if (device.known || quietly) return;
  await oweLetter(context, {
    key: `device:${device.id}:${now.toISOString()}`,
    to: { person: person._id },
    language: request.language,
    about: 'newDevice',
    params: {
      name: person.name,
      browser: browserOf(agent) || request.t('accounts.own.unknownBrowser'),
      time: timeOf(now, request.language),
    },
    path: '/meja/akun',
  });
}

/** The password was right, the code is still to come. */
export async function beginHalf(
  context: Context,
  request: Request,
  person: Pick<Person, '_id' | 'passwordHash'>,
  next: string,
): Promise<void> {
  await renewSession(request);
  request.session.half = {
    person: String(person._id),
    at: context.clock.now().toISOString(),
    next,
    proof: proofOf(person.passwordHash),
  };
  await save(request);
}

/** Who is to show a code in this browser; nobody once the time is over, the password changed or they were disabled. */
export async function halfOf(
  context: Context,
  request: Request,
): Promise<{ person: Person; next: string } | undefined> {
  const { half } = request.session;
  if (!half || context.clock.now().getTime() - Date.parse(half.at) > halfFor) return undefined;
  const person = await context.models.Person.findById(new Types.ObjectId(half.person))
    .select('+passwordHash')
    .lean();
  if (!person || person.disabledAt || proofOf(person.passwordHash) !== half.proof) return undefined;
  return { person, next: half.next };
}

/** Did whoever asks sign in a moment ago? Then their password need not be asked for again. */
export function signedInRecently(context: Context, request: Request): boolean {
  const at = Date.parse(request.session.signedInAt ?? '');
  return context.clock.now().getTime() - at < recentFor;
}

function save(request: Request): Promise<void> {
  return promisify(request.session.save.bind(request.session))();
}

function timeOf(at: Date, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'id-ID', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Jakarta',
  }).format(at);
}
