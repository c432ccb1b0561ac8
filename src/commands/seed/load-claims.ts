import type { Types } from 'mongoose';
import { findClaim, followMerges } from '../../claims/find-claim.js';
import { decideMatch } from '../../claims/decide-match.js';
import { editClaim } from '../../claims/edit-claim.js';
import { mergeClaims } from '../../claims/merge-claims.js';
import { noteClaim } from '../../claims/note-claim.js';
import { setAsideClaim } from '../../claims/set-aside-claim.js';
import { takeClaim } from '../../claims/take-claim.js';
import type { Claim } from '../../claims/claim.model.js';
import type { Report } from '../../reports/report.model.js';
import { submitReport } from '../../reports/submit-report.js';
import type { SampleClaim, SampleReport } from './sample-data.js';
import type { Loading } from './loading.js';

/** A claim that gets no answer and no work is left as citizens and the matcher made it, for visitors to try. */
const isTended = ({ work, setAside }: SampleClaim, answered: boolean) =>
  answered || Boolean(work ?? setAside);

/** Sends one sample report in, and lets a verifier look at what the matcher made of it. */
export async function loadReport(
  loading: Loading,
  sample: SampleClaim,
  report: SampleReport,
  place: number,
): Promise<void> {
  const { text, urls, channel, region, doubt, email, picture } = report;
  const context = loading.at(report.hoursAgo);
  const submitted = await submitReport(context, {
    text,
    urls,
    channel,
    region,
    doubt,
    ...(email && { contact: { email } }),
    files: picture ? [loading.data.picture(picture).bytes] : [],
    idempotencyKey: `sample ${sample.key} ${place}`,
    language: 'id',
    source: 'command',
  });
  const tended = isTended(sample, loading.answered.has(sample.key));
  if (!submitted.repeated && tended) await judge(loading, sample, report, submitted.report);
  if (place > 0) return;
  const claim = await currentClaim(loading, submitted.report.claim);
  loading.claims.set(sample.key, claim._id);
  if (submitted.repeated || !tended) return;
  const by = loading.person(sample.work?.assignee ?? 'ratna');
  await editClaim(loading.at(report.hoursAgo, 0.2), {
    id: String(claim._id),
    by,
    statement: sample.statement,
    topic: sample.topic,
  });
}

// The key says what a verifier would see by reading: does the report repeat the claim that the matcher named?
async function judge(
  loading: Loading,
  sample: SampleClaim,
  { hoursAgo }: SampleReport,
  report: Report,
): Promise<void> {
  const main = loading.claims.get(sample.key);
  const named = await currentClaim(loading, report.match.claim);
  const right = main !== undefined && String(named._id) === String(main);
  const by = loading.person('bayu');
  const context = loading.at(hoursAgo, 0.1);
  if (report.match.state === 'suggested') {
    const state = right ? 'confirmed' : 'rejected';
    await decideMatch(context, { report: String(report._id), claim: String(report.match.claim), by, state });
  } else if (main && !right && String(report.match.claim) === String(report.claim)) {
    // The matcher missed it: the verifier merges the claim that it opened.
    await mergeClaims(context, { id: String(report.claim), into: String(main), by });
  }
}

/** Sets a claim aside, takes it, or notes what was found so far, as its sample says. */
export async function workOnClaim(loading: Loading, sample: SampleClaim): Promise<void> {
  const { key, setAside, work } = sample;
  const id = loading.claims.get(key);
  if (!id) return;
  const claim = await loading.context.models.Claim.findById(id).lean();
  const worked = (action: string) => claim?.activity.some((step) => step.action === action);
  const last = Math.min(...sample.reports.map(({ hoursAgo }) => hoursAgo));
  const by = loading.person(work?.assignee ?? 'bayu');
  const context = loading.at(last, 0.3);
  if (setAside && !worked('set-aside'))
    await setAsideClaim(context, { id: String(id), by, reason: setAside });
  if (work?.state === 'checking' && !worked('taken')) await takeClaim(context, { id: String(id), by });
  if (worked('noted')) return;
  for (const text of work?.notes ?? []) await noteClaim(context, { id: String(id), by, text });
}

/** The claim, or where it was merged into. */
async function currentClaim(loading: Loading, id: Types.ObjectId): Promise<Claim> {
  const claim = await findClaim(loading.context, String(id));
  const current = claim && (await followMerges(loading.context, claim));
  if (!current) throw new Error(`there is no claim ${String(id)}`);
  return current;
}
