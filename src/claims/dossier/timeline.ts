import { max } from 'd3-array';
import { barChart } from '../../web/charts/bar-chart.js';
import type { Chart } from '../../web/charts/chart.js';
import { countOverTime, type Unit } from '../../web/charts/time-buckets.js';
import { chartFormats, type ChartFormats } from '../../web/charts/words.js';
import type { Language, Translate } from '../../web/languages.js';
import type { Claim } from '../claim.model.js';

/** Steps of a claim's history that its timeline marks. */
const marked = ['answered', 'unanswered', 'absorbed'] as const;
type Marked = (typeof marked)[number];
/** The newest of them: a claim into which fifty others were merged is all marks otherwise. */
const mostMarks = 8;

/**
 * When the reports of a claim came: by the hour up to seven days, by the day or week beyond, with a mark where it was
 * answered and where other claims were merged into it.
 *
 * @param times in milliseconds.
 * @returns undefined without reports.
 */
export function timelineOf(
  times: readonly number[],
  claim: Pick<Claim, 'activity'>,
  { t, language }: { t: Translate; language: Language },
): Chart | undefined {
  if (times.length === 0) return undefined;
  const formats = chartFormats(language);
  const steps = claim.activity.filter(({ action }) => marked.includes(action as Marked)).slice(-mostMarks);
  const { unit, starts, counts, ticks, shareOf } = countOverTime(
    times,
    formats,
    steps.map(({ at }) => at.getTime()),
  );
  const names = starts.map((start) => nameOf(start, unit, formats, t));
  const highest = max(counts) ?? 0;
  return barChart({
    id: 'linimasa-laporan',
    title: t(`dossier.timeline.title.${unit}`),
    description: t('dossier.timeline.description', {
      count: times.length,
      from: formats.moment(new Date(times.reduce((a, b) => Math.min(a, b)))),
      to: formats.moment(new Date(times.reduce((a, b) => Math.max(a, b)))),
      most: highest,
      when: names[counts.indexOf(highest)] ?? '',
    }),
    number: formats.number,
    bars: counts.map((value, place) => ({ name: names[place] ?? '', value })),
    ticks,
    marks: steps.map(({ at, action }) => ({
      share: shareOf(at),
      label: t(`dossier.timeline.marks.${action}`, { when: formats.moment(at) }),
    })),
    table: {
      name: t('dossier.timeline.when'),
      value: t('dossier.timeline.reports'),
      withoutZeros: t(`dossier.timeline.withoutZeros.${unit}`),
    },
  });
}

function nameOf(start: Date, unit: Unit, formats: ChartFormats, t: Translate): string {
  if (unit === 'hour') return formats.moment(start);
  return unit === 'day' ? formats.date(start) : t('dossier.timeline.week', { from: formats.date(start) });
}
