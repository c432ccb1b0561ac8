import { createGrouper, type Grouper } from '../../matching/grouper.js';
import { answerReports, type Output } from './answer-reports.js';
import { formatOf, STANDARD } from './formats.js';
import { createKnownIds } from './known-ids.js';
import { readModelOption, readingOptions, type Values } from './read-arguments.js';
import { openSource } from './source.js';
import { withSpool } from './spool.js';
import { readOutput } from './write-output.js';

/**
 * Puts each report to the group of the earlier report that it repeats: `match group`. A later report may make two groups
 * one, so the groups are written when all reports were read.
 */
export async function group(values: Values): Promise<void> {
  const reports = openSource('reports', values.reports?.[0]);
  const path = readOutput(values.out, [reports]);
  const options = readingOptions(values);
  const withText = values['with-text'] === true;
  const grouper = createGrouper({ model: readModelOption(values) });
  // A group is called by the id of its first report: two reports of one id would make one group of two.
  const checkId = createKnownIds(reports, 'report');
  const out = {
    path,
    format: formatOf(path, options.format),
    header: withText ? ['id', 'group', 'text'] : ['id', 'group'],
  };
  const { count, groups } = await withSpool(async (spool) => {
    const between: Output = { path: spool, format: 'jsonl', header: [] };
    const { dialect } = await answerReports(reports, options, between, ({ id, text }, line) => {
      checkId(id, line);
      grouper.place(text);
      return { object: { id, text: withText ? text : '' }, rows: [] };
    });
    return writeGroups(spool, { ...out, dialect }, grouper, withText);
  });
  const name = path === STANDARD ? '' : `${path}: `;
  process.stderr.write(
    `${name}${count} reports in ${groups} groups; ${grouper.size} texts were compared, the others repeat them.\n`,
  );
}

async function writeGroups(
  spool: string,
  out: Output,
  grouper: Grouper,
  withText: boolean,
): Promise<{ count: number; groups: number }> {
  /** By number: the id of each group's first report, which comes before the others. */
  const firsts = new Map<number, string>();
  let number = 0;
  const { count } = await answerReports(
    openSource('reports', spool),
    { format: 'jsonl' },
    out,
    ({ id, text }) => {
      const first = grouper.groupOf(number);
      if (first === number) firsts.set(first, id);
      number += 1;
      const group = firsts.get(first) ?? id;
      return withText
        ? { object: { id, group, text }, rows: [[id, group, text]] }
        : { object: { id, group }, rows: [[id, group]] };
    },
  );
  return { count, groups: firsts.size };
}
