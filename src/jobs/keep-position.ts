import type { Context } from '../context.js';

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
    if ((error as { code?: number }).code !== 11000) throw error;
  }
}
