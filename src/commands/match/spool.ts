import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidyWhenStopped } from './interruption.js';

/**
 * Lends `use` the path of a file in the system's folder for passing things, and removes it afterwards, whatever happens:
 * standard input cannot be read twice, and a million messages do not fit in memory.
 */
export async function withSpool<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'saring-match-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const done = tidyWhenStopped(remove);
  try {
    return await use(join(folder, 'reports.jsonl'));
  } finally {
    remove();
    done();
  }
}
