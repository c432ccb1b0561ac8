import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { claimForChange } from '../claims/change-claim.js';
import type { Context } from '../context.js';
import { AppError, conflict } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { findingOf, tellEvidenceStep } from './change-evidence.js';
import type { Evidence } from './evidence.model.js';
import type { FindingFields } from './evidence.schema.js';
import { isDuplicate } from '../store/duplicate.js';

/** More than this on one claim is a dossier of its own. */
const mostEvidence = 300;

/**
 * Adds what somebody found out to a claim. Two at the same moment both land, so no version is needed.
 *
 * @param asked.claim the claim's id or slug.
 * @param asked.id the id that it is going to have: adding it again adds nothing.
 * @throws AppError `not_found`, `wrong_state` for a merged claim or when there are too many.
 */
export async function addEvidence(
  context: Context,
  asked: FindingFields & { claim: string; by: SignedIn; id?: string },
): Promise<Evidence> {
  const { Evidence } = context.models;
  const claim = await claimForChange(context, asked.claim);
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  if ((await Evidence.countDocuments({ claim: claim._id })) >= mostEvidence) {
    throw new AppError('wrong_state', { message: 'casework.tooMany' });
  }
  const at = context.clock.now();
  const by = actorOf(asked.by);
  const evidence: Evidence = {
    _id: new Types.ObjectId(asked.id),
    claim: claim._id,
    ...findingOf(asked),
    place: at.getTime(),
    by,
    at,
    history: [{ at, by, action: 'added' }],
    version: 0,
  };
  try {
    await Evidence.create(evidence);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const there = await Evidence.findById(evidence._id).lean<Evidence>();
    // The same form sent twice: it is there already.
    if (there?.claim.equals(claim._id) && there.by.person.equals(asked.by.id)) return there;
    throw conflict();
  }
  await tellEvidenceStep(context, evidence, { by: asked.by, action: 'added' });
  return evidence;
}
