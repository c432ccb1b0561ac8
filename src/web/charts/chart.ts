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

/** What stands below the axis and across it. */
export interface AxisLabels {
  ticks: readonly Tick[];
  marks?: readonly Mark[];
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

/** As an attribute has it: `12.5%`. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/**
 * The scale of the values with its grid: from nothing to a round number, at most five lines. Where all is nothing,
 * nothing is the only line.
 *
 * @param whole true where half a one makes no sense.
 */
export function valueAxis(
  highest: number,
  { number, whole }: Pick<ChartWords, 'number'> & { whole: boolean },
) {
  const scale = scaleLinear()
    .domain([0, whole ? Math.max(highest, 1) : highest || 1])
    .range([bottom, top])
    .nice(4);
  const values =
    highest > 0 || whole ? scale.ticks(4).filter((value) => !whole || Number.isInteger(value)) : [0];
  const y = (value: number) => Math.round(scale(value) * 100) / 100;
  return { y, bottom, grid: values.map((value) => ({ y: y(value), label: number(value) })) };
}

/**
 * What all charts over an axis have alike.
 *
 * @param drawn.shareOf how far along the axis one of its places lies, 0…1.
 */
export function frameOf(
  { id, title, description, ticks, marks = [] }: ChartWords & AxisLabels,
  { grid, shareOf }: { grid: Chart['grid']; shareOf: (at: number) => number },
): Omit<Chart, 'bars' | 'series' | 'table'> {
  return {
    id,
    title,
    description,
    height,
    bottom,
    labels: bottom + 20,
    grid,
    ticks: placeTicks(ticks, shareOf),
    marks: placeMarks(marks),
  };
}

/** Labels under the axis; those at its ends stay within the drawing. */
function placeTicks(ticks: readonly Tick[], shareOf: (at: number) => number): Chart['ticks'] {
  return ticks.map(({ at, label }) => {
    const share = shareOf(at);
    return { x: percent(share), label, anchor: share < 0.06 ? 'start' : share > 0.94 ? 'end' : 'middle' };
  });
}

/** Marks are numbered: their words stand under the chart, where they cannot lie upon each other. */
function placeMarks(marks: readonly Mark[]): Chart['marks'] {
  return marks.map(({ share, label }, place) => ({
    x: percent(Math.min(1, Math.max(0, share))),
    number: place + 1,
    label,
  }));
}
