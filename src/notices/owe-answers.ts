import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { News, Notice } from './notice.model.js';
import { isDuplicate } from '../store/duplicate.js';

/** Notices that are written side by side: a claim that went round has hundreds of reporters to tell. */
const atOnce = 25;

/**
 * Owes one notice to every report of an answered claim whose reporter left an address. Nothing is sent here.
 * Safe to repeat: the same news is never owed twice. Does nothing for a claim without a published answer.
 */
export async function oweAnswers(context: Context, claimId: Types.ObjectId | string): Promise<void> {
  const { Clarification, Report } = context.models;
  const article = await Clarification.findOne({ answers: claimId }).select('_id').lean();
  if (!article) return;
  const reports = await Report.find({ claim: claimId, wantsNews: true }).select('_id').lean();
  if (reports.length === 0) return;
  const owed = await reportsOwed(context, article._id);
  const missing = reports.filter((report) => !owed.has(String(report._id)));
  for (let at = 0; at < missing.length; at += atOnce) {
    await Promise.all(
      missing.slice(at, at + atOnce).map((report) =>
        owe(context, {
          key: `answered:${String(article._id)}:${String(report._id)}`,
          kind: 'answered',
          report: report._id,
          clarification: article._id,
        }),
      ),
    );
  }
}

/** Repeating is usual, so that what is there already is read once instead of being met report by report. */
async function reportsOwed(context: Context, clarification: Types.ObjectId): Promise<Set<string>> {
  const notices = await context.models.Notice.find({ clarification, kind: 'answered' })
    .select('report status problem')
    .lean();
  return new Set(notices.filter((notice) => !isLost(notice)).map((notice) => String(notice.report)));
}

/** Withdrawn because its report had left the claim, as when a merge was undone before the mail went out. */
const lost = { status: 'withdrawn', problem: 'no-answer' } as const;
const isLost = ({ status, problem }: Pick<Notice, 'status' | 'problem'>) =>
  status === lost.status && problem === lost.problem;

/**
 * Puts a notice into the outbox once: a second one with its key is dropped, unless the first was withdrawn unsent
 * because its report had no answer for a while.
 * Without a mail server it is kept, and shown on the desk.
 */
export async function owe(
  context: Context,
  notice: Pick<News, 'key' | 'kind' | 'report' | 'clarification' | 'note' | 'edition'>,
): Promise<void> {
  const now = context.clock.now();
  const status = context.mailer.configured ? 'waiting' : 'kept';
  try {
    await context.models.Notice.create({
      ...notice,
      status,
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (notice.kind !== 'answered') return;
    // The report came back to where the answer is, and nobody was told: it is news after all.
    await context.models.Notice.updateOne(
      { key: notice.key, ...lost },
      { $set: { status, nextAttemptAt: now }, $unset: { problem: 1 } },
    );
  }
}
