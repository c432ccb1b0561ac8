import { max } from 'd3-array';
import { scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { field, percent, placeMarks, placeTicks, valueAxis, type Chart } from './chart.js';
import type { ChartWords, Mark, Tick } from './chart.js';

export interface LineChartData extends ChartWords {
  /** The places along the axis, evenly spaced, as the table names them. */
  names: readonly string[];
  /** At most three; a value that is missing (`null`) leaves a gap. */
  series: readonly { name: string; values: readonly (number | null)[] }[];
  ticks: readonly Tick[];
  marks?: readonly Mark[];
  /** Places whose values mean little, as of a few: their dots are hollow. */
  faint?: readonly boolean[];
  /** Written in the table where a value is missing. */
  missing: string;
  /** True where values are counts. */
  whole?: boolean;
}

/** Up to three series of values as lines, with everything that `partials/chart` needs. */
export function lineChart(data: LineChartData): Chart {
  const { names, series, number, id, title, description } = data;
  const point = scalePoint<number>()
    .domain(names.map((_, place) => place))
    .range([0, 1])
    .padding(names.length === 1 ? 0 : 0.02);
  const highest = max(series, ({ values }) => max(values, (value) => value ?? undefined)) ?? 0;
  const { y, grid } = valueAxis(highest, { number, whole: data.whole ?? false });
  const share = (place: number) => (names.length === 1 ? 0.5 : (point(place) ?? 0));
  const draw = line<number | null>()
    .defined((value) => value !== null)
    .x((_, place) => share(place) * 100)
    .y((value) => y(value ?? 0))
    .digits(2);
  return {
    id,
    title,
    description,
    height: field.height,
    bottom: field.bottom,
    labels: field.labels,
    grid,
    ticks: placeTicks(data.ticks, share),
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
    marks: placeMarks(data.marks ?? []),
    table: {
      caption: title,
      columns: [data.name, ...series.map(({ name }) => name)],
      rows: names.map((name, place) => ({
        name,
        cells: series.map(({ values }) => {
          const value = values[place] ?? null;
          return value === null ? data.missing : number(value);
        }),
      })),
    },
  };
}
