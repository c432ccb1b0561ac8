import type { z } from 'zod';
import { CommandError } from './command-error.js';
import { showProgress } from './progress.js';
import { readRecords, type ReadingOptions } from './read-records.js';
import type { Source } from './source.js';

/** Every record of a source by its id; refuses an id that comes twice. */
export async function readById<Value extends { id: string }>(
  label: string,
  source: Source,
  shape: z.ZodType<Value>,
  options: ReadingOptions,
): Promise<Map<string, Value>> {
  const found = new Map<string, Value>();
  const progress = showProgress(label, source);
  try {
    for await (const { value, line } of readRecords(source, shape, options).records) {
      if (found.has(value.id)) throw cameBefore(source, line, value.id);
      found.set(value.id, value);
      progress.advance();
    }
  } finally {
    progress.stop();
  }
  return found;
}

export function cameBefore(source: Source, line: number, id: string): CommandError {
  return new CommandError(`${source.name}, line ${line}: the id "${id}" came before.`);
}

const NAMED = 3;

/** Ids of one file must be those of the other: a figure over half of the reports would be another figure. */
export function checkSameIds(
  left: { source: Source; ids: ReadonlyMap<string, unknown> },
  right: { source: Source; ids: ReadonlyMap<string, unknown> },
): void {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const missing = [...one.ids.keys()].filter((id) => !other.ids.has(id));
    if (missing.length === 0) continue;
    const named = missing.slice(0, NAMED).map((id) => `"${id}"`);
    const more = missing.length > NAMED ? ', …' : '';
    throw new CommandError(
      `${other.source.name} lacks ${missing.length} of the ${one.ids.size} ids of ${one.source.name}: ${named.join(', ')}${more}.`,
    );
  }
}
