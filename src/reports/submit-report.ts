import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { inTurn, placeReport, type Placed } from '../claims/place-report.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { fingerprint } from '../matching/fingerprint.js';
import { seal, unseal } from '../privacy/seal.js';
import { keepSenderDays } from '../privacy/sender-key.js';
import { keepPictures } from '../media/keep-pictures.js';
import { storeReportPictures } from '../media/store-picture.js';
import { distinctPictures, sha256Of } from './distinct-pictures.js';
import type { Channel, Report, ReportPicture } from './report.model.js';
import { settleReport } from './settle-report.js';
import { tellingLinks } from './telling-links.js';
import { newTicket } from './ticket.js';

const day = 24 * 60 * 60 * 1000;

/** What a citizen sends, parsed. */
export interface Submission {
  text: string;
  urls: string[];
  channel?: Channel;
  region?: string;
  doubt?: string;
  contact?: { email: string };
  /** Stands for the address (IP) that it comes from: see privacy/sender-key.ts. */
  sender?: string;
  /** Pictures as uploaded. */
  files: Buffer[];
  /** Pictures that an earlier step of the form stored. */
  pictures?: ReportPicture[];
  /** Any text up to 200 characters: sending it again gives the first ticket again. */
  idempotencyKey?: string;
  language: Report['language'];
  source: Report['source'];
  /** When it was reported, if not now: for loading what was reported elsewhere. */
  at?: Date;
}

export interface Submitted {
  report: Report;
  /** The same submission came before; `report` is that one. */
  repeated: boolean;
}

/**
 * Takes a report in: stores its pictures, finds its claim or opens one, stores the report. When it resolves, the
 * report is on disk. What follows from it (counts, owed answers) may be repeated, and is, should the process die here.
 *
 * @throws AppError for a picture that cannot be used, naming `files.N`; `unprocessable` when an idempotency key comes
 * again with another report.
 */
export async function submitReport(context: Context, submission: Submission): Promise<Submitted> {
  const earlier = await findRepeated(context, submission);
  if (earlier) return { report: earlier, repeated: true };
  const uploaded = await storeReportPictures(context, submission.files);
  const pictures = distinctPictures([...(submission.pictures ?? []), ...uploaded]);
  const submitted = await inTurn(context, () => storeReport(context, submission, pictures));
  if (submitted.repeated) return submitted;
  await keepPictures(context, pictures);
  for (const { perceptualHash } of pictures) {
    context.pictures.add(String(submitted.report._id), perceptualHash);
  }
  return { report: await settleReport(context, submitted.report), repeated: false };
}

/** Keys of the form and of the API never meet, and what a client chose is not kept. */
function hashOfKey({ source, idempotencyKey }: Submission): string | undefined {
  return idempotencyKey && createHash('sha256').update(`${source} ${idempotencyKey}`).digest('hex');
}

/**
 * The report that the same idempotency key gave before.
 * @throws AppError `unprocessable` when that one said something else.
 */
export async function findRepeated(context: Context, submission: Submission): Promise<Report | null> {
  const key = hashOfKey(submission);
  const found = key
    ? await context.models.Report.findOne({ idempotencyKey: key }).select('+contact').lean()
    : null;
  if (!found) return null;
  // Showing the old ticket for a new message would let people believe that the new one was taken in; and whoever
  // happens on somebody's key must not get that person's ticket.
  if (!saysTheSame(found, submission, context)) {
    throw new AppError('unprocessable', { message: 'reports.problems.keyUsed' });
  }
  const { contact: _contact, ...report } = found;
  return report;
}

function saysTheSame(
  report: Report,
  { files, pictures = [], ...said }: Submission,
  { config }: Context,
): boolean {
  const address = report.contact && unseal(config, 'contact', report._id, report.contact.sealed);
  const sent = new Set([...pictures.map(({ sha256 }) => sha256), ...files.map(sha256Of)]);
  const kept = new Set(report.pictures.map(({ sha256 }) => sha256));
  return (
    report.text === said.text &&
    report.urls.join('\n') === said.urls.join('\n') &&
    [...kept].join() === [...sent].join() &&
    report.channel === said.channel &&
    report.region === said.region &&
    (report.doubt ?? '') === (said.doubt ?? '') &&
    // With another SECRET than it was sealed with, it can only be said whether there is one.
    (address === undefined
      ? Boolean(report.contact) === Boolean(said.contact)
      : address === said.contact?.email)
  );
}

async function storeReport(
  context: Context,
  submission: Submission,
  pictures: ReportPicture[],
): Promise<Submitted> {
  const { text, urls, channel, region, doubt, contact, sender, language, source } = submission;
  const key = hashOfKey(submission);
  const earlier = await findRepeated(context, submission);
  if (earlier) return { report: earlier, repeated: true };
  const now = context.clock.now();
  const at = submission.at ?? now;
  const placed = await placeReport(context, { text, urls, pictures, at });
  const id = new Types.ObjectId();
  const report: Report = {
    _id: id,
    ticket: newTicket(),
    text,
    fingerprint: fingerprint(text),
    urls,
    links: tellingLinks(text, urls),
    pictures,
    ...(pictures.length > 0 && { toRead: true as const }),
    ...(channel && { channel }),
    ...(region && { region }),
    ...(doubt && { doubt }),
    ...(contact && {
      contact: { sealed: seal(context.config, 'contact', id, contact.email), since: at },
      wantsNews: true as const,
    }),
    ...(sender && { sender, senderUntil: new Date(now.getTime() + keepSenderDays * day) }),
    language,
    claim: placed.claim._id,
    home: placed.claim._id,
    match: placed.match,
    ...(key && { idempotencyKey: key }),
    source,
    createdAt: at,
    updatedAt: now,
  };
  return insert(context, report, placed, submission);
}

async function insert(
  context: Context,
  report: Report,
  placed: Placed,
  submission: Submission,
): Promise<Submitted> {
  for (;;) {
    try {
      await context.models.Report.create([report], { w: 'majority', j: true });
      return { report, repeated: false };
    } catch (error) {
      const { code, keyPattern } = error as { code?: number; keyPattern?: Record<string, unknown> };
      if (code !== 11000 || !keyPattern) throw error;
      if ('ticket' in keyPattern) {
        report.ticket = newTicket();
        continue;
      }
      if (!('idempotencyKey' in keyPattern) || !report.idempotencyKey) throw error;
      // Another process stored it first; the claim that was opened here is nobody's.
      if (placed.opened) await forgetClaim(context, placed);
      const first = await findRepeated(context, submission);
      if (!first) throw error;
      return { report: first, repeated: true };
    }
  }
}

async function forgetClaim(context: Context, { claim }: Placed): Promise<void> {
  await context.models.Claim.deleteOne({ _id: claim._id, version: 0, reportCount: 0 });
  context.matcher.remove(String(claim._id));
  context.claimSearch.remove(String(claim._id));
}
