import { actorOf } from '../../accounts/actor.js';
import { recordAction } from '../../audit/record-action.js';
import type { Context } from '../../context.js';
import { AppError, conflict, notAllowed, notFound } from '../../errors.js';
import type { SignedIn } from '../../web/request.js';
import { undecided } from './find-twins.js';
import type { Twin } from './twin.model.js';
import { unmergeClaim } from '../unmerge-claim.js';

/**
 * Takes back what a person just decided about two claims: a merge is undone, a dismissal is forgotten, and the pair
 * waits again. Repeatable until the pair waits.
 *
 * @throws AppError `not_allowed` for what somebody else decided, `wrong_state` for a pair that waits or a merge that
 * cannot be undone any more, `conflict` when it was decided anew in this moment, `not_found`.
 */
export async function reconsiderTwin(context: Context, asked: { id: string; by: SignedIn }): Promise<Twin> {
  const { Claim, Label, Twin } = context.models;
  const twin = await Twin.findById(asked.id).lean();
  if (!twin) throw notFound();
  if (twin.state === 'suggested') throw new AppError('wrong_state', { message: 'twins.undoneAlready' });
  if (!twin.decidedBy?.person.equals(asked.by.id)) throw notAllowed('twins.notYours');
  if (twin.state === 'merged') {
    const other = twin.first.equals(twin.into) ? twin.second : twin.first;
    const claim = await Claim.findById(other).select('status version').lean();
    // Somebody may have undone the merge at the claim itself.
    if (claim?.status === 'merged') {
      await unmergeClaim(context, { id: String(other), by: asked.by, version: claim.version });
    }
  }
  const waiting = await Twin.findOneAndUpdate(
    { _id: twin._id, state: twin.state, decidedAt: twin.decidedAt },
    { $set: { state: 'suggested' }, $unset: undecided },
    { returnDocument: 'after' },
  ).lean();
  if (!waiting) throw conflict('twins.gone');
  if (twin.state === 'dismissed') {
    // Nothing was said of the pair after all: the matcher must not learn from a slip.
    await Label.deleteOne({ subject: twin.second, claim: twin.first, at: twin.decidedAt });
  }
  await recordAction(context, {
    by: actorOf(asked.by),
    action: 'twin.reconsidered',
    on: { kind: 'twin', id: String(twin._id) },
    also: [String(twin.first), String(twin.second)],
    before: { state: twin.state },
    after: { state: 'suggested' },
  });
  return waiting;
}
