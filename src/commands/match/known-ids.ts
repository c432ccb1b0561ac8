import { createNumberByKey } from '../../matching/number-by-key.js';
import { CommandError } from './command-error.js';
import type { Source } from './source.js';

/** Refuses ids that came before in a source; keeps a few bytes for each, so that there may be millions. */
export function createKnownIds(source: Source, what: 'claim' | 'report'): (id: string, line: number) => void {
  const lines = createNumberByKey();
  return (id, line) => {
    const before = lines.get(id);
    if (before !== undefined) {
      const hint = what === 'report' ? ' --line-ids takes the lines for ids.' : '';
      throw new CommandError(
        `${source.name}, line ${line}: a ${what} with the id "${id}" came before, in line ${before}.${hint}`,
      );
    }
    lines.set(id, line);
  };
}
