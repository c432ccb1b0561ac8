import type { QueryFilter, UpdateQuery } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import { claimForChange } from '../claims/change-claim.js';
import type { Context } from '../context.js';
import { AppError, conflict, notFound } from '../errors.js';
import { readSetting } from '../settings/read-setting.js';
import type { SignedIn } from '../web/request.js';
import type { ClaimChecklist } from './checklist.model.js';
import { labelOf } from './label-of.js';
import { isDuplicate } from '../store/duplicate.js';

/**
 * Ticks a step of the checklist for a claim, or takes the tick away. One conditional write: of two people who tick
 * the same step one does, and the other is told who. Whoever did it themselves already is not told off.
 *
 * The claim itself is not touched: a colleague who is writing there is not thrown back by a tick.
 *
 * @throws AppError `not_found` for an unknown claim or step, `wrong_state` for a merged claim, `conflict`.
 */
export async function tickStep(
  context: Context,
  asked: { claim: string; by: SignedIn; step: string; ticked: boolean },
): Promise<void> {
  const { ClaimChecklist } = context.models;
  const { step, ticked } = asked;
  const claim = await claimForChange(context, asked.claim);
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  const { value } = await readSetting(context, 'checklist');
  if (!value.steps.some(({ id, retired }) => id === step && !retired)) throw notFound();

  const by = actorOf(asked.by);
  const at = context.clock.now();
  const tick = `ticks.${step}`;
  const filter: QueryFilter<ClaimChecklist> = { _id: claim._id, [tick]: { $exists: !ticked } };
  const update: UpdateQuery<ClaimChecklist> = {
    ...(ticked ? { $set: { [tick]: { by, at } } } : { $unset: { [tick]: 1 } }),
    $push: { moves: { at, by, step, ticked } },
  };
  let written = false;
  try {
    const done = await ClaimChecklist.updateOne(filter, update, { upsert: ticked });
    written = done.modifiedCount + done.upsertedCount > 0;
  } catch (error) {
    // The claim has a checklist, in which the step is ticked: the upsert met it.
    if (!isDuplicate(error)) throw error;
    // Or it had none, and two began it at the same moment; then the second write finds it.
    const again = await ClaimChecklist.updateOne(filter, update);
    written = again.modifiedCount > 0;
  }
  if (!written) {
    const last = (await ClaimChecklist.findById(claim._id).lean<ClaimChecklist>())?.moves.findLast(
      (move) => move.step === step,
    );
    if (!last || last.by.person.equals(asked.by.id)) return;
    throw conflict(`casework.checklist.${ticked ? 'ticked' : 'unticked'}Meanwhile`, { name: last.by.name });
  }
  await recordAction(context, {
    by,
    action: ticked ? 'claim.step-ticked' : 'claim.step-unticked',
    on: { kind: 'claim', id: String(claim._id), ...labelOf(claim) },
    after: { step },
  });
}
