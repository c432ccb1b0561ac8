import type { QueryFilter, Types } from 'mongoose';
import { z } from 'zod';
import type { Context } from '../context.js';
import { moment, readCursor, writeCursor } from '../web/cursor.js';
import type { Report } from '../reports/report.model.js';
import { objectId } from '../web/object-id.js';
import { noticeStatuses, type Notice, type NoticeStatus } from './notice.model.js';
import { deskNotice, type DeskNotice } from './notice.view.js';

const onePage = 30;

const place = z.tuple([moment, objectId]);

/**
 * One page of notices in a state, newest first.
 *
 * @param cursor what the last page gave as `next`.
 * @throws AppError bad_input for a cursor that is none
 */
export async function listNotices(
  context: Context,
  status: NoticeStatus,
  cursor?: string,
): Promise<{ items: DeskNotice[]; next: string | null }> {
  const { Clarification, Notice, Person, Report } = context.models;
  const filter: QueryFilter<Notice> = { status };
  if (cursor !== undefined) {
    const [at, id] = readCursor(place, cursor);
    const createdAt = new Date(at);
    // The bound alone lets any store use the index; the pair settles notices of the same moment.
    filter.createdAt = { $lte: createdAt };
    filter.$or = [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }];
  }
  const found = await Notice.find(filter)
    .sort({ createdAt: -1, _id: -1 })
    .limit(onePage + 1)
    .lean();
  const notices = found.slice(0, onePage);
  const reports = await Report.find({ _id: { $in: named(notices.map(({ report }) => report)) } })
    .select('ticket wantsNews')
    .lean<Pick<Report, '_id' | 'ticket' | 'wantsNews'>[]>();
  const people = await Person.find({ _id: { $in: named(notices.map(({ letter }) => letter?.person)) } })
    .select('email')
    .lean();
  const ids = named(notices.map(({ clarification }) => clarification));
  const articles = await Clarification.find({ _id: { $in: ids } })
    .select('title')
    .lean();
  const reportById = new Map(reports.map((report) => [String(report._id), report]));
  const articleById = new Map(articles.map((article) => [String(article._id), article]));
  const addressOf = new Map(people.map(({ _id, email }) => [String(_id), email]));
  const last = notices.at(-1);
  return {
    items: notices.map((notice) =>
      deskNotice(
        notice,
        reportById.get(String(notice.report)),
        articleById.get(String(notice.clarification)),
        notice.letter?.email ?? addressOf.get(String(notice.letter?.person)),
      ),
    ),
    next: found.length > onePage && last ? writeCursor([last.createdAt.getTime(), String(last._id)]) : null,
  };
}

const named = (ids: readonly (Types.ObjectId | undefined)[]): string[] => [
  ...new Set(ids.filter((id) => id !== undefined).map(String)),
];

/** How many notices stand in each state. */
export async function countNotices(context: Context): Promise<Map<NoticeStatus, number>> {
  const counts = new Map<NoticeStatus, number>();
  for (const status of noticeStatuses) {
    counts.set(status, await context.models.Notice.countDocuments({ status }));
  }
  return counts;
}
