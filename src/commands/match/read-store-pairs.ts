import { pino } from 'pino';
import { labelledPairs } from '../../claims/labelled-pairs.js';
import { ConfigError, loadConfig } from '../../config.js';
import { createContext } from '../../context.js';
import { isStoreError, openStore } from '../../store/open-store.js';
import type { LabelledPair } from '../../matching/train-model.js';
import { CommandError } from './command-error.js';

/** Settings by the names of their variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What people decided on the desk, from the store that the environment's settings name; it may be in use.
 * @throws CommandError when the settings are wrong or the store is away.
 */
export async function readStorePairs(environment: Environment): Promise<LabelledPair[]> {
  try {
    const config = loadConfig(environment);
    const { mongodbUri, dataDir, databaseName } = config;
    const log = pino({ level: 'warn' }, process.stderr);
    const store = await openStore({ mongodbUri, dataDir, databaseName, role: 'command', log });
    try {
      const pairs: LabelledPair[] = [];
      for await (const pair of labelledPairs(createContext({ config, store, log }))) pairs.push(pair);
      return pairs;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof ConfigError || isStoreError(error)) throw new CommandError(error.message);
    throw error;
  }
}
