import { labelledPairs } from '../../claims/labelled-pairs.js';
import { ConfigError } from '../../config.js';
import { isStoreError } from '../../store/open-store.js';
import type { LabelledPair } from '../../matching/train-model.js';
import { withContext } from '../with-context.js';
import { CommandError } from './command-error.js';

/** Settings by the names of their variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What people decided on the desk, from the store that the environment's settings name; it may be in use.
 * @throws CommandError when the settings are wrong or the store is away.
 */
export async function readStorePairs(environment: Environment): Promise<LabelledPair[]> {
  try {
    return await withContext(environment, async (context) => {
      const pairs: LabelledPair[] = [];
      for await (const pair of labelledPairs(context)) pairs.push(pair);
      return pairs;
    });
  } catch (error) {
    if (error instanceof ConfigError || isStoreError(error)) throw new CommandError(error.message);
    throw error;
  }
}
