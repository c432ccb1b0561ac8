import { Types } from 'mongoose';
import type { Verdict } from '../claims/claim.model.js';
import type { Clarification } from '../clarifications/clarification.model.js';
import { changeFields, tellChanges, type ShortChange } from '../clarifications/tell-changes.js';
import type { Context } from '../context.js';
import { writeCursor } from '../web/cursor.js';
import type { ListFilters } from './library.schema.js';

/** An article that was corrected or retracted after it was published. */
export interface Corrected {
  slug: string;
  title: string;
  verdict: Verdict | null;
  changedAt: Date;
  /** Newest first; `version` is the state that the correction replaced. */
  corrections: { at: Date; note: string; changed: string[]; version: number; changes: ShortChange[] }[];
  retraction: { at: Date; reason: string } | null;
}

const pageSize = 20;

type Fields = Pick<
  Clarification,
  '_id' | 'slug' | 'title' | 'summary' | 'verdict' | 'changedAt' | 'revisions' | 'retraction'
>;

/** Corrected and retracted articles, the newest change first. */
export async function listCorrections(
  context: Context,
  after: ListFilters['after'],
): Promise<{ items: Corrected[]; next: string | null }> {
  const lists = await Promise.all(
    (['corrected', 'retracted'] as const).map((action) => changedAfter(context, action, after)),
  );
  // An article may be in both lists.
  const byId = new Map(lists.flat().map((article) => [String(article._id), article]));
  const found = [...byId.values()].sort(
    (left, right) => timeOf(right) - timeOf(left) || (String(left._id) < String(right._id) ? 1 : -1),
  );
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  const more = found.length > pageSize && last?.changedAt;
  return {
    items: page.map(correctedOf),
    next: more ? writeCursor({ at: more.toISOString(), id: String(last._id) }) : null,
  };
}

const timeOf = ({ changedAt }: Fields) => changedAt?.getTime() ?? 0;

async function changedAfter(
  context: Context,
  action: 'corrected' | 'retracted',
  after: ListFilters['after'],
): Promise<Fields[]> {
  const find = (place: object) =>
    context.models.Clarification.find({ 'activity.action': action, ...place })
      .sort({ changedAt: -1, _id: -1 })
      .limit(pageSize + 1)
      .select(`slug changedAt retraction revisions.at revisions.note ${changeFields}`)
      .lean<Fields[]>();
  if (!after) return find({});
  const at = new Date(after.at);
  const [sameMoment, earlier] = await Promise.all([
    find({ changedAt: at, _id: { $lt: new Types.ObjectId(after.id) } }),
    find({ changedAt: { $lt: at } }),
  ]);
  return [...sameMoment, ...earlier];
}

function correctedOf(article: Fields): Corrected {
  const changes = tellChanges(article);
  return {
    slug: article.slug,
    title: article.title,
    verdict: article.verdict ?? null,
    changedAt: article.changedAt ?? new Date(0),
    corrections: article.revisions
      .map(({ at, note, changed }, index) => ({
        at,
        note,
        changed,
        version: index + 1,
        changes: changes[index] ?? [],
      }))
      .toReversed(),
    retraction: article.retraction ? { at: article.retraction.at, reason: article.retraction.reason } : null,
  };
}
