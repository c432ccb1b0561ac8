import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';

/** Forgets what blocks went by that are over: it is nobody's business any more. Repeatable. */
export async function endBlocks(context: Context): Promise<void> {
  await context.models.Block.updateMany(
    { expiresAt: { $lte: context.clock.now() }, live: { $exists: true } },
    { $unset: { live: 1 } },
  );
}

export const endBlocksJob: Job = { name: 'end-blocks', everySeconds: 3600, alone: true, run: endBlocks };
