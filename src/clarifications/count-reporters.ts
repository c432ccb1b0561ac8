import type { Types } from 'mongoose';
import type { Context } from '../context.js';

/** How many reports publishing would answer, and how many of their reporters left an address. */
export async function countReporters(
  context: Context,
  claims: readonly Types.ObjectId[],
): Promise<{ reports: number; toTell: number }> {
  const { Report } = context.models;
  let reports = 0;
  let toTell = 0;
  for (const claim of claims) {
    reports += await Report.countDocuments({ claim });
    toTell += await Report.countDocuments({ claim, wantsNews: true });
  }
  return { reports, toTell };
}

/** The reports whose reporters were told of an article, by whatever mail: each once. */
export async function reportsTold(
  context: Context,
  clarification: Types.ObjectId,
): Promise<Types.ObjectId[]> {
  const sent = await context.models.Notice.find({ clarification, status: 'sent' }).select('report').lean();
  const reports = sent.flatMap(({ report }) => report ?? []);
  return [...new Map(reports.map((report) => [String(report), report])).values()];
}

/** Few enough for one question to the store. */
const atOnce = 100;

/** How many of those who were told of an article still want mail: they hear of its correction. */
export async function reportersToReach(context: Context, clarification: Types.ObjectId): Promise<number> {
  const told = await reportsTold(context, clarification);
  let count = 0;
  for (let at = 0; at < told.length; at += atOnce) {
    count += await context.models.Report.countDocuments({
      _id: { $in: told.slice(at, at + atOnce) },
      wantsNews: true,
    });
  }
  return count;
}
