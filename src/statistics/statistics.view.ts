import { barChart } from '../web/charts/bar-chart.js';
import type { Chart, Tick } from '../web/charts/chart.js';
import { lineChart } from '../web/charts/line-chart.js';
import { rowChart, type RowChart } from '../web/charts/row-chart.js';
import { chartFormats } from '../web/charts/words.js';
import type { Language, Translate } from '../web/languages.js';
import { startOf, type Day } from './calendar.js';
import type { Durations, Statistics, WeekFigures } from './read-statistics.js';
import { tableNamed, type TableName } from './tables.js';
import { inUnit, tellMinutes, tellShare, tellTable, tellWeek, unitFor, type Teller } from './tell-figures.js';

/** A chart of the page, with what stands above it. */
export interface Section {
  name: TableName;
  heading: string;
  /** What is counted, and how. */
  about: string;
  charts: (Chart & { rows?: undefined })[];
  rows?: RowChart;
}

const mostTicks = 5;

/** The page's charts with their tables, in the reader's language; where there is nothing, none is drawn. */
export function sectionsOf(
  statistics: Statistics,
  { t, language }: { t: Translate; language: Language },
): Section[] {
  const teller: Teller = { t, formats: chartFormats(language) };
  const section = (name: TableName, drawn: Pick<Section, 'charts' | 'rows'>): Section => ({
    name,
    heading: t(`statistics.sections.${name}.heading`),
    about: t(`statistics.sections.${name}.about`),
    ...drawn,
  });
  return [
    section('waktu-sentuh', {
      charts: timesChart('waktu-sentuh', statistics, (week) => week.touch, teller),
    }),
    section('waktu-jawab', {
      charts: timesChart('waktu-jawab', statistics, (week) => week.answer, teller),
    }),
    section('per-topik', topicCharts(statistics, teller)),
    section('dijawab-otomatis', { charts: shareChart(statistics, teller) }),
    section('kecocokan-salah', { charts: wrongChart(statistics, teller) }),
    section('antrean', { charts: queueCharts(statistics, teller) }),
    section('beban-kerja', { charts: [], rows: loadChart(statistics, teller) }),
  ];
}

function timesChart(
  name: 'waktu-sentuh' | 'waktu-jawab',
  statistics: Statistics,
  of: (week: Pick<WeekFigures, 'touch' | 'answer'>) => Durations,
  { t, formats }: Teller,
): Chart[] {
  const { weeks, whole } = statistics;
  const { count, median, p90 } = of(whole);
  if (count === 0) return [];
  const unit = unitFor(weeks.flatMap((week) => [of(week).median, of(week).p90]));
  const values = (which: 'median' | 'p90') => weeks.map((week) => inUnit(of(week)[which], unit));
  const title = t(`statistics.sections.${name}.chart`, { unit: t(`statistics.units.${unit.name}`) });
  return [
    lineChart({
      id: name,
      title,
      description: t('statistics.described.times', {
        count,
        median: tellMinutes(median, { t, formats }),
        p90: tellMinutes(p90, { t, formats }),
      }),
      ticks: ticksOf(weeks, formats),
      series: [
        { name: t('statistics.columns.median'), values: values('median') },
        { name: t('statistics.columns.p90'), values: values('p90') },
      ],
      faint: weeks.map((week) => of(week).few),
      number: formats.number,
      table: tellTable(title, tableNamed(name, statistics), unit, { t, formats }),
    }),
  ];
}

function topicCharts(statistics: Statistics, { t, formats }: Teller): Pick<Section, 'charts' | 'rows'> {
  const { topics } = statistics;
  if (topics.length === 0) return { charts: [] };
  const title = t('statistics.sections.per-topik.chart');
  const bar = (key: string, { few, ...durations }: Durations, which: 'median' | 'p90') => ({
    label: t(`statistics.bars.${key}`),
    value: durations[which],
    faint: few,
  });
  return {
    charts: [],
    rows: rowChart({
      id: 'per-topik',
      title,
      description: t('statistics.described.topics'),
      // Minutes and weeks stand beside each other: each is written in a unit of its own.
      number: (minutes) => tellMinutes(minutes, { t, formats }),
      missing: t('statistics.missing'),
      groups: topics.map(({ topic, touch, answer }) => ({
        name: t(`words.topics.${topic}`),
        bars: [
          bar('touchMedian', touch, 'median'),
          bar('touchP90', touch, 'p90'),
          bar('answerMedian', answer, 'median'),
          bar('answerP90', answer, 'p90'),
        ],
      })),
      table: tellTable(title, tableNamed('per-topik', statistics), undefined, { t, formats }),
    }),
  };
}

function shareChart(statistics: Statistics, { t, formats }: Teller): Chart[] {
  const { weeks, whole } = statistics;
  if (whole.reports === 0) return [];
  const title = t('statistics.sections.dijawab-otomatis.chart');
  return [
    lineChart({
      id: 'dijawab-otomatis',
      title,
      description: t('statistics.described.shares', {
        part: formats.number(whole.answeredAtOnce),
        whole: formats.number(whole.reports),
        share: tellShare(whole.answeredShare, { t, formats }),
      }),
      ticks: ticksOf(weeks, formats),
      series: [
        {
          name: t('statistics.columns.answeredShare'),
          values: weeks.map(({ answeredShare }) => (answeredShare === null ? null : answeredShare * 100)),
        },
      ],
      number: (value) => `${formats.number(value)} %`,
      table: tellTable(title, tableNamed('dijawab-otomatis', statistics), undefined, { t, formats }),
    }),
  ];
}

function wrongChart(statistics: Statistics, { t, formats }: Teller): Chart[] {
  const { weeks, whole } = statistics;
  if (whole.automatic === 0) return [];
  const title = t('statistics.sections.kecocokan-salah.chart');
  return [
    barChart({
      id: 'kecocokan-salah',
      title,
      description: t('statistics.described.wrong', {
        part: formats.number(whole.wrong),
        whole: formats.number(whole.automatic),
        share: tellShare(whole.wrongShare, { t, formats }),
      }),
      ticks: ticksOf(weeks, formats),
      bars: weeks.map(({ week, wrong }) => ({ name: tellWeek(week, { t, formats }), value: wrong })),
      number: formats.number,
      table: tellTable(title, tableNamed('kecocokan-salah', statistics), undefined, { t, formats }),
    }),
  ];
}

function queueCharts(statistics: Statistics, { t, formats }: Teller): Chart[] {
  const { weeks, whole } = statistics;
  const ticks = ticksOf(weeks, formats);
  const moved = t('statistics.sections.antrean.chart');
  const waiting = t('statistics.sections.antrean.waiting');
  const steps = ['opened', 'answered', 'setAside'] as const;
  const movedChart = () =>
    lineChart({
      id: 'antrean',
      title: moved,
      description: t('statistics.described.queue', {
        opened: formats.number(whole.opened),
        answered: formats.number(whole.answered),
        setAside: formats.number(whole.setAside),
      }),
      ticks,
      series: steps.map((key) => ({
        name: t(`statistics.columns.${key}`),
        values: weeks.map((week) => week[key]),
      })),
      number: formats.number,
      whole: true,
      table: tellTable(moved, tableNamed('antrean', statistics), undefined, { t, formats }),
    });
  const waitingChart = () =>
    barChart({
      id: 'menunggu',
      title: waiting,
      description: t('statistics.described.waiting', {
        first: formats.number(weeks[0]?.waiting ?? 0),
        last: formats.number(weeks.at(-1)?.waiting ?? 0),
      }),
      ticks,
      bars: weeks.map((week) => ({ name: tellWeek(week.week, { t, formats }), value: week.waiting })),
      number: formats.number,
      table: { name: t('statistics.columns.week'), value: t('statistics.columns.waiting') },
    });
  return [
    ...(steps.some((key) => whole[key] > 0) ? [movedChart()] : []),
    ...(weeks.some((week) => week.waiting > 0) ? [waitingChart()] : []),
  ];
}

function loadChart(statistics: Statistics, { t, formats }: Teller): RowChart {
  const title = t('statistics.sections.beban-kerja.chart');
  return rowChart({
    id: 'beban-kerja',
    title,
    description: t('statistics.described.load'),
    number: formats.number,
    missing: t('statistics.missing'),
    groups: statistics.people.map(({ name, left, ...counts }) => ({
      name: left ? t('statistics.left', { name }) : name,
      bars: (['inHand', 'taken', 'answered', 'setAside', 'decided'] as const).map((key) => ({
        label: t(`statistics.bars.${key}`),
        value: counts[key],
      })),
    })),
    table: tellTable(title, tableNamed('beban-kerja', statistics), undefined, { t, formats }),
  });
}

/** Some of the weeks have a label below the axis. */
function ticksOf(weeks: readonly { week: Day }[], formats: Teller['formats']): Tick[] {
  const step = Math.max(1, Math.ceil(weeks.length / mostTicks));
  return weeks.flatMap(({ week }, at) =>
    at % step === 0 ? [{ at, label: formats.day(startOf(week)) }] : [],
  );
}
