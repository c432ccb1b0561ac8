import { indexDocuments } from '../agencies/document-bucket.js';
import { startLog } from '../audit/chain-end.js';
import { followClaims } from '../claims/index-claims.js';
import { followClarifications } from '../clarifications/index-clarifications.js';
import type { Context } from '../context.js';
import { indexPictures } from '../media/picture-bucket.js';
import { sealOldContacts } from '../privacy/seal-old-contacts.js';
import { ensureIndexes } from '../store/open-store.js';
import { isReady } from '../web/store-guard.js';
import type { Job } from './run-jobs.js';

/** Makes the store's own indexes: what must be there before the first page. Repeatable. */
export async function prepareStore(context: Context): Promise<void> {
  await ensureIndexes(context.store.connection);
  await indexPictures(context);
  await startLog(context);
  await indexDocuments(context);
  await sealOldContacts(context);
  context.indexed.store = true;
}

/** Takes in what this process does not have in memory yet, which is everything the first time. Repeatable. */
export async function followStore(context: Context): Promise<void> {
  await followClarifications(context);
  await followClaims(context);
}

/** Makes the store's indexes and fills the ones in memory. Repeatable. */
export async function prepare(context: Context): Promise<void> {
  await prepareStore(context);
  await followStore(context);
}

/**
 * Keeps what this process has in memory in step with the store, which other processes change too. A store that was
 * away when Saring started is prepared first.
 */
export const followStoreJob: Job = {
  name: 'follow-store',
  everySeconds: 2,
  alone: false,
  async run(context) {
    if (!isReady(context)) await prepareStore(context);
    await followStore(context);
  },
};
