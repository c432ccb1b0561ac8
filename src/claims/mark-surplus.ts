import type { QueryFilter, Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Report } from '../reports/report.model.js';

/**
 * So many reports of one claim count that come from one sender (an address, on one day) for its priority and for
 * bringing it back. Not one, for behind the address of a mobile carrier or an office several people report; not more,
 * or one person with patience would move the queue. Published on the methodology page.
 */
export const mostOfSender = 2;

export type Sent = Pick<Report, '_id' | 'claim' | 'sender' | 'surplus' | 'createdAt'>;

/**
 * Marks the reports of a claim that are more of one sender than count. The mark stays when the sender is forgotten:
 * it tells nothing of who that was. Safe to repeat.
 *
 * @param newest the claim's newest reports: whatever came since the claim was counted last is among them, or of the
 * same senders as some of them.
 * @param isAll they are all the reports that the claim has.
 * @returns the ids of the reports that are marked now and were not.
 */
export async function markSurplus(
  context: Context,
  claim: Types.ObjectId,
  newest: readonly Sent[],
  isAll: boolean,
): Promise<Set<string>> {
  const { Report } = context.models;
  const senders = [...new Set(newest.flatMap(({ sender, surplus }) => (sender && !surplus ? [sender] : [])))];
  if (senders.length === 0) return new Set();
  const sent = isAll
    ? newest
    : await Report.find({ sender: { $in: senders }, claim }, { sender: 1, surplus: 1, createdAt: 1 }).lean<
        Sent[]
      >();
  const counted = new Map<string, number>();
  const surplus: Types.ObjectId[] = [];
  for (const report of sent.toSorted(byTime)) {
    if (!report.sender || report.surplus) continue;
    const before = counted.get(report.sender) ?? 0;
    if (before >= mostOfSender) surplus.push(report._id);
    else counted.set(report.sender, before + 1);
  }
  if (surplus.length > 0) await Report.updateMany({ _id: { $in: surplus } }, { $set: { surplus: true } });
  return new Set(surplus.map(String));
}

/** How many of some reports count. Both counts are by an index: what is not marked would be read report by report. */
export async function countThoseThatCount(context: Context, filter: QueryFilter<Report>): Promise<number> {
  const { Report } = context.models;
  const [all, surplus] = await Promise.all([
    Report.countDocuments(filter),
    Report.countDocuments({ ...filter, surplus: true }),
  ]);
  return all - surplus;
}

const byTime = (left: Sent, right: Sent) =>
  left.createdAt.getTime() - right.createdAt.getTime() || (String(left._id) < String(right._id) ? -1 : 1);
