import { createHash } from 'node:crypto';
import session from 'express-session';
import type { Model } from 'mongoose';
import { Types } from 'mongoose';
import type { RequestHandler } from 'express';
import type { Config } from '../config.js';
import type { StoredSession } from './session.model.js';

declare module 'express-session' {
  interface SessionData {
    person?: string;
    /** Shown once on the next page. */
    flash?: { kind: 'done' | 'problem'; message: string };
    /** The store has it: see SessionStore.set. */
    stored?: true;
  }
}

/** How long a browser stays signed in without being used, in milliseconds. */
export const sessionLifetime = 12 * 60 * 60 * 1000;

/** Under which a session is kept: a copied store opens nobody's. @returns hex SHA-256 of its id. */
export const sessionKey = (sid: string): string => createHash('sha256').update(sid).digest('hex');

// Sessions live in the store, so that signing somebody out works everywhere at once.
class SessionStore extends session.Store {
  private readonly model: Model<StoredSession>;

  constructor(model: Model<StoredSession>) {
    super();
    this.model = model;
  }

  override get(sid: string, callback: (error: unknown, data?: session.SessionData | null) => void): void {
    this.model
      .findOne({ _id: sessionKey(sid), expiresAt: { $gt: new Date() } })
      .lean()
      .then(
        (found) => callback(null, found ? (JSON.parse(found.data) as session.SessionData) : null),
        (error: unknown) => callback(error),
      );
  }

  override set(sid: string, data: session.SessionData, callback?: (error?: unknown) => void): void {
    const set = {
      data: JSON.stringify({ ...data, stored: true }),
      expiresAt: new Date(Date.now() + sessionLifetime),
      ...(data.person && { person: new Types.ObjectId(data.person) }),
    };
    // Only a session that begins is put there: one that came from the store may have been revoked while its request
    // ran, and must not come back.
    this.model.updateOne({ _id: sessionKey(sid) }, { $set: set }, { upsert: data.stored !== true }).then(
      () => callback?.(),
      (error: unknown) => callback?.(error),
    );
  }

  override destroy(sid: string, callback?: (error?: unknown) => void): void {
    this.model.deleteOne({ _id: sessionKey(sid) }).then(
      () => callback?.(),
      (error: unknown) => callback?.(error),
    );
  }

  // Only extends what is there.
  override touch(sid: string, _data: session.SessionData, callback?: () => void): void {
    this.model
      .updateOne({ _id: sessionKey(sid) }, { $set: { expiresAt: new Date(Date.now() + sessionLifetime) } })
      .then(
        () => callback?.(),
        () => callback?.(),
      );
  }
}

/** Sessions for staff; a citizen never gets a cookie. */
export function sessions(config: Config, model: Model<StoredSession>): RequestHandler {
  return session({
    name: 'saring',
    secret: config.secret,
    store: new SessionStore(model),
    resave: false,
    saveUninitialized: false,
    rolling: false,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: config.baseUrl.startsWith('https:') ? 'auto' : false,
      maxAge: sessionLifetime,
    },
  });
}
