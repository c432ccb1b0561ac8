import type { Context } from '../context.js';
import { recordAction, type RecordedAction } from './record-action.js';

/** Keys asked for in one query. */
const keysAtOnce = 200;

/** Adds those of these lines that the log does not have. Lines without a key are left out. */
export async function addMissing(
  context: Context,
  lines: readonly (RecordedAction | undefined)[],
): Promise<void> {
  const named = new Map<string, RecordedAction>();
  for (const line of lines) if (line?.key !== undefined) named.set(line.key, line);
  const keys = [...named.keys()];
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    const there = await context.models.AuditLine.find({ key: { $in: keys.slice(at, at + keysAtOnce) } })
      .select('key')
      .lean();
    for (const { key } of there) if (key !== undefined) named.delete(key);
  }
  for (const line of named.values()) await recordAction(context, line);
}
