// How right groups are: all reports as one stream, in several random orders.
import { goldGroups } from '../../../src/matching/gold-groups.js';
import { createGrouper } from '../../../src/matching/grouper.js';
import { bCubed, pairwise, type GroupedReport, type Scores } from '../../../src/matching/measures.js';
import { cosinesOf, groupByCosine } from './cosine-groups.js';
import { randomFrom, shuffled, type ReportLine } from './data.js';
import type { Figure, Printer } from './table.js';

const SEEDS = [1, 2, 3, 4, 5];
const LOWEST = 10;
const HIGHEST = 60;
const BARS = { all: 0.95, withSibling: 0.92 };

interface Both {
  all: Scores;
  withSibling: Scores;
}

function rowOf(name: string, { all, withSibling }: Both, pairs: Scores | undefined): Record<string, Figure> {
  return {
    grouper: name,
    'B³ P': all.precision,
    'B³ R': all.recall,
    'B³ F1': all.f1,
    'with sibling P': withSibling.precision,
    'with sibling R': withSibling.recall,
    'with sibling F1': withSibling.f1,
    'pairs F1': pairs?.f1 ?? '',
  };
}

function meanOf(scores: readonly Scores[]): Scores {
  const mean = (figure: keyof Scores): number =>
    scores.reduce((sum, one) => sum + one[figure], 0) / scores.length;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** Prints B-cubed and pairwise scores of our grouper and of plain cosine with its best threshold by hindsight. */
export function measureGrouping(printer: Printer, name: string, reports: readonly ReportLine[]): void {
  const golds = goldGroups(reports);
  const goldOf = (one: ReportLine): string => golds.get(one.id) ?? '';
  const sizes = new Map<string, number>();
  for (const one of reports) sizes.set(goldOf(one), (sizes.get(goldOf(one)) ?? 0) + 1);
  const measure = (grouped: readonly GroupedReport[]): Both => ({
    all: bCubed(grouped),
    withSibling: bCubed(grouped, ({ gold }) => (sizes.get(gold) ?? 0) > 1),
  });
  const orders = SEEDS.map((seed) => shuffled([...reports.keys()], randomFrom(seed)));
  const rows: Record<string, Figure>[] = [];

  const ours = orders.map((order, at) => {
    const grouper = createGrouper();
    const placed = order.map((number) => {
      const one = reports[number] ?? { id: '', text: '', claims: [] };
      return { number: grouper.place(one.text), gold: goldOf(one) };
    });
    const grouped = placed.map(({ number, gold }) => ({ group: String(grouper.groupOf(number)), gold }));
    const both = measure(grouped);
    const pairs = pairwise(grouped);
    rows.push(rowOf(`ours, order ${SEEDS[at]}`, both, pairs));
    return { ...both, pairs };
  });
  const mean: Both = {
    all: meanOf(ours.map((one) => one.all)),
    withSibling: meanOf(ours.map((one) => one.withSibling)),
  };
  rows.push(rowOf('ours, mean', mean, meanOf(ours.map((one) => one.pairs))));

  const cosines = cosinesOf(reports.map((one) => one.text));
  const byThreshold = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, at) => {
    const threshold = (LOWEST + at) / 100;
    const measured = orders.map((order) => {
      const groups = groupByCosine(cosines, order, threshold);
      return measure(reports.map((one, number) => ({ group: String(groups[number]), gold: goldOf(one) })));
    });
    return {
      threshold,
      all: meanOf(measured.map((one) => one.all)),
      withSibling: meanOf(measured.map((one) => one.withSibling)),
    };
  });
  const bestBy = (of: keyof Both) => byThreshold.toSorted((left, right) => right[of].f1 - left[of].f1)[0];
  const bestForAll = bestBy('all');
  const bestWithSibling = bestBy('withSibling');
  if (bestForAll === undefined || bestWithSibling === undefined) return;
  rows.push(
    rowOf(`plain cosine, ${bestForAll.threshold.toFixed(2)}: its best for all`, bestForAll, undefined),
    rowOf(
      `plain cosine, ${bestWithSibling.threshold.toFixed(2)}: its best with sibling`,
      bestWithSibling,
      undefined,
    ),
    {
      grouper: 'ours / the best of plain cosine',
      'B³ F1': mean.all.f1 / bestForAll.all.f1,
      'with sibling F1': mean.withSibling.f1 / bestWithSibling.withSibling.f1,
    },
    { grouper: 'bar', 'B³ F1': BARS.all, 'with sibling F1': BARS.withSibling },
  );
  printer.table(`Grouping ${name}: ${reports.length} reports as one stream, ${SEEDS.length} orders`, rows);
}
