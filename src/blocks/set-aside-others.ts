import { Types } from 'mongoose';
import { setAsideClaim } from '../claims/set-aside-claim.js';
import { splitClaim } from '../claims/split-claim.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { Report } from '../reports/report.model.js';
import type { SignedIn } from '../web/request.js';
import { mostOthers } from './block.schema.js';

const day = 24 * 60 * 60 * 1000;

/** Reports of the last day that came from where this one came from, itself among them, newest first. */
export async function reportsOfSource(context: Context, { sender }: Report): Promise<Report[]> {
  if (!sender) return [];
  const since = new Date(context.clock.now().getTime() - day);
  return context.models.Report.find({ sender, createdAt: { $gte: since } })
    .sort({ createdAt: -1 })
    .limit(mostOthers)
    .lean<Report[]>();
}

/**
 * Sets chosen reports of a source aside. A claim that has no other reports is set aside itself; from one that others
 * reported, too, they are moved to a claim of their own first. Each is a step that the histories tell and that can be
 * undone there.
 *
 * @param asked.ids of these only those of the report's own source are taken.
 * @returns how many are set aside, and how many stayed as they are, such as reports of an answered claim.
 */
export async function setAsideOthers(
  context: Context,
  asked: { by: SignedIn; report: Report; ids: readonly string[]; note: string },
): Promise<{ done: number; left: number }> {
  const { Claim, Report } = context.models;
  const { by, note } = asked;
  const chosen = asked.report.sender
    ? await Report.find({
        _id: { $in: asked.ids.map((id) => new Types.ObjectId(id)) },
        sender: asked.report.sender,
      }).lean<Report[]>()
    : [];
  const claims = new Map<string, Report[]>();
  for (const report of chosen) {
    const id = String(report.claim);
    claims.set(id, [...(claims.get(id) ?? []), report]);
  }
  const result = { done: 0, left: asked.ids.length - chosen.length };
  for (const [id, reports] of claims) {
    try {
      const claim = await Claim.findById(id).select('status').lean();
      if (claim?.status === 'set-aside') {
        result.done += reports.length;
        continue;
      }
      const all = reports.length >= (await Report.countDocuments({ claim: new Types.ObjectId(id) }));
      const own = all
        ? id
        : String(
            (await splitClaim(context, { id, by, reports: reports.map(({ _id }) => String(_id)) })).created
              ._id,
          );
      await setAsideClaim(context, { id: own, by, reason: 'spam', note });
      result.done += reports.length;
    } catch (error) {
      // Answered, or somebody works on it at this moment: it is for them to decide.
      if (!(error instanceof AppError)) throw error;
      result.left += reports.length;
    }
  }
  return result;
}
