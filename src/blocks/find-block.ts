import type { Context } from '../context.js';
import type { Block } from './block.model.js';

/** The block that holds one of these keys now, the longest if several do. */
export async function findBlock(context: Context, keys: readonly string[]): Promise<Block | undefined> {
  const found = await context.models.Block.find({
    live: { $in: [...keys] },
    expiresAt: { $gt: context.clock.now() },
  }).lean<Block[]>();
  return found.sort((one, other) => other.expiresAt.getTime() - one.expiresAt.getTime())[0];
}
