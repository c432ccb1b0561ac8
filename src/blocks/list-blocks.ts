import type { QueryFilter } from 'mongoose';
import type { Context } from '../context.js';
import { writeCursor } from '../web/cursor.js';
import type { Block } from './block.model.js';

const onePage = 30;
const year = 365 * 24 * 60 * 60 * 1000;

/**
 * A page of the blocks that hold, or of those that are over; whichever holds longest first.
 *
 * @param after where the page before ended.
 */
export async function listBlocks(
  context: Context,
  state: 'active' | 'past',
  after?: readonly [number, string],
): Promise<{ items: Block[]; next: string | null }> {
  const now = context.clock.now();
  const bound = after ? new Date(after[0]) : undefined;
  const filter: QueryFilter<Block> = {
    expiresAt:
      state === 'active'
        ? { $gt: now, ...(bound && { $lte: bound }) }
        : { $lte: bound && bound < now ? bound : now },
  };
  if (bound && after) {
    filter.$or = [{ expiresAt: { $lt: bound } }, { expiresAt: bound, _id: { $lt: after[1] } }];
  }
  const found = await context.models.Block.find(filter)
    .sort({ expiresAt: -1, _id: -1 })
    .limit(onePage + 1)
    .lean<Block[]>();
  const items = found.slice(0, onePage);
  const last = items.at(-1);
  return {
    items,
    next: last && found.length > onePage ? writeCursor([last.expiresAt.getTime(), String(last._id)]) : null,
  };
}

/** For everybody to read: how many sources are blocked now, and how many were in the last twelve months. */
export async function countBlocks(context: Context): Promise<{ now: number; year: number }> {
  const at = context.clock.now();
  const { Block } = context.models;
  const [now, lastYear] = await Promise.all([
    Block.countDocuments({ expiresAt: { $gt: at } }),
    Block.countDocuments({ at: { $gt: new Date(at.getTime() - year) } }),
  ]);
  return { now, year: lastYear };
}
