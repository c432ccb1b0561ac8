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
    toTell += await Report.countDocuments({ claim, 'contact.email': { $gt: '' } });
  }
  return { reports, toTell };
}
