import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidyWhenStopped } from './interruption.js';

/**
 * Lends `use` the path of a file in the system's folder for passing things, and removes it afterwards, whatever happens:
 * standard input cannot be read twice, and a million messages do not fit in memory.
 */
export async function withSpool<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  // Before the folder is there: somebody may stop the program in the very moment in which it appears.
  const done = tidyWhenStopped(remove);
  try {
    folder = mkdtempSync(join(tmpdir(), 'saring-match-'));
    return await use(join(folder, 'reports.jsonl'));
  } finally {
    remove();
    done();
  }
}
