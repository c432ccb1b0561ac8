import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';

/** One signed-in browser. */
export interface OwnSession {
  /** The hash under which the store keeps it: names it, and opens nothing. */
  id: string;
  /** The browser as it named itself, shortened. */
  agent: string;
  signedInAt?: Date;
  /** The one that asks. */
  current: boolean;
}

const hash = (sessionId: string) => createHash('sha256').update(sessionId).digest('hex');

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
    .filter((session) => session.expiresAt > now || session._id === hash(sessionId))
    .map((session) => {
      const { agent, signedInAt } = JSON.parse(session.data) as { agent?: string; signedInAt?: string };
      return {
        id: session._id,
        agent: agent ?? '',
        signedInAt: signedInAt === undefined ? undefined : new Date(signedInAt),
        current: session._id === hash(sessionId),
      };
    })
    .sort(
      (left, right) =>
        Number(right.current) - Number(left.current) ||
        (right.signedInAt?.getTime() ?? 0) - (left.signedInAt?.getTime() ?? 0),
    );
}

/** Signs one of a person's own browsers out. @throws AppError `not_found` also for somebody else's. */
export async function endSession(context: Context, person: Types.ObjectId, id: string): Promise<void> {
  const gone = await context.models.Session.deleteOne({ _id: id, person });
  if (gone.deletedCount === 0) throw notFound();
}

/** Signs a person out everywhere, but for the session that is named. */
export async function endSessions(context: Context, person: Types.ObjectId, but?: string): Promise<void> {
  await context.models.Session.deleteMany({ person, ...(but && { _id: { $ne: hash(but) } }) });
}
