import { followClaims } from '../claims/index-claims.js';
import { followClarifications } from '../clarifications/index-clarifications.js';
import type { Context } from '../context.js';
import { indexPictures } from '../media/picture-bucket.js';
import { ensureIndexes } from '../store/open-store.js';
import { isReady } from '../web/store-guard.js';
import type { Job } from './run-jobs.js';

/** Makes the store's indexes and fills the ones in memory: what must be there before the first page. Repeatable. */
export async function prepare(context: Context): Promise<void> {
  await ensureIndexes(context.store.connection);
  await indexPictures(context);
  await followClaims(context);
  await followClarifications(context);
}

/**
 * Keeps what this process has in memory in step with the store, which other processes change too. A store that was
 * away when Saring started is prepared first: without its unique indexes two reports could share a ticket.
 */
export const followStoreJob: Job = {
  name: 'follow-store',
  everySeconds: 2,
  alone: false,
  async run(context) {
    if (!isReady(context)) {
      await prepare(context);
      return;
    }
    await followClaims(context);
    await followClarifications(context);
  },
};
