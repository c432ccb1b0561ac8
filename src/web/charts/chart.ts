import { scaleLinear } from 'd3-scale';

/** The numbers of a chart as a table, for who cannot see it and for who wants the exact ones. */
export interface ChartTable {
  caption: string;
  columns: string[];
  rows: { name: string; cells: string[] }[];
}

/** What a chart says beside its drawing. `id` is unique on the page. */
export interface ChartWords {
  id: string;
  title: string;
  /** One or two sentences: what is seen, for who does not see it. */
  description: string;
  /** What stands in the table's first column ("Waktu"), and what is counted ("Laporan"). */
  name: string;
  value: string;
  /** Writes a number as the reader's language does. */
  number: (value: number) => string;
}

/** A label under the axis, at one of the places along it. */
export interface Tick {
  at: number;
  label: string;
}

/** A moment that is marked: `share` is how far along the axis it lies, 0…1. */
export interface Mark {
  share: number;
  label: string;
}

/**
 * What `partials/chart` draws. Places along the axis are percentages and heights are pixels, so that a chart fills its
 * column on a telephone and on a screen alike and its letters keep their size.
 */
export interface Chart {
  id: string;
  title: string;
  description: string;
  /** Pixels of the drawing; `bottom` is where the axis lies. */
  height: number;
  bottom: number;
  /** Just above and below the axis, where its labels begin. */
  labels: number;
  grid: { y: number; label: string }[];
  ticks: { x: string; label: string; anchor: 'start' | 'middle' | 'end' }[];
  bars?: { x: string; width: string; y: number; height: number; name: string; value: string }[];
  /** `path` is drawn in a field of 100 by `height`, stretched to the width. */
  series?: { name: string; path: string; number: number; dots: { x: string; y: number; faint?: true }[] }[];
  marks: { x: string; number: number; label: string }[];
  table: ChartTable;
}

/** Pixels above the drawing's highest value, for the numbers of marks. */
const top = 26;
const bottom = 216;
const height = 244;

/** The field that charts are drawn in. */
export const field = { top, bottom, height, labels: bottom + 20 } as const;

/** As an attribute has it: `12.5%`. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/**
 * The scale of the values with its grid: from nothing to a round number, at most five lines.
 *
 * @param whole true where half a one makes no sense.
 */
export function valueAxis(
  highest: number,
  { number, whole }: Pick<ChartWords, 'number'> & { whole: boolean },
) {
  const scale = scaleLinear()
    .domain([0, Math.max(highest, whole ? 1 : Number.EPSILON)])
    .range([bottom, top])
    .nice(4);
  const values = scale.ticks(4).filter((value) => !whole || Number.isInteger(value));
  const y = (value: number) => Math.round(scale(value) * 100) / 100;
  return { y, grid: values.map((value) => ({ y: y(value), label: number(value) })) };
}

/** Labels under the axis; those at its ends stay within the drawing. */
export function placeTicks(ticks: readonly Tick[], shareOf: (at: number) => number): Chart['ticks'] {
  return ticks.map(({ at, label }) => {
    const share = shareOf(at);
    return { x: percent(share), label, anchor: share < 0.06 ? 'start' : share > 0.94 ? 'end' : 'middle' };
  });
}

/** Marks are numbered: their words stand under the chart, where they cannot lie upon each other. */
export function placeMarks(marks: readonly Mark[]): Chart['marks'] {
  return marks.map(({ share, label }, place) => ({
    x: percent(Math.min(1, Math.max(0, share))),
    number: place + 1,
    label,
  }));
}
