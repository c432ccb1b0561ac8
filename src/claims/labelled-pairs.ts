import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { readMessage } from '../matching/message.js';
import type { LabelledPair } from '../matching/train-model.js';
import { followMerges } from './find-claim.js';
import { labelKinds, type Label, type LabelKind } from './label.model.js';
import { fewestWords } from './weigh-message.js';

/**
 * What people decided, one pair for each message and claim: the latest decision counts, also where the claim was merged
 * since. Streams, in the order of ids, which is the same each time.
 */
export async function* labelledPairs(context: Context): AsyncGenerator<LabelledPair> {
  const claims = new Map<string, string>();
  const labels = context.models.Label.find()
    .sort({ subject: 1, claim: 1, at: 1 })
    .lean<Label[]>()
    .cursor({ batchSize: 100 }) as AsyncIterable<Label>;
  let together: Label[] = [];
  for await (const label of labels) {
    if (together[0] && !together[0].subject.equals(label.subject)) {
      yield* latest(context, together, claims);
      together = [];
    }
    together.push(label);
  }
  yield* latest(context, together, claims);
}

/** Of the labels of one message: the last word on each claim. */
async function* latest(
  context: Context,
  labels: readonly Label[],
  claims: Map<string, string>,
): AsyncGenerator<LabelledPair> {
  const last = new Map<string, Label>();
  for (const label of labels) {
    const claim = await claimNow(context, label.claim, claims);
    const before = last.get(claim);
    if (!before || label.at >= before.at) last.set(claim, label);
  }
  for (const { text, claimTexts, same, carried } of last.values()) {
    // A remark that came with a link or a picture was decided by that, not by its words.
    if (carried && readMessage(text).informative < fewestWords) continue;
    yield { report: text, claim: claimTexts, same };
  }
}

async function claimNow(context: Context, id: Types.ObjectId, known: Map<string, string>): Promise<string> {
  const key = String(id);
  const found = known.get(key);
  if (found) return found;
  const claim = await context.models.Claim.findById(id).lean();
  const now = claim && (await followMerges(context, claim));
  const end = now ? String(now._id) : key;
  known.set(key, end);
  return end;
}

/** How many decisions of each kind are kept, also those that a later one replaced. */
export async function countLabels(context: Context): Promise<Record<LabelKind, number>> {
  const counted = await context.models.Label.aggregate<{ _id: LabelKind; count: number }>([
    { $group: { _id: '$kind', count: { $sum: 1 } } },
  ]);
  const counts = new Map(counted.map(({ _id, count }) => [_id, count]));
  return Object.fromEntries(labelKinds.map((kind) => [kind, counts.get(kind) ?? 0])) as Record<
    LabelKind,
    number
  >;
}
