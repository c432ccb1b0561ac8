import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Types } from 'mongoose';
import type { Context } from '../context.js';

/** The cookie by which a browser is known again. It signs nobody in. */
const cookieName = 'saring_peramban';

/** Browsers keep no cookie for longer. */
const keptFor = 400 * 24 * 60 * 60 * 1000;

const hashDevice = (person: Types.ObjectId, cookie: string) =>
  createHash('sha256')
    .update(`${String(person)} ${cookie}`)
    .digest('hex');

/**
 * Remembers that a person signs in with this browser.
 *
 * @returns whether they did before, and what stands for both of them in the store.
 */
export async function meetDevice(
  context: Context,
  request: Request,
  response: Response,
  person: Types.ObjectId,
): Promise<{ known: boolean; id: string }> {
  const cookie = deviceCookie(request) ?? randomBytes(24).toString('base64url');
  response.cookie(cookieName, cookie, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    maxAge: keptFor,
    path: '/',
  });
  const id = hashDevice(person, cookie);
  const now = context.clock.now();
  const before = await context.models.Device.findOneAndUpdate(
    { _id: id },
    { $set: { person, expiresAt: new Date(now.getTime() + keptFor) } },
    { upsert: true, returnDocument: 'before' },
  ).lean();
  return { known: before !== null && before.expiresAt > now, id };
}

/**
 * A browser in which a person signed in before.
 *
 * @param cookie as `deviceCookie` gives it.
 * @returns what stands for it in the store; undefined for any other.
 */
export async function knownDevice(
  context: Context,
  person: Types.ObjectId,
  cookie: string | undefined,
): Promise<string | undefined> {
  if (cookie === undefined) return undefined;
  const _id = hashDevice(person, cookie);
  const now = context.clock.now();
  return (await context.models.Device.exists({ _id, person, expiresAt: { $gt: now } })) ? _id : undefined;
}

/** The cookie by which a browser is known again, if it has one. */
export function deviceCookie(request: Request): string | undefined {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{32})(?:;|$)`).exec(request.get('Cookie') ?? '')?.[1];
}
