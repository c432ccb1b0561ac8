import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import { requestsAbout } from './list-requests.js';
import { listed } from './read-requests.js';

/** What agencies were asked about a claim, and about those merged into it: for its page on the desk. */
export async function claimRequests(context: Context, claim: Claim, t: Translate) {
  const requests = await requestsAbout(context, [claim._id]);
  return {
    // A merged claim's reports are elsewhere, and so is the asking.
    mayAsk: claim.status !== 'merged',
    items: await listed(context, requests.toReversed(), t),
  };
}
