import { CommandError } from './command-error.js';
import { evaluateGroups, evaluateRankings } from './evaluate.js';
import { STANDARD } from './formats.js';
import { readingOptions, type Values } from './read-arguments.js';
import { checkSameIds, readById } from './read-labels.js';
import { readRankings } from './read-rankings.js';
import { GroupRecord, RightClaims, RightGroup } from './records.js';
import { openSource, type Source } from './source.js';
import { tellGroups, tellRankings } from './tell-evaluation.js';

function openBoth(option: 'ranks' | 'groups', values: Values): { found: Source; reports: Source } {
  const found = openSource(option, values[option]);
  const reports = openSource('reports', values.reports?.[0]);
  if (found.path === STANDARD && reports.path === STANDARD) {
    throw new CommandError(`--${option} and --reports cannot both be standard input.`);
  }
  return { found, reports };
}

/** How good a ranking or a grouping is, by labelled reports: `match eval`. Prints a table, or JSON. */
export async function evaluate(values: Values): Promise<void> {
  if ((values.ranks === undefined) === (values.groups === undefined)) {
    throw new CommandError('Say what to evaluate: --ranks FILE or --groups FILE.');
  }
  const options = readingOptions(values);
  // The names of columns are those of the reports; what this program wrote has its own.
  const { format } = options;
  const print = <Result extends object>(result: Result, tell: (result: Result) => string): void => {
    process.stdout.write(values.json === true ? `${JSON.stringify(result, null, 2)}\n` : tell(result));
  };
  if (values.ranks !== undefined) {
    const { found, reports } = openBoth('ranks', values);
    const labels = await readById('Reports', reports, RightClaims, options);
    const rankings = await readRankings(found, { format });
    checkSameIds({ source: reports, ids: labels }, { source: found, ids: rankings });
    print(evaluateRankings(rankings, labels), tellRankings);
    return;
  }
  const { found, reports } = openBoth('groups', values);
  const labels = await readById('Reports', reports, RightGroup, options);
  const groups = await readById('Groups ', found, GroupRecord, { format });
  checkSameIds({ source: reports, ids: labels }, { source: found, ids: groups });
  print(evaluateGroups(groups, labels), tellGroups);
}
