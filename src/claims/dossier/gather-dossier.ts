import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import { decisionsOn } from './decide-pictures.js';
import { gatherReports, type GatheredReport } from './gather-reports.js';
import { groupPictures, pairKey, type GroupedPictures } from './group-pictures.js';
import { groupWordings, type Wording } from './group-wordings.js';
import type { PicturePair } from './picture-pair.model.js';

export interface Gathered {
  reports: GatheredReport[];
  wordings: Wording[];
  pictures: GroupedPictures;
  /** What people said of pairs of these pictures, newest first. */
  decisions: PicturePair[];
}

/** Everything that the reports of a claim have in common, from one reading of them. */
export async function gatherDossier(context: Context, claim: Types.ObjectId): Promise<Gathered> {
  const reports = await gatherReports(context, claim);
  const hashes = [...new Set(reports.flatMap(({ pictures }) => pictures.map(({ hash }) => hash)))];
  const decisions = await decisionsOn(context, hashes);
  const pictures = groupPictures(
    reports,
    new Map(decisions.map(({ first, second, decision }) => [pairKey(first, second), decision])),
  );
  return {
    reports,
    wordings: groupWordings(reports, pictures.groupOf),
    pictures,
    decisions: decisions.sort((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime()),
  };
}

/** The distinct texts among a claim's reports, in no order. */
export async function gatherWordings(context: Context, claim: Types.ObjectId): Promise<Wording[]> {
  return (await gatherDossier(context, claim)).wordings;
}
