import type { Context } from '../context.js';
import { readSetting } from '../settings/read-setting.js';
import type { PrioritySetting } from './priority-setting.js';

/** The weights in force are read once in so many milliseconds: they seldom change, and every report asks for them. */
const keptFor = 2000;
const kept = new WeakMap<Context, { at: number; setting: Promise<PrioritySetting> }>();

/** The weights in force, perhaps those of a moment ago. */
export function prioritySetting(context: Context): Promise<PrioritySetting> {
  const at = performance.now();
  const before = kept.get(context);
  if (before && at - before.at < keptFor) return before.setting;
  const setting = readSetting(context, 'priority').then(({ value }) => value);
  kept.set(context, { at, setting });
  // What failed is asked for again.
  setting.catch(() => kept.delete(context));
  return setting;
}

/** Forgets the weights that were read: others were chosen. */
export function forgetPrioritySetting(context: Context): void {
  kept.delete(context);
}
