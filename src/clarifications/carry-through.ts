import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { oweNews } from '../notices/owe-news.js';
import { answerClaims } from './answer-claims.js';
import { indexClarification } from './index-clarifications.js';

/**
 * Carries a published change to everything that follows from it: claims, notices, this process' search. The change
 * itself stands already, so a failure here fails nobody's request: the job below finishes what was left.
 */
export async function carryThrough(context: Context, id: Types.ObjectId): Promise<void> {
  try {
    await finish(context, id);
  } catch (error) {
    context.log.warn(
      { err: error, clarification: String(id) },
      'answers are not all given yet; a job goes on',
    );
  }
}

async function finish(context: Context, id: Types.ObjectId): Promise<void> {
  const { Clarification } = context.models;
  const article = await Clarification.findById(id).lean();
  if (!article) return;
  indexClarification(context, article);
  await answerClaims(context, id);
  await oweNews(context, id);
  // Only if nothing changed meanwhile: a later change carries itself through.
  await Clarification.updateOne({ _id: id, version: article.version }, { $unset: { unfinished: 1 } });
}

/** Most articles that one turn of the job takes on. */
const batch = 50;

/** Finishes what a process left when it died between publishing an article and telling everybody. */
export const finishAnswersJob: Job = {
  name: 'finish-answers',
  everySeconds: 15,
  alone: true,
  async run(context) {
    const unfinished = await context.models.Clarification.find({ unfinished: { $lte: context.clock.now() } })
      .sort({ unfinished: 1 })
      .select('_id')
      .limit(batch)
      .lean();
    for (const { _id } of unfinished) await carryThrough(context, _id);
  },
};
