import { recordAction } from '../audit/record-action.js';
import { forgetInRequests } from '../agencies/forget-report.js';
import { longestExample } from '../claims/choose-examples.js';
import { recordOnClaim } from '../claims/change-claim.js';
import { indexClaim } from '../claims/index-claims.js';
import { tallyClaim } from '../claims/tally-claim.js';
import type { Context } from '../context.js';
import { fingerprint } from '../matching/fingerprint.js';
import { removePictures } from '../media/remove-pictures.js';
import type { Report } from '../reports/report.model.js';
import { tellingLinks } from '../reports/telling-links.js';
import { maskReasons } from './mask-for.js';
import { maskPrivate } from './mask-private.js';

/**
 * Erases what is personal in a report, as its reporter asks: the contact, the doubt, the pictures, where it was seen and
 * came from, and what is private in its words. The report stays and is counted, and its ticket goes on working. What
 * stands for the address that sent it stays its ordinary week: otherwise a flood is erased before it can be blocked.
 *
 * What makes it erased is one write; whatever a process that dies there leaves undone (files, counts) is done by asking
 * again, and in time by the jobs that count and that remove forgotten pictures. Safe to repeat.
 *
 * @returns the report as it is then.
 */
export async function eraseReport(context: Context, report: Report): Promise<Report> {
  const { Report } = context.models;
  const now = context.clock.now();
  const { pictures } = report;
  const text = maskPrivate(report.text);
  await removePictures.announce(context, pictures);
  // Once before, so that nothing is left behind should this be all; once after, since a count may bring it back.
  await forgetInRequests(context, report, await forgetExamples(context, report, text));
  const urls = report.urls.filter((url) => maskPrivate(url) === url);
  const erased = await Report.findOneAndUpdate(
    { _id: report._id },
    {
      $set: {
        text,
        fingerprint: fingerprint(text),
        urls,
        links: tellingLinks(text, urls),
        pictures: [],
        match: withoutPicture(maskReasons(report.match, report.text)),
        erasedAt: report.erasedAt ?? now,
        updatedAt: now,
      },
      $unset: {
        contact: 1,
        wantsNews: 1,
        doubt: 1,
        region: 1,
        channel: 1,
      },
    },
    { returnDocument: 'after' },
  ).lean();
  if (!erased) return report;
  context.pictures.remove(String(report._id));
  await removePictures.remove(context, report._id, pictures);
  await context.models.Notice.updateMany(
    { report: report._id, status: { $in: ['waiting', 'kept', 'failed'] } },
    { $set: { status: 'withdrawn', problem: 'no-address' } },
  );
  for (const id of await forgetExamples(context, report, text)) await tallyClaim(context, id);
  if (!report.erasedAt) {
    await recordOnClaim(context, report.claim, undefined, {
      action: 'report-erased',
      detail: { ticket: report.ticket, move: `erased ${String(report._id)}` },
    });
    await recordAction(context, {
      action: 'report.erased',
      on: { kind: 'report', id: String(report._id), label: report.ticket },
      key: `report.erased:${String(report._id)}`,
    });
  }
  return erased;
}

/** A picture that is gone explains nothing. */
function withoutPicture(match: Report['match']): Report['match'] {
  return match.by ? { ...match, by: match.by.filter((kind) => kind !== 'picture') } : match;
}

/**
 * The claims that it was in may know its words as an example: they get what is left of them.
 * @returns those claims.
 */
async function forgetExamples(context: Context, report: Report, masked: string): Promise<Report['claim'][]> {
  const { Claim } = context.models;
  const own = report.text.slice(0, longestExample).trim();
  const left = masked.slice(0, longestExample).trim();
  const named = [
    report.claim,
    report.home,
    report.match.claim,
    ...(report.moves ?? []).map(({ from }) => from),
  ];
  const ids = [...new Map(named.flatMap((id) => (id ? [[String(id), id] as const] : []))).values()];
  if (own === left) return ids;
  for (const id of ids) {
    const claim = await Claim.findById(id, { examples: 1 }).lean();
    if (!claim?.examples.includes(own)) continue;
    const examples = claim.examples.map((example) => (example === own ? left : example));
    const after = await Claim.findOneAndUpdate(
      { _id: id, examples: claim.examples },
      { $set: { examples, updatedAt: context.clock.now() } },
      { returnDocument: 'after' },
    ).lean();
    if (after) await indexClaim(context, after);
  }
  return ids;
}
