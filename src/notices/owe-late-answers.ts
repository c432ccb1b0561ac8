import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { oweAnswers } from './owe-answers.js';

/** How far back the job looks, in milliseconds. */
const window = 3 * 24 * 60 * 60 * 1000;

/** Most claims in one turn. */
const batch = 200;

/**
 * Whoever reports an answered claim is owed the answer at once; should the process die between storing the report and
 * owing it, this makes up for it.
 */
export async function oweLateAnswers(context: Context): Promise<void> {
  const since = new Date(context.clock.now().getTime() - window);
  const claims = await context.models.Claim.find({ status: 'answered', lastReportedAt: { $gte: since } })
    .sort({ lastReportedAt: -1 })
    .select('_id')
    .limit(batch)
    .lean();
  for (const { _id } of claims) await oweAnswers(context, _id);
}

export const oweLateAnswersJob: Job = {
  name: 'owe-late-answers',
  everySeconds: 600,
  alone: true,
  run: oweLateAnswers,
};
