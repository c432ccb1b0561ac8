import { max } from 'd3-array';
import { percent, type ChartTable, type ChartWords } from './chart.js';

export interface RowChartData extends ChartWords {
  /** Each with its bars below its name; `null` is a value that there is none of. */
  groups: readonly {
    name: string;
    bars: readonly { label: string; value: number | null; faint?: boolean }[];
  }[];
  /** Written where a value is missing. */
  missing: string;
  table: ChartTable;
}

/** What `partials/row-chart` draws: places along the width are percentages, heights are pixels, as in `Chart`. */
export interface RowChart {
  id: string;
  title: string;
  description: string;
  height: number;
  names: { y: number; name: string }[];
  /** `x` is where bars begin, `end` where the value stands. */
  bars: {
    y: number;
    text: number;
    label: string;
    name: string;
    x: string;
    width?: string;
    end: string;
    value: string;
    faint: boolean;
  }[];
  barHeight: number;
  table: ChartTable;
}

const nameHeight = 26;
const barHeight = 14;
const step = 20;
const gap = 10;
/** Labels stand left of this, values right of the longest bar. */
const start = 0.4;
const longest = 0.4;

/** Bars that lie, for what has names rather than a time: each name with its bars below. */
export function rowChart(data: RowChartData): RowChart {
  const { groups, number, missing, id, title, description, table } = data;
  const highest = max(groups, ({ bars }) => max(bars, ({ value }) => value ?? 0)) ?? 0;
  const names: RowChart['names'] = [];
  const bars: RowChart['bars'] = [];
  let y = 0;
  for (const { name, bars: own } of groups) {
    names.push({ y: y + 15, name });
    y += nameHeight;
    for (const { label, value, faint = false } of own) {
      const length = highest > 0 ? ((value ?? 0) / highest) * longest : 0;
      bars.push({
        y,
        text: y + barHeight / 2,
        label,
        name,
        x: percent(start),
        ...(length > 0 && { width: percent(length) }),
        end: percent(start + length),
        value: value === null ? missing : number(value),
        faint,
      });
      y += step;
    }
    y += gap;
  }
  return { id, title, description, height: Math.max(0, y - gap), names, bars, barHeight, table };
}
