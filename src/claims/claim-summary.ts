import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';

/** How a claim goes round, in short. */
export interface ClaimSummary {
  /** Each in words with its count, the most frequent first: "WhatsApp (12)". Reports that do not say count nowhere. */
  channels: string[];
  regions: string[];
  /** Reports that came with a picture. */
  pictures: number;
  since: Date;
}

/** Where, since when and with how many pictures a claim was reported; null while it has no report. */
export async function summariseClaim(
  context: Context,
  claim: Pick<Claim, '_id' | 'reportCount' | 'firstReportedAt'>,
  t: Translate,
): Promise<ClaimSummary | null> {
  if (claim.reportCount === 0) return null;
  const { Report } = context.models;
  const [seen, pictures] = await Promise.all([
    Report.aggregate<{ _id: { region?: string; channel?: string }; count: number }>([
      { $match: { claim: claim._id } },
      { $group: { _id: { region: '$region', channel: '$channel' }, count: { $sum: 1 } } },
    ]),
    Report.countDocuments({ claim: claim._id, 'pictures.sha256': { $gt: '' } }),
  ]);
  const tell = (what: 'region' | 'channel') => {
    const counts = new Map<string, number>();
    for (const { _id, count } of seen) {
      const name = _id[what];
      if (name) counts.set(name, (counts.get(name) ?? 0) + count);
    }
    return [...counts]
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
      .map(([name, count]) => `${t(`words.${what}s.${name}`)}\u00A0(${count})`);
  };
  return { channels: tell('channel'), regions: tell('region'), pictures, since: claim.firstReportedAt };
}
