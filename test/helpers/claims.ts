import { randomBytes } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Claim } from '../../src/claims/claim.model.js';
import { indexClaim } from '../../src/claims/index-claims.js';
import { openClaim } from '../../src/claims/open-claim.js';
import type { Report } from '../../src/reports/report.model.js';
import { submitReport } from './reports.js';
import type { Saring } from './saring.js';

/** A claim in the store and the indexes, in any state; with words of its own unless some are given. */
export async function aClaim(saring: Saring, overrides: Partial<Claim> = {}): Promise<Claim> {
  const { context } = saring;
  const { Claim } = context.models;
  const text =
    overrides.statement ?? `Kabar ${randomBytes(6).toString('hex')} ${randomBytes(6).toString('hex')}`;
  const opened = await openClaim(context, { text, urls: [], at: saring.clock.now() });
  await Claim.updateOne({ _id: opened._id }, { $set: { reportCount: 1, ...overrides } });
  return readClaim(saring, opened._id, indexClaim);
}

/** A claim with a report of each text, by the real path: the texts must be alike enough to be grouped. */
export async function aReportedClaim(
  saring: Saring,
  texts: readonly string[],
): Promise<{ claim: Claim; reports: Report[] }> {
  const reports: Report[] = [];
  for (const text of texts) reports.push(await submitReport(saring, { text }));
  const claim = await readClaim(saring, reports[0]?.claim);
  return { claim, reports };
}

/** A claim as the store has it now. */
export async function readClaim(
  { context }: Saring,
  id: Types.ObjectId | string | undefined,
  then?: (context: Saring['context'], claim: Claim) => Promise<void>,
): Promise<Claim> {
  const claim = await context.models.Claim.findById(id).lean();
  if (!claim) throw new Error(`there is no claim ${String(id)}`);
  await then?.(context, claim);
  return claim;
}

/** A report as the store has it now. */
export async function readReport({ context }: Saring, id: Types.ObjectId | string): Promise<Report> {
  const report = await context.models.Report.findById(id).lean();
  if (!report) throw new Error(`there is no report ${String(id)}`);
  return report;
}
