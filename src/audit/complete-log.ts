import { changesSince, walkChanges } from '../claims/walk-changes.js';
import type { Clarification } from '../clarifications/clarification.model.js';
import type { Context } from '../context.js';
import { keepPosition } from '../jobs/keep-position.js';
import type { Job } from '../jobs/run-jobs.js';
import { addMissing } from './add-missing.js';
import { claimLine } from './claim-lines.js';
import { clarificationLine } from './clarification-lines.js';
import { completeChoices } from './complete-choices.js';
import { completeDecisions } from './complete-decisions.js';

const claims = 'complete-audit-log';
const articles = 'complete-audit-log-clarifications';

/**
 * Adds the lines that a process left out when it died between a change and its line: each step of a history that a
 * person took has one, and each decision, setting and block that says itself who made it. They hold all that the lines
 * tell, so nothing is lost, and they name their lines, so nothing comes twice.
 */
export async function completeLog(context: Context): Promise<void> {
  await walkChanges(context, claims, (claim) =>
    addMissing(
      context,
      claim.activity.map((step, place) => claimLine(claim, step, place)),
    ),
  );
  await walkArticles(context);
  await completeDecisions(context);
  await completeChoices(context);
}

type Looked = Pick<Clarification, '_id' | 'title' | 'claims' | 'activity' | 'updatedAt'>;

async function walkArticles(context: Context): Promise<void> {
  const since = await changesSince(context, articles);
  const changed = context.models.Clarification.find({ updatedAt: { $gte: since } })
    .sort({ updatedAt: 1 })
    .select('title claims activity updatedAt')
    .lean<Looked[]>()
    .cursor({ batchSize: 50 }) as AsyncIterable<Looked>;
  let reached: Date | undefined;
  for await (const article of changed) {
    const lines = article.activity.map((step, place) => clarificationLine(article, step, place));
    await addMissing(context, lines);
    reached = article.updatedAt;
  }
  if (!reached) return;
  // A server whose clock is ahead must not let the changes of the others be passed over.
  const until = new Date(Math.min(reached.getTime(), context.clock.now().getTime()));
  await keepPosition(context, articles, until);
}

export const completeLogJob: Job = {
  name: 'complete-audit-log',
  everySeconds: 30,
  alone: true,
  run: completeLog,
};
