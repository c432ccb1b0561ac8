import type { Context } from '../context.js';
import { isDuplicate } from '../store/duplicate.js';

/**
 * Keeps how far a job came, or when something that is done once was done.
 *
 * @param name of the job; it may come again in several processes at once.
 */
export async function keepPosition({ models }: Context, name: string, until: Date): Promise<void> {
  try {
    await models.Position.updateOne({ _id: name }, { $set: { until } }, { upsert: true });
  } catch (error) {
    // Another process made the document in the same moment; where it stands is as good: jobs may look twice.
    if (!isDuplicate(error)) throw error;
  }
}
