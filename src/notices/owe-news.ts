import type { Types } from 'mongoose';
import type { Clarification } from '../clarifications/clarification.model.js';
import type { Context } from '../context.js';
import { owe } from './owe-answers.js';

/**
 * Owes news of an article to everybody who was told an earlier state of it: its latest correction, or its
 * retraction. What waits in the outbox needs none: it is written from the article as it is when it is sent.
 * Safe to repeat.
 */
export async function oweNews(context: Context, clarificationId: Types.ObjectId): Promise<void> {
  const { Clarification, Notice } = context.models;
  const article = await Clarification.findById(clarificationId).select('status revisions retraction').lean();
  if (!article) return;
  const news = newsOf(article);
  if (!news) return;
  const sent = await Notice.find({ clarification: article._id, status: 'sent' })
    .select('report kind edition')
    .lean();
  const known = new Map<string, { report: Types.ObjectId; edition: number }>();
  for (const { report, kind, edition = 0 } of sent) {
    if (!report) continue;
    const told = kind === 'retracted' ? Infinity : edition;
    const before = known.get(String(report))?.edition ?? -1;
    known.set(String(report), { report, edition: Math.max(before, told) });
  }
  for (const { report, edition } of known.values()) {
    if (edition >= news.edition) continue;
    await owe(context, {
      key: `${news.kind}:${String(article._id)}:${news.edition}:${String(report)}`,
      kind: news.kind,
      report,
      clarification: article._id,
      note: news.note,
      edition: news.edition,
    });
  }
}

interface News {
  kind: 'corrected' | 'retracted';
  /** Whoever knows this edition or a later one needs not be told. */
  edition: number;
  note: string;
}

/** The latest news of an article: after publishing alone there is none. */
export function newsOf(
  article: Pick<Clarification, 'status' | 'revisions' | 'retraction'>,
): News | undefined {
  const { revisions, retraction, status } = article;
  if (status === 'retracted' && retraction) {
    return { kind: 'retracted', edition: revisions.length + 1, note: retraction.reason };
  }
  const last = revisions.at(-1);
  return last && { kind: 'corrected', edition: revisions.length, note: last.note };
}
