import { provinceMap, type ProvinceMap } from '../../web/charts/province-map.js';
import { chartFormats } from '../../web/charts/words.js';
import type { Language, Translate } from '../../web/languages.js';
import type { GatheredReport } from './gather-reports.js';

/**
 * From which provinces the reports of a claim came. How many name none is told nowhere: with it the numbers that the map
 * hides could be worked out.
 *
 * @returns undefined where no province has enough reports to be shown.
 */
export function regionMap(
  reports: readonly Pick<GatheredReport, 'region'>[],
  { t, language }: { t: Translate; language: Language },
): ProvinceMap | undefined {
  const counts = new Map<string, number>();
  let elsewhere = 0;
  for (const { region } of reports) {
    if (region) counts.set(region, (counts.get(region) ?? 0) + 1);
    else elsewhere += 1;
  }
  const { number } = chartFormats(language);
  return provinceMap(counts, elsewhere, {
    id: 'peta-laporan',
    title: t('dossier.map.title'),
    description: t('dossier.map.description'),
    name: t('dossier.map.province'),
    value: t('dossier.timeline.reports'),
    nameOf: (province) => t(`words.regions.${province}`),
    number,
    few: t('dossier.map.few'),
    hidden: t('dossier.map.hidden'),
    others: (count) => t('dossier.map.others', { count }),
    range: (from, to) =>
      to === undefined ? t('dossier.map.from', { from: number(from) }) : `${number(from)}–${number(to)}`,
  });
}
