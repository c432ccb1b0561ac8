import { blockLine, liftLine } from '../blocks/block-lines.js';
import type { Block } from '../blocks/block.model.js';
import type { Context } from '../context.js';
import { settingLine } from '../settings/setting-line.js';
import type { Setting } from '../settings/setting.model.js';
import { addMissing } from './add-missing.js';

/** A job that did not run for longer than this finds the rest in the blocks that still hold. Milliseconds. */
const farBack = 7 * 24 * 60 * 60 * 1000;

/** Whoever saves a setting tells what it was before: one that is younger than this is still being told. Milliseconds. */
const grace = 60_000;

/** What was chosen for the whole desk, and who was blocked: each document says itself who did it and when. */
export async function completeChoices(context: Context): Promise<void> {
  const { Block, Setting } = context.models;
  // A newsroom has a handful of settings. Of each the last change is known: with the next one that is told before.
  const now = context.clock.now().getTime();
  const settings = await Setting.find({}).lean<Setting[]>();
  const settled = settings.filter(({ at }) => at.getTime() <= now - grace);
  await addMissing(
    context,
    settled.map((setting) => settingLine(setting)),
  );
  // A block that is lifted ends then: so these are all that were made or lifted lately.
  const since = new Date(now - farBack);
  const blocks = await Block.find({ expiresAt: { $gte: since } }).lean<Block[]>();
  await addMissing(
    context,
    blocks.flatMap((block) => [blockLine(block), liftLine(block)]),
  );
}
