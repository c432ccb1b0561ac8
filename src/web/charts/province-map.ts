import { scaleThreshold } from 'd3-scale';
import type { ChartTable } from './chart.js';
import { protectCounts } from './protect-counts.js';

/**
 * Indonesia's 38 provinces by ISO 3166-2, each a square of the same size where it lies among its neighbours: column and
 * row. Outlines would make Jakarta a dot and Papua half of the picture; here each can be read.
 */
const places: Readonly<Record<string, readonly [column: number, row: number]>> = {
  'ID-AC': [0, 0],
  'ID-SU': [1, 0],
  'ID-SB': [1, 1],
  'ID-RI': [2, 1],
  'ID-KR': [3, 1],
  'ID-JA': [2, 2],
  'ID-BE': [1, 3],
  'ID-SS': [2, 3],
  'ID-BB': [3, 3],
  'ID-LA': [2, 4],
  'ID-BT': [2, 5],
  'ID-JK': [3, 5],
  'ID-JT': [4, 5],
  'ID-JI': [5, 5],
  'ID-JB': [3, 6],
  'ID-YO': [4, 6],
  'ID-BA': [6, 6],
  'ID-NB': [7, 6],
  'ID-NT': [8, 6],
  'ID-KU': [6, 1],
  'ID-KB': [4, 2],
  'ID-KT': [5, 2],
  'ID-KI': [6, 2],
  'ID-KS': [5, 3],
  'ID-GO': [8, 1],
  'ID-SA': [9, 1],
  'ID-ST': [8, 2],
  'ID-SR': [7, 3],
  'ID-SN': [7, 4],
  'ID-SG': [8, 4],
  'ID-MU': [10, 1],
  'ID-MA': [10, 4],
  'ID-PD': [10, 2],
  'ID-PB': [11, 2],
  'ID-PT': [10, 3],
  'ID-PA': [11, 3],
  'ID-PE': [11, 4],
  'ID-PS': [11, 5],
};
export const provinces: readonly string[] = Object.keys(places);

/** Units of the drawing, which is scaled as a whole. */
const side = 44;
const step = 48;
const columns = 12;
const rows = 7;
const mostLevels = 4;
/** The shades of so many levels: two neighbours among four are hard to tell apart. */
const shades: readonly (readonly number[])[] = [[], [3], [2, 4], [1, 3, 4], [1, 2, 3, 4]];

/** What the map says in words. */
export interface ProvinceWords {
  id: string;
  title: string;
  description: string;
  /** The table's columns: "Provinsi", "Laporan". */
  name: string;
  value: string;
  nameOf: (province: string) => string;
  number: (value: number) => string;
  /** Of a province that is under the least number, and of one that is hidden to protect another. */
  few: string;
  hidden: string;
  /** The table's last row, for all that are not shown: "32 provinsi lain". */
  others: (count: number) => string;
  /** A step of the legend: "10–24". */
  range: (from: number, to: number | undefined) => string;
}

export interface ProvinceMap {
  id: string;
  title: string;
  description: string;
  width: number;
  height: number;
  side: number;
  /** `level` is 0 where the number is hidden, 1 (few) to 4 (many) elsewhere. */
  tiles: { code: string; x: number; y: number; level: number; name: string; value: string }[];
  steps: { level: number; label: string }[];
  table: ChartTable;
}

/**
 * How much of something each province has. Numbers under 5 are in nothing that it gives and cannot be worked out from
 * the total, as long as nobody is told how many name no province.
 *
 * @param counts by ISO 3166-2 code.
 * @param elsewhere how many name no province.
 * @returns undefined where no province has enough to be shown.
 */
export function provinceMap(
  counts: ReadonlyMap<string, number>,
  elsewhere: number,
  words: ProvinceWords,
): ProvinceMap | undefined {
  const { shown, hidden, widened } = protectCounts(counts, { names: provinces, elsewhere });
  const [highest] = shown.values();
  if (highest === undefined) return undefined;
  const starts = levelsTo(highest);
  const levels = shades[starts.length] ?? [];
  const levelOf = scaleThreshold()
    .domain(starts)
    .range([0, ...levels]);
  const unsaid = widened ? words.hidden : words.few;
  return {
    id: words.id,
    title: words.title,
    description: words.description,
    width: columns * step - (step - side),
    height: rows * step - (step - side),
    side,
    tiles: Object.entries(places).map(([province, [column, row]]) => {
      const count = shown.get(province);
      return {
        code: province.slice('ID-'.length),
        x: column * step,
        y: row * step,
        level: count === undefined ? 0 : levelOf(count),
        name: words.nameOf(province),
        value: count === undefined ? unsaid : words.number(count),
      };
    }),
    steps: [
      ...(hidden.length > 0 ? [{ level: 0, label: unsaid }] : []),
      ...starts.map((from, place) => {
        const next = starts[place + 1];
        return { level: levels[place] ?? 0, label: words.range(from, next && next - 1) };
      }),
    ],
    table: {
      caption: words.title,
      columns: [words.name, words.value],
      rows: [
        ...[...shown].map(([province, count]) => ({
          name: words.nameOf(province),
          cells: [words.number(count)],
        })),
        ...(hidden.length > 0 ? [{ name: words.others(hidden.length), cells: [unsaid] }] : []),
      ],
    },
  };
}

/** Where the levels begin: round numbers, each at least twice the one before, at most four up to the highest. */
function levelsTo(highest: number): number[] {
  const round = [5];
  for (let power = 10; power <= highest; power *= 10) {
    for (const factor of [1, 2.5, 5]) if (power * factor <= highest) round.push(power * factor);
  }
  if (round.length <= mostLevels) return round;
  // The last level begins where few are, the others evenly between.
  return Array.from(
    { length: mostLevels },
    (_, place) => round[Math.round((place * (round.length - 1)) / (mostLevels - 1))] ?? 5,
  );
}
