import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { composeLetter } from './compose-letter.js';
import { composeNews } from './compose-news.js';
import { MailError } from './mailer.js';
import { maskText } from './mask-address.js';
import type { News, Notice } from './notice.model.js';

/** Minutes to wait after each failed attempt; after the last one a person decides. */
export const backOff = [1, 3, 8, 20, 60, 150, 360] as const;

/** How long one attempt may take, in minutes. No attempt that is still alive takes nearly as long. */
export const leaseMinutes = 5;

/** Most notices in one turn, so that stopping Saring does not wait for a long queue. */
const batch = 20;

const minutes = (count: number) => count * 60_000;

/**
 * Sends what is owed and due, one after the other.
 *
 * No news goes out twice. The one moment that nobody can see into is between the mail server's yes and our note of
 * it: a process that dies there leaves a notice as `sending`. It may have gone out and it may not, so it is not sent
 * again by itself: once its lease has run out it is put up on the desk as failed, "unsure", and a person decides.
 * The same holds when the connection broke after the whole mail had been handed over. Its Message-ID stays the same,
 * so that even then a mail server or client can tell a second copy.
 */
export async function deliverNotices(context: Context): Promise<void> {
  const { Notice } = context.models;
  const now = context.clock.now();
  if (!context.mailer.configured) {
    await Notice.updateMany({ status: 'waiting' }, { $set: { status: 'kept' } });
    return;
  }
  await Notice.updateMany({ status: 'kept' }, { $set: { status: 'waiting', nextAttemptAt: now } });
  await giveUpLost(context, now);
  for (let count = 0; count < batch; count += 1) {
    const notice = await Notice.findOne({ status: 'waiting', nextAttemptAt: { $lte: context.clock.now() } })
      .sort({ nextAttemptAt: 1 })
      .lean();
    if (!notice || (await deliver(context, notice)) === 'unreachable') return;
  }
}

export const deliverNoticesJob: Job = {
  name: 'deliver-notices',
  everySeconds: 5,
  alone: true,
  run: deliverNotices,
};

async function giveUpLost(context: Context, now: Date): Promise<void> {
  const lost = await context.models.Notice.updateMany(
    { status: 'sending', leaseUntil: { $lte: now } },
    { $set: { status: 'failed', problem: 'unsure' }, $unset: { leaseUntil: 1 } },
  );
  if (lost.modifiedCount > 0) {
    context.log.warn(
      { count: lost.modifiedCount },
      'notices were being sent when a process died: see the desk',
    );
  }
}

async function deliver(context: Context, notice: Notice): Promise<'done' | 'unreachable'> {
  const composed =
    notice.kind === 'letter'
      ? await composeLetter(context, notice)
      : await composeNews(context, notice as News);
  if ('moot' in composed) {
    await settle(context, notice, { status: 'withdrawn', problem: composed.moot });
    return 'done';
  }
  if ('stuck' in composed) {
    // It stays on the desk with the reason; a person sends it again once that is mended.
    context.log.warn({ notice: String(notice._id), problem: composed.stuck }, 'mail cannot be sent');
    await settle(context, notice, { status: 'failed', problem: composed.stuck });
    return 'done';
  }
  const leased = await lease(context, notice);
  if (!leased) return 'done';
  const host = context.config.mailFrom.slice(context.config.mailFrom.lastIndexOf('@') + 1);
  try {
    await context.mailer.send({ ...composed.mail, messageId: `<notice-${String(notice._id)}@${host}>` });
  } catch (error) {
    await noteFailure(context, leased, error);
    return error instanceof MailError && error.unreachable ? 'unreachable' : 'done';
  }
  // Whatever became of the lease: it was sent, and nobody may send it again.
  await context.models.Notice.updateOne(
    { _id: leased._id, attempts: leased.attempts },
    {
      $set: { status: 'sent', sentAt: context.clock.now(), ...composed.set },
      $unset: { leaseUntil: 1, lastError: 1, problem: 1, 'letter.path': 1 },
    },
  );
  await composed.afterwards?.();
  return 'done';
}

/** Of several processes that found the same notice, one gets it. */
function lease(context: Context, notice: Notice): Promise<Notice | null> {
  const leaseUntil = new Date(context.clock.now().getTime() + minutes(leaseMinutes));
  return context.models.Notice.findOneAndUpdate(
    { _id: notice._id, status: 'waiting', attempts: notice.attempts },
    { $set: { status: 'sending', leaseUntil }, $inc: { attempts: 1 } },
    { returnDocument: 'after' },
  ).lean();
}

async function noteFailure(context: Context, notice: Notice, error: unknown): Promise<void> {
  const lastError = maskText(error instanceof Error ? error.message : String(error));
  context.log.warn(
    { notice: String(notice._id), attempts: notice.attempts, reason: lastError },
    'mail was not sent',
  );
  if (error instanceof MailError && error.unsure) {
    await settle(context, notice, { status: 'failed', problem: 'unsure', lastError });
    return;
  }
  const wait = backOff[notice.attempts - 1];
  if (wait === undefined) {
    await settle(context, notice, { status: 'failed', problem: 'gave-up', lastError });
    return;
  }
  const nextAttemptAt = new Date(context.clock.now().getTime() + minutes(wait));
  await settle(context, notice, { status: 'waiting', nextAttemptAt, lastError });
}

async function settle(
  context: Context,
  notice: { _id: Types.ObjectId; attempts: number; status: Notice['status'] },
  set: Partial<Notice>,
): Promise<void> {
  await context.models.Notice.updateOne(
    { _id: notice._id, attempts: notice.attempts, status: notice.status },
    { $set: set, $unset: { leaseUntil: 1 } },
  );
}
