import type { Context } from '../context.js';
import type { Report } from '../reports/report.model.js';

/** Forgets a reporter's address: nothing more is sent about this report. Safe to repeat. */
export async function stopNotices(context: Context, report: Pick<Report, '_id'>): Promise<void> {
  await context.models.Report.updateOne(
    { _id: report._id },
    { $unset: { contact: 1, wantsNews: 1 }, $set: { updatedAt: context.clock.now() } },
  );
}
