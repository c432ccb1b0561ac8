import { createGrouper } from '../../matching/grouper.js';
import { answerReports } from './answer-reports.js';
import { formatOf, STANDARD } from './formats.js';
import { createKnownIds } from './known-ids.js';
import { readingOptions, type Values } from './read-arguments.js';
import { openSource } from './source.js';
import { readOutput } from './write-output.js';

/** Puts each report to the group of the earlier report that it repeats: `match group`. */
export async function group(values: Values): Promise<void> {
  const reports = openSource('reports', values.reports?.[0]);
  const path = readOutput(values.out, [reports]);
  const options = readingOptions(values);
  const withText = values['with-text'] === true;
  const grouper = createGrouper();
  // A group is called by the id of its first report: two reports of one id would make one group of two.
  const checkId = createKnownIds(reports, 'report');
  let groups = 0;
  const out = {
    path,
    format: formatOf(path, options.format),
    header: withText ? ['id', 'group', 'text'] : ['id', 'group'],
  };
  const count = await answerReports(reports, options, out, ({ id, text }, line) => {
    checkId(id, line);
    const found = grouper.place(id, text);
    if (found === id) groups += 1;
    return withText
      ? { object: { id, group: found, text }, rows: [[id, found, text]] }
      : { object: { id, group: found }, rows: [[id, found]] };
  });
  const name = path === STANDARD ? '' : `${path}: `;
  process.stderr.write(
    `${name}${count} reports in ${groups} groups; ${grouper.size} texts were compared, the others repeat them.\n`,
  );
}
