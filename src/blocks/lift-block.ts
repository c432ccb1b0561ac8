import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, conflict, notAllowed, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { liftLine } from './block-lines.js';
import type { Block } from './block.model.js';
import { canLift } from './permissions.js';

/**
 * Lifts a block before its time.
 *
 * @throws AppError `not_found`, `not_allowed`, `conflict` when somebody lifted it already, `wrong_state` when it is over.
 */
export async function liftBlock(
  context: Context,
  asked: { id: Types.ObjectId; by: SignedIn; reason?: string },
): Promise<Block> {
  const { Block } = context.models;
  const block = await Block.findById(asked.id).lean<Block>();
  if (!block) throw notFound();
  if (!canLift(asked.by, block)) throw notAllowed('blocks.notYours');
  const at = context.clock.now();
  const by = actorOf(asked.by);
  const lifted = { at, by, ...(asked.reason && { reason: asked.reason }), insteadOf: block.expiresAt };
  const after = await Block.findOneAndUpdate(
    { _id: block._id, expiresAt: { $gt: at }, lifted: { $exists: false } },
    { $set: { expiresAt: at, lifted }, $unset: { live: 1 } },
    { returnDocument: 'after' },
  ).lean<Block>();
  if (!after) {
    const latest = await Block.findById(asked.id).lean<Block>();
    throw latest?.lifted
      ? conflict('blocks.liftedAlready', { name: latest.lifted.by.name })
      : new AppError('wrong_state', { message: 'blocks.over' });
  }
  const line = liftLine(after);
  if (line) await recordAction(context, line);
  return after;
}
