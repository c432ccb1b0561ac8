import type { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import { sessionKey, sessionLifetime } from '../web/sessions.js';
import { actorOf } from './actor.js';
import { browserOf } from './browser-name.js';

/** One signed-in browser. */
export interface OwnSession {
  /** The hash under which the store keeps it: names it, and opens nothing. */
  id: string;
  /** The browser as it named itself, shortened. */
  agent: string;
  signedInAt?: Date;
  /** When it last asked for anything. */
  usedAt: Date;
  /** The one that asks. */
  current: boolean;
}

/** Whose sessions, and who asks for it: an admin may for somebody else. */
interface Whose {
  id: Types.ObjectId;
  name: string;
}

/** A person's signed-in browsers, the asking one first, then the newest. */
export async function sessionsOf(
  context: Context,
  person: Types.ObjectId,
  sessionId: string,
): Promise<OwnSession[]> {
  const { Session } = context.models;
  const now = context.clock.now();
  const stored = await Session.find({ person }).lean();
  return stored
    .filter((session) => session.expiresAt > now || session._id === sessionKey(sessionId))
    .map((session) => {
      const { agent, signedInAt } = JSON.parse(session.data) as { agent?: string; signedInAt?: string };
      return {
        id: session._id,
        agent: agent ?? '',
        signedInAt: signedInAt === undefined ? undefined : new Date(signedInAt),
        // Each use puts its end off by a whole lifetime.
        usedAt: new Date(session.expiresAt.getTime() - sessionLifetime),
        current: session._id === sessionKey(sessionId),
      };
    })
    .sort(
      (left, right) =>
        Number(right.current) - Number(left.current) ||
        (right.signedInAt?.getTime() ?? 0) - (left.signedInAt?.getTime() ?? 0),
    );
}

/** Signs one of a person's own browsers out. @throws AppError `not_found` also for somebody else's. */
export async function endSession(context: Context, person: Whose, id: string): Promise<void> {
  const { Session } = context.models;
  const session = await Session.findOne({ _id: id, person: person.id }).lean();
  const gone = await Session.deleteOne({ _id: id, person: person.id });
  if (!session || gone.deletedCount === 0) throw notFound();
  const { agent } = JSON.parse(session.data) as { agent?: string };
  await recordAction(context, {
    by: actorOf(person),
    action: 'session.ended',
    // Half of a hash names it well enough.
    on: { kind: 'session', id: id.slice(0, 32), label: browserOf(agent ?? '') },
    after: { of: person.name },
  });
}

/**
 * Signs a person out everywhere, but for the session that is named.
 *
 * @returns how many browsers that were.
 */
export async function endSessions(context: Context, person: Types.ObjectId, but?: string): Promise<number> {
  const gone = await context.models.Session.deleteMany({
    person,
    ...(but && { _id: { $ne: sessionKey(but) } }),
  });
  return gone.deletedCount;
}

/** Ends everything by which a person is let in without signing in anew: sessions and tokens. */
export async function shutOut(context: Context, person: Types.ObjectId): Promise<void> {
  await endSessions(context, person);
  await context.models.Token.deleteMany({ person });
}

/** Signs a person out everywhere, as an act of somebody's that is recorded. @returns how many browsers that were. */
export async function endSessionsOf(
  context: Context,
  by: Whose,
  person: Whose,
  but?: string,
): Promise<number> {
  const count = await endSessions(context, person.id, but);
  await recordAction(context, {
    by: actorOf(by),
    action: 'session.all-ended',
    on: { kind: 'person', id: String(person.id), label: person.name },
    after: { count },
  });
  return count;
}
