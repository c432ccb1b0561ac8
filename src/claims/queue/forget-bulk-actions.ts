import type { Context } from '../../context.js';
import type { Job } from '../../jobs/run-jobs.js';

/** Whoever wants something undone wants it soon; the claims' histories keep what was done. Milliseconds. */
const keptFor = 7 * 24 * 60 * 60 * 1000;

/** Removes what is only kept for undoing, once nobody will. */
export async function forgetBulkActions(context: Context): Promise<void> {
  const before = new Date(context.clock.now().getTime() - keptFor);
  await context.models.BulkAction.deleteMany({ at: { $lt: before } });
}

export const forgetBulkActionsJob: Job = {
  name: 'forget-bulk-actions',
  everySeconds: 3600,
  alone: true,
  run: forgetBulkActions,
};
