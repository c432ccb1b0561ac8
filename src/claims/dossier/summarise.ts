import { protectCounts } from '../../web/charts/protect-counts.js';
import { provinces } from '../../web/charts/province-map.js';
import type { Translate } from '../../web/languages.js';
import type { Claim } from '../claim.model.js';
import type { GatheredReport } from './gather-reports.js';
import { mostFrequent } from './group-wordings.js';

/** How a claim goes round, in short. */
export interface ClaimSummary {
  /** Each in words with its count, the most frequent first: "WhatsApp (12)". Reports that do not say count nowhere. */
  channels: string[];
  /** The same of provinces with at least five reports; the others come last as one, without a number. */
  regions: string[];
  /** Reports that came with a picture. */
  pictures: number;
  since: Date;
}

const counted = (name: string, count: number) => `${name}\u00A0(${count})`;

/** Where, since when and with how many pictures a claim was reported; null while it has no report. */
export function summarise(
  reports: readonly GatheredReport[],
  claim: Pick<Claim, 'firstReportedAt'>,
  t: Translate,
): ClaimSummary | null {
  if (reports.length === 0) return null;
  const tally = <Name extends string>(nameOf: (report: GatheredReport) => Name | undefined) => {
    const counts = new Map<Name, number>();
    for (const report of reports) {
      const name = nameOf(report);
      if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  };
  const regions = tally(({ region }) => region);
  const stated = [...regions.values()].reduce((sum, count) => sum + count, 0);
  const { shown } = protectCounts(regions, { names: provinces, elsewhere: reports.length - stated });
  const hasOthers = [...regions.keys()].some((region) => !shown.has(region));
  return {
    channels: mostFrequent(tally(({ channel }) => channel)).map(([name, count]) =>
      counted(t(`words.channels.${name}`), count),
    ),
    regions: [
      ...[...shown].map(([name, count]) => counted(t(`words.regions.${name}`), count)),
      ...(hasOthers ? [t(shown.size > 0 ? 'dossier.summary.others' : 'dossier.summary.few')] : []),
    ],
    pictures: reports.filter(({ pictures }) => pictures.length > 0).length,
    since: claim.firstReportedAt,
  };
}
