import { max } from 'd3-array';
import { scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { frameOf, percent, valueAxis, type Chart } from './chart.js';
import type { AxisLabels, ChartTable, ChartWords } from './chart.js';

export interface LineChartData extends ChartWords, AxisLabels {
  /** At most three, each with a value for every place along the axis, evenly spaced; a missing one (`null`) leaves a gap. */
  series: readonly { name: string; values: readonly (number | null)[] }[];
  /** Places whose values mean little, as of a few: their dots are hollow. */
  faint?: readonly boolean[];
  /** True where values are counts. */
  whole?: boolean;
  table: ChartTable;
}

/** Up to three series of values as lines, with everything that `partials/chart` needs. */
export function lineChart(data: LineChartData): Chart {
  const { series, number, table } = data;
  const length = max(series, ({ values }) => values.length) ?? 0;
  const point = scalePoint<number>()
    .domain(Array.from({ length }, (_, place) => place))
    .range([0, 1])
    .padding(length === 1 ? 0 : 0.02);
  const highest = max(series, ({ values }) => max(values, (value) => value ?? undefined)) ?? 0;
  const { y, grid } = valueAxis(highest, { number, whole: data.whole ?? false });
  const share = (place: number) => (length === 1 ? 0.5 : (point(place) ?? 0));
  const draw = line<number | null>()
    .defined((value) => value !== null)
    .x((_, place) => share(place) * 100)
    .y((value) => y(value ?? 0))
    .digits(2);
  return {
    ...frameOf(data, { grid, shareOf: share }),
    series: series.map(({ name, values }, place) => ({
      name,
      number: place + 1,
      path: draw(values) ?? '',
      // A value between two gaps makes no line: it would not be seen without its dot.
      dots: values.flatMap((value, at) =>
        value === null
          ? []
          : [{ x: percent(share(at)), y: y(value), ...(data.faint?.[at] && { faint: true as const }) }],
      ),
    })),
    table,
  };
}
