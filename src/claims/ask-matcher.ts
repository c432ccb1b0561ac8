import type { Context } from '../context.js';
import type { MatcherThread } from './matcher-thread.js';

/**
 * Asks the matcher, and goes on without it should it fail: a report is taken in and a page shown whether or not the
 * engine knows what to say.
 *
 * @returns the matcher's answer, or `otherwise`.
 */
export async function askMatcher<T>(
  context: Context,
  question: (matcher: MatcherThread) => Promise<T>,
  otherwise: T,
): Promise<T> {
  try {
    return await question(context.matcher);
  } catch (error) {
    context.log.error({ err: error }, 'the matcher did not answer');
    return otherwise;
  }
}
