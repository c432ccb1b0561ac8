import type { Claim } from '../claims/claim.model.js';
import type { Clarification } from '../clarifications/clarification.model.js';
import type { Context } from '../context.js';
import { claimLine } from './claim-lines.js';
import { clarificationLine } from './clarification-lines.js';
import { recordAction, type RecordedAction } from './record-action.js';

/** Writes the last step of a claim's history to the log. */
export function logClaimStep(context: Context, claim: Claim): Promise<void> {
  const place = claim.activity.length - 1;
  const step = claim.activity[place];
  return log(context, step && claimLine(claim, step, place));
}

/** Writes the last step of an article's history to the log. */
export function logClarificationStep(context: Context, article: Clarification): Promise<void> {
  const place = article.activity.length - 1;
  const step = article.activity[place];
  return log(context, step && clarificationLine(article, step, place));
}

// The step itself stands already, so a failure here fails nobody's request: complete-log.ts adds the line.
async function log(context: Context, line: RecordedAction | undefined): Promise<void> {
  if (!line) return;
  try {
    await recordAction(context, line);
  } catch (error) {
    context.log.warn({ err: error, key: line.key }, 'a line of the audit log is missing; a job adds it');
  }
}
