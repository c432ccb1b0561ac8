import { pino, type LevelWithSilent } from 'pino';
import { loadConfig } from '../config.js';
import { createContext, type Context } from '../context.js';
import { openStore } from '../store/open-store.js';

/**
 * Lets a program work on the store that the settings name, which a server may have open, and closes it afterwards.
 *
 * @param environment the settings, by the names of their variables.
 * @param level from which on what happens is told on standard error.
 * @returns what `use` gives.
 * @throws ConfigError, a store error, and what `use` throws
 */
export async function withContext<Result>(
  environment: Readonly<Record<string, string | undefined>>,
  use: (context: Context) => Promise<Result>,
  level: LevelWithSilent = 'warn',
): Promise<Result> {
  const config = loadConfig(environment);
  const { mongodbUri, dataDir, databaseName } = config;
  const log = pino({ level }, process.stderr);
  const store = await openStore({ mongodbUri, dataDir, databaseName, role: 'command', log });
  try {
    return await use(createContext({ config, store, log }));
  } finally {
    await store.close();
  }
}
