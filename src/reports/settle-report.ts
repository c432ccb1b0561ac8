import type { Claim } from '../claims/claim.model.js';
import { followMerges } from '../claims/find-claim.js';
import { tallyClaim } from '../claims/tally-claim.js';
import type { Context } from '../context.js';
import { oweAnswers } from '../notices/owe-answers.js';
import type { Report } from './report.model.js';

/**
 * What follows from a stored report: it is counted, and told the answer when there is one. Should its claim have been
 * merged in the same moment, it moves on to the other claim. Safe to repeat.
 *
 * @returns the report as it is then.
 */
export async function settleReport(context: Context, report: Report): Promise<Report> {
  const claim = await tallyClaim(context, report.claim);
  if (claim?.status === 'merged') return moveOn(context, report, claim);
  if (claim?.status === 'answered') await oweAnswers(context, claim._id);
  return report;
}

async function moveOn(context: Context, report: Report, merged: Claim): Promise<Report> {
  const target = await followMerges(context, merged);
  if (!target) return report;
  const confirmed = report.match.state === 'confirmed' && report.match.claim.equals(merged._id);
  const moved = await context.models.Report.findOneAndUpdate(
    { _id: report._id, claim: merged._id },
    {
      $set: {
        claim: target._id,
        ...(confirmed && { 'match.claim': target._id }),
        updatedAt: context.clock.now(),
      },
    },
    { returnDocument: 'after' },
  ).lean();
  await tallyClaim(context, merged._id);
  await tallyClaim(context, target._id);
  if (target.status === 'answered') await oweAnswers(context, target._id);
  return moved ?? report;
}

const newest = 200;

/** Settles the newest reports once more: a process may have died between storing one and counting it. */
export async function settleNewestReports(context: Context): Promise<void> {
  const reports = await context.models.Report.find({}).sort({ updatedAt: -1 }).limit(newest).lean();
  const settled = new Set<string>();
  for (const report of reports) {
    if (settled.has(String(report.claim))) continue;
    settled.add(String(report.claim));
    await settleReport(context, report);
  }
}
