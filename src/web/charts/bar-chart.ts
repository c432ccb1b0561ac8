import { max } from 'd3-array';
import { scaleBand } from 'd3-scale';
import { field, percent, placeMarks, placeTicks, valueAxis, type Chart } from './chart.js';
import type { ChartWords, Mark, Tick } from './chart.js';

export interface BarChartData extends ChartWords {
  /** In the order of the axis, evenly spaced. Values are counts of 0 or more. */
  bars: readonly { name: string; value: number }[];
  /** Which of the bars have a label under the axis, by their place. */
  ticks: readonly Tick[];
  marks?: readonly Mark[];
  /** Says in the table's caption that rows of nothing are left out, and leaves them out. */
  withoutZeros?: string;
}

/** Counts as bars over an axis, with everything that `partials/chart` needs. */
export function barChart(data: BarChartData): Chart {
  const { bars, number, id, title, description, withoutZeros } = data;
  const band = scaleBand<number>()
    .domain(bars.map((_, place) => place))
    .range([0, 1])
    .paddingInner(bars.length > 60 ? 0.15 : 0.25);
  const { y, grid } = valueAxis(max(bars, ({ value }) => value) ?? 0, { number, whole: true });
  const left = (place: number) => band(place) ?? 0;
  return {
    id,
    title,
    description,
    height: field.height,
    bottom: field.bottom,
    labels: field.labels,
    grid,
    ticks: placeTicks(data.ticks, (place) => left(place) + band.bandwidth() / 2),
    bars: bars.flatMap(({ name, value }, place) =>
      value > 0
        ? [
            {
              x: percent(left(place)),
              width: percent(band.bandwidth()),
              y: y(value),
              height: Math.round((field.bottom - y(value)) * 100) / 100,
              name,
              value: number(value),
            },
          ]
        : [],
    ),
    marks: placeMarks(data.marks ?? []),
    table: {
      caption: withoutZeros ? `${title}. ${withoutZeros}` : title,
      columns: [data.name, data.value],
      rows: bars
        .filter(({ value }) => value > 0 || !withoutZeros)
        .map(({ name, value }) => ({ name, cells: [number(value)] })),
    },
  };
}
