import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import { badInput } from '../../errors.js';
import { mostSplit } from '../split-claim.js';
import { gatherWordings } from './gather-dossier.js';

const fingerprint = /^[0-9a-f]{64}$/;

/**
 * The ids of reports that were chosen one by one or with all that say the same.
 *
 * @param asked `reports` are ids, `wordings` are keys.
 * @returns each id once; none for a wording that the claim does not have (any more).
 * @throws AppError `bad_input` when more reports have one of the wordings than can be chosen at once.
 */
export async function chosenReports(
  context: Context,
  claim: Types.ObjectId,
  asked: { reports: readonly string[]; wordings: readonly string[] },
): Promise<string[]> {
  const { Report } = context.models;
  const prints = asked.wordings.filter((key) => fingerprint.test(key));
  const others = new Set(asked.wordings.filter((key) => !fingerprint.test(key)));
  const [found, wordless] = await Promise.all([
    prints.length > 0
      ? Report.find({ claim, fingerprint: { $in: prints } })
          .select('_id')
          .limit(mostSplit + 1)
          .lean()
      : [],
    others.size > 0 ? gatherWordings(context, claim) : [],
  ]);
  const ids = [
    ...asked.reports,
    ...found.map(({ _id }) => String(_id)),
    ...wordless.filter(({ key }) => others.has(key)).flatMap(({ ids = [] }) => ids.map(String)),
  ];
  const chosen = [...new Set(ids)];
  if (chosen.length > mostSplit) {
    throw badInput({ reports: { reason: 'reports_many', params: { most: mostSplit } } });
  }
  if (chosen.length === 0) throw badInput({ reports: { reason: 'reports_none' } });
  return chosen;
}
