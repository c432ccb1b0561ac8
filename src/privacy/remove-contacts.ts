import type { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import type { Report } from '../reports/report.model.js';

const day = 24 * 60 * 60 * 1000;
/** Few enough for one question to the store. */
const batch = 100;

type Kept = Pick<Report, '_id' | 'claim' | 'createdAt' | 'contact'>;

/**
 * Removes the contacts of reports that need none any more: those whose claim was answered, or set aside, longer ago than
 * CONTACT_RETENTION_DAYS, counted from the last mail about it where one went out later. As long as nobody has answered,
 * the contact stays: its reporter waits.
 *
 * A contact says since when it counts (`contact.since`), and is looked at again once that is long enough ago; whatever
 * happens to its claim meanwhile can only make it later. So every contact is looked at once in that time, by an index,
 * however many there are. Safe to repeat and to break off.
 *
 * @returns how many contacts were removed.
 */
export async function removeOldContacts(context: Context): Promise<number> {
  const { Report } = context.models;
  const now = context.clock.now();
  const late = new Date(now.getTime() - context.config.contactRetentionDays * day);
  let removed = 0;
  for (;;) {
    const due = await Report.find({ 'contact.since': { $lte: late } })
      .sort({ 'contact.since': 1 })
      .limit(batch)
      .select('claim createdAt contact')
      .lean<Kept[]>();
    if (due.length === 0) break;
    const since = await sinceWhen(context, due);
    for (const { _id, contact } of due) {
      const from = since.get(String(_id)) ?? now;
      const same = { _id, 'contact.since': contact?.since };
      if (from <= late) {
        const changed = await Report.updateOne(same, {
          $unset: { contact: 1, wantsNews: 1 },
          $set: { updatedAt: now },
        });
        removed += changed.modifiedCount;
      } else {
        await Report.updateOne(same, { $set: { 'contact.since': from } });
      }
    }
    if (due.length < batch) break;
  }
  if (removed > 0) {
    await recordAction(context, {
      action: 'report.contacts-removed',
      on: { kind: 'report', id: 'contacts' },
      after: { count: removed, days: context.config.contactRetentionDays },
    });
  }
  return removed;
}

/** Since when each contact is needed no more; those that are waited for are missing. */
async function sinceWhen(context: Context, reports: readonly Kept[]): Promise<Map<string, Date>> {
  const { Notice } = context.models;
  const settled = await settledClaims(context, [...new Set(reports.map(({ claim }) => String(claim)))]);
  const sent = await Notice.find({ report: { $in: reports.map(({ _id }) => _id) }, status: 'sent' })
    .select('report sentAt')
    .lean();
  const since = new Map<string, Date>();
  for (const { _id, claim, createdAt } of reports) {
    const at = settled.get(String(claim));
    if (!at) continue;
    const mails = sent.flatMap(({ report, sentAt }) => (report?.equals(_id) && sentAt ? [sentAt] : []));
    since.set(String(_id), new Date(Math.max(...[at, createdAt, ...mails].map((time) => time.getTime()))));
  }
  return since;
}

/** When each of some claims was answered or set aside; those that are neither are missing. */
async function settledClaims(context: Context, ids: readonly string[]): Promise<Map<string, Date>> {
  const claims = await context.models.Claim.find({ _id: { $in: ids } })
    .select('status answeredAt activity')
    .lean<(Pick<Claim, 'status' | 'answeredAt' | 'activity'> & { _id: Types.ObjectId })[]>();
  const settled = new Map<string, Date>();
  for (const { _id, status, answeredAt, activity } of claims) {
    const at =
      status === 'answered'
        ? answeredAt
        : status === 'set-aside'
          ? activity.findLast(({ action }) => action === 'set-aside')?.at
          : undefined;
    if (at) settled.set(String(_id), at);
  }
  return settled;
}

export const removeOldContactsJob: Job = {
  name: 'remove-old-contacts',
  everySeconds: 3600,
  alone: true,
  async run(context) {
    const removed = await removeOldContacts(context);
    if (removed > 0) context.log.info({ removed }, 'removed contacts that were kept long enough');
  },
};

/** Forgets where reports came from, a week after they came. @returns how many. */
export async function forgetSenders(context: Context): Promise<number> {
  const forgotten = await context.models.Report.updateMany(
    { senderUntil: { $lte: context.clock.now() } },
    { $unset: { sender: 1, senderUntil: 1 } },
  );
  return forgotten.modifiedCount;
}

export const forgetSendersJob: Job = {
  name: 'forget-senders',
  everySeconds: 3600,
  alone: true,
  async run(context) {
    await forgetSenders(context);
  },
};
