import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, badInput, conflict } from '../errors.js';
import { unseal } from '../privacy/seal.js';
import type { Report } from '../reports/report.model.js';
import type { SignedIn } from '../web/request.js';
import { blockLine } from './block-lines.js';
import type { Block, BlockCategory } from './block.model.js';
import { blockTimes, type BlockTime } from './block.schema.js';
import { addressOfReport, contactKey } from './source-keys.js';
import { isDuplicate } from '../store/duplicate.js';

/** A report with what its source is known by. */
export async function reportWithSource(context: Context, id: string): Promise<Report | null> {
  return context.models.Report.findById(id).select('+contact').lean<Report>();
}

/** What the source of a report can be blocked by; nothing when it is not remembered any more. */
export function sourceOf(context: Context, report: Report): { goesBy: Block['goesBy']; live: string[] } {
  const source: { goesBy: Block['goesBy']; live: string[] } = { goesBy: [], live: [] };
  if (report.sender) {
    source.goesBy.push('address');
    source.live.push(addressOfReport(report.sender));
  }
  const email = report.contact && unseal(context.config, 'contact', report._id, report.contact.sealed);
  if (email !== undefined) {
    source.goesBy.push('contact');
    source.live.push(contactKey(context.config, email));
  }
  return source;
}

/**
 * Blocks the source of a report: it may send no reports until then. One write decides: of two people who block one
 * source at once, one does, and the other learns of it.
 *
 * @throws AppError `bad_input` for a report that is not there, `wrong_state` when its source is not known any more,
 * `conflict` when it is blocked already.
 */
export async function blockSource(
  context: Context,
  asked: { by: SignedIn; report: string; category: BlockCategory; reason: string; time: BlockTime },
): Promise<Block> {
  const report = await reportWithSource(context, asked.report);
  if (!report) throw badInput({ report: { reason: 'not_an_id' } });
  const source = sourceOf(context, report);
  if (source.live.length === 0) throw new AppError('wrong_state', { message: 'blocks.sourceUnknown' });
  const at = context.clock.now();
  const block: Block = {
    _id: new Types.ObjectId(),
    ...source,
    category: asked.category,
    reason: asked.reason,
    report: report._id,
    ticket: report.ticket,
    claim: report.claim,
    by: actorOf(asked.by),
    at,
    expiresAt: new Date(at.getTime() + blockTimes[asked.time]),
  };
  await insert(context, block);
  await recordAction(context, blockLine(block));
  return block;
}

async function insert(context: Context, block: Block): Promise<void> {
  const { Block } = context.models;
  // A block that is over may hold the key still; more than one try of that is another person's new one.
  for (let attempt = 0; ; attempt += 1) {
    try {
      await Block.create([block], { w: 'majority', j: true });
      return;
    } catch (error) {
      if (!isDuplicate(error) || attempt === 3) throw error;
      const held = await Block.find({ live: { $in: block.live ?? [] } }).lean<Block[]>();
      const holds = held.find(({ expiresAt }) => expiresAt > block.at);
      if (holds) throw conflict('blocks.already', { name: holds.by.name });
      await Block.updateMany(
        { _id: { $in: held.map(({ _id }) => _id) }, expiresAt: { $lte: block.at } },
        { $unset: { live: 1 } },
      );
    }
  }
}
