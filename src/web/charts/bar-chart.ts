import { max } from 'd3-array';
import { scaleBand } from 'd3-scale';
import { frameOf, percent, valueAxis, type Chart } from './chart.js';
import type { AxisLabels, ChartTable, ChartWords } from './chart.js';

export interface BarChartData extends ChartWords, AxisLabels {
  /** In the order of the axis, evenly spaced. Values are counts of 0 or more. */
  bars: readonly { name: string; value: number }[];
  table: ChartTable | BarTable;
}

/** A table of the bars alone. */
export interface BarTable {
  /** What stands in the first column ("Waktu"), and what is counted ("Laporan"). */
  name: string;
  value: string;
  /** Says in the caption that rows of nothing are left out, and leaves them out. */
  withoutZeros?: string;
}

/** Counts as bars over an axis, with everything that `partials/chart` needs. */
export function barChart(data: BarChartData): Chart {
  const { bars, number } = data;
  const band = scaleBand<number>()
    .domain(bars.map((_, place) => place))
    .range([0, 1])
    .paddingInner(bars.length > 60 ? 0.15 : 0.25);
  const { y, grid, bottom } = valueAxis(max(bars, ({ value }) => value) ?? 0, { number, whole: true });
  const left = (place: number) => band(place) ?? 0;
  return {
    ...frameOf(data, { grid, shareOf: (place) => left(place) + band.bandwidth() / 2 }),
    bars: bars.flatMap(({ name, value }, place) =>
      value > 0
        ? [
            {
              x: percent(left(place)),
              width: percent(band.bandwidth()),
              y: y(value),
              height: Math.round((bottom - y(value)) * 100) / 100,
              name,
              value: number(value),
            },
          ]
        : [],
    ),
    table: 'rows' in data.table ? data.table : tableOfBars(data, data.table),
  };
}

function tableOfBars(
  { bars, title, number }: BarChartData,
  { name: first, value: second, withoutZeros }: BarTable,
): ChartTable {
  return {
    caption: withoutZeros ? `${title}. ${withoutZeros}` : title,
    columns: [first, second],
    rows: bars
      .filter(({ value }) => value > 0 || !withoutZeros)
      .map(({ name, value }) => ({ name, cells: [number(value)] })),
  };
}
