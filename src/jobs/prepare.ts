import { followClaims } from '../claims/index-claims.js';
import { followClarifications } from '../clarifications/index-clarifications.js';
import type { Context } from '../context.js';
import { ensureIndexes } from '../store/open-store.js';

/** Makes the store's indexes and fills the ones in memory: what must be there before the first page. Repeatable. */
export async function prepare(context: Context): Promise<void> {
  await ensureIndexes(context.store.connection);
  await followClaims(context);
  await followClarifications(context);
}
