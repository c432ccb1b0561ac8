import { Types } from 'mongoose';
import type { Actor } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { AuditKind, AuditLine } from './audit.model.js';
import { chainKey, hashOf, type UnchainedLine } from './chain.js';

export interface RecordedAction {
  /** Missing where Saring itself acted. */
  by?: Actor;
  /** `<kind>.<verb>`, with a sentence under `actions` in audit.json. */
  action: string;
  on: { kind: AuditKind; id: string; label?: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string;
  /** Names the act: a second record with it is dropped, so that what may be repeated leaves one line. */
  key?: string;
}

/** Lines are chained one after the other: within a process they queue here, between processes `seq` decides. */
const queues = new WeakMap<Context, Promise<unknown>>();

/**
 * Adds a line to the audit log. Resolves once it is on disk: whoever shows something private awaits it first.
 * Never give it secrets, contacts or texts of reports.
 */
export function recordAction(context: Context, action: RecordedAction): Promise<void> {
  const before = queues.get(context) ?? Promise.resolve();
  const mine = before.then(() => append(context, action));
  queues.set(
    context,
    mine.catch(() => undefined),
  );
  return mine;
}

async function append(context: Context, action: RecordedAction): Promise<void> {
  const { AuditHead, AuditLine } = context.models;
  const key = chainKey(context.config.secret);
  const told = JSON.parse(JSON.stringify({ before: action.before, after: action.after })) as Pick<
    AuditLine,
    'before' | 'after'
  >;
  for (;;) {
    const last = await AuditLine.findOne({}).sort({ seq: -1 }).lean<AuditLine>();
    const line: UnchainedLine = {
      ...action,
      ...told,
      seq: (last?.seq ?? 0) + 1,
      at: context.clock.now(),
      previous: last?.hash ?? '',
    };
    const hash = hashOf(key, line);
    try {
      await AuditLine.create({ ...line, _id: new Types.ObjectId(), hash });
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
      if (action.key !== undefined && (await AuditLine.exists({ key: action.key }))) return;
      // Another process took this place in the chain: the line goes after theirs.
      continue;
    }
    // Whoever cuts lines from the end would have to turn this back, too. A slower process must not turn it back.
    await AuditHead.updateOne(
      { _id: 'head', seq: { $lt: line.seq } },
      { $set: { seq: line.seq, hash } },
      { upsert: true },
    ).catch((error: unknown) => {
      if ((error as { code?: number }).code !== 11000) throw error;
    });
    return;
  }
}
