import type { Statistics } from './read-statistics.js';

/** Each is a chart with its table on the page, and a file `<name>.csv`. */
export const tableNames = [
  'waktu-sentuh',
  'waktu-jawab',
  'per-topik',
  'dijawab-otomatis',
  'kecocokan-salah',
  'antrean',
  'beban-kerja',
] as const;
export type TableName = (typeof tableNames)[number];

/** How a column's values are written: `week` is a Monday, `minutes` a length of time, `share` 0…1, `few` a mark. */
export type ColumnKind = 'week' | 'topic' | 'name' | 'count' | 'minutes' | 'share' | 'few';
export type Value = string | number | boolean | null;

export interface Table {
  /** `key` names the column's heading in the language files. */
  columns: readonly { key: string; kind: ColumnKind }[];
  rows: Value[][];
}

type Rows<T> = readonly (readonly [key: string, kind: ColumnKind, of: (from: T) => Value])[];

function tableOf<T>(from: readonly T[], columns: Rows<T>): Table {
  return {
    columns: columns.map(([key, kind]) => ({ key, kind })),
    rows: from.map((one) => columns.map(([, , of]) => of(one))),
  };
}

/** The numbers of one of the tables, as they are: the page and the file write them each in its way. */
export function tableNamed(name: TableName, { weeks, topics, people }: Statistics): Table {
  switch (name) {
    case 'waktu-sentuh':
      return tableOf(weeks, [
        ['week', 'week', ({ week }) => week],
        ['touched', 'count', ({ touch }) => touch.count],
        ['median', 'minutes', ({ touch }) => touch.median],
        ['p90', 'minutes', ({ touch }) => touch.p90],
        ['few', 'few', ({ touch }) => touch.few],
      ]);
    case 'waktu-jawab':
      return tableOf(weeks, [
        ['week', 'week', ({ week }) => week],
        ['firstAnswers', 'count', ({ answer }) => answer.count],
        ['median', 'minutes', ({ answer }) => answer.median],
        ['p90', 'minutes', ({ answer }) => answer.p90],
        ['few', 'few', ({ answer }) => answer.few],
      ]);
    case 'per-topik':
      return tableOf(topics, [
        ['topic', 'topic', ({ topic }) => topic],
        ['touched', 'count', ({ touch }) => touch.count],
        ['touchMedian', 'minutes', ({ touch }) => touch.median],
        ['touchP90', 'minutes', ({ touch }) => touch.p90],
        ['touchFew', 'few', ({ touch }) => touch.few],
        ['firstAnswers', 'count', ({ answer }) => answer.count],
        ['answerMedian', 'minutes', ({ answer }) => answer.median],
        ['answerP90', 'minutes', ({ answer }) => answer.p90],
        ['answerFew', 'few', ({ answer }) => answer.few],
      ]);
    case 'dijawab-otomatis':
      return tableOf(weeks, [
        ['week', 'week', ({ week }) => week],
        ['reports', 'count', ({ reports }) => reports],
        ['answeredAtOnce', 'count', ({ answeredAtOnce }) => answeredAtOnce],
        ['answeredShare', 'share', ({ answeredShare }) => answeredShare],
      ]);
    case 'kecocokan-salah':
      return tableOf(weeks, [
        ['week', 'week', ({ week }) => week],
        ['automatic', 'count', ({ automatic }) => automatic],
        ['wrong', 'count', ({ wrong }) => wrong],
        ['wrongShare', 'share', ({ wrongShare }) => wrongShare],
      ]);
    case 'antrean':
      return tableOf(weeks, [
        ['week', 'week', ({ week }) => week],
        ['opened', 'count', ({ opened }) => opened],
        ['back', 'count', ({ back }) => back],
        ['answered', 'count', ({ answered }) => answered],
        ['setAside', 'count', ({ setAside }) => setAside],
        ['merged', 'count', ({ merged }) => merged],
        ['waiting', 'count', ({ waiting }) => waiting],
      ]);
    default:
      return tableOf(people, [
        ['person', 'name', ({ name }) => name],
        ['inHand', 'count', ({ inHand }) => inHand],
        ['taken', 'count', ({ taken }) => taken],
        ['answeredBy', 'count', ({ answered }) => answered],
        ['setAside', 'count', ({ setAside }) => setAside],
        ['decided', 'count', ({ decided }) => decided],
      ]);
  }
}
