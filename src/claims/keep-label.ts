import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { fingerprint } from '../matching/fingerprint.js';
import type { Report, ReportMatch } from '../reports/report.model.js';
import { chooseExamples, longestExample, mostExamples } from './choose-examples.js';
import type { Claim } from './claim.model.js';
import type { Label, LabelKind } from './label.model.js';
import { maskPrivate } from '../privacy/mask-private.js';
import { statementOf } from './statement-of.js';
import { isDuplicate } from '../store/duplicate.js';

/** What a person said, and when. */
export interface Said {
  kind: LabelKind;
  same: boolean;
  by: Types.ObjectId;
  at: Date;
}

const mostOthers = 12;

/** What the match says as long as nobody decided: afterwards it is the decision. */
function bandOf({ decidedBy, state, by = [] }: ReportMatch): Label['band'] {
  if (decidedBy !== 'matcher') return undefined;
  if (state === 'suggested') return 'suggest';
  return by.length > 0 ? 'attach' : undefined;
}

/**
 * Keeps what a person said of a report and a claim. Repeatable: the same decision is kept once.
 *
 * @param before the report's match as it stood before, where that is known.
 */
export async function keepReportLabel(
  context: Context,
  report: Report,
  claim: Claim,
  said: Said,
  before?: ReportMatch,
): Promise<void> {
  const pair = { subject: report._id, claim: claim._id, at: said.at };
  if (await context.models.Label.exists(pair)) return;
  const own = new Set([report.text, report.text.slice(0, longestExample)].map(fingerprint));
  // A report that is taken out may have opened the claim, whose statement is then its own first sentence.
  if (!said.same) own.add(fingerprint(statementOf(report.text)));
  const claimTexts = await textsOf(context, claim, own, report);
  // Where a person chose a claim that was not suggested, the engine was asked about it then.
  const asked = before?.claim.equals(claim._id) ? before : undefined;
  const match = asked ?? report.match;
  // A report that opened its claim, or was put there by a person alone, was not weighed.
  const weighed = match.claim.equals(claim._id) && (match.by ?? []).length > 0;
  const band = asked && bandOf(asked);
  await keep(context, {
    ...pair,
    ...said,
    text: report.text,
    claimTexts,
    ...((report.urls.length > 0 || report.pictures.length > 0) && { carried: true }),
    ...(weighed && { score: match.score, ...(band && { band }) }),
  });
}

/**
 * Keeps what a person said of two claims: the first report of the one speaks for it, against the texts of the other.
 *
 * @param one the claim that was merged away, is back, or is the younger one.
 */
export async function keepClaimLabel(
  context: Context,
  one: Claim,
  other: Claim,
  said: Said,
  score?: number,
): Promise<void> {
  const [older, younger] = String(one._id) < String(other._id) ? [one, other] : [other, one];
  const pair = { subject: younger._id, claim: older._id, at: said.at };
  if (await context.models.Label.exists(pair)) return;
  const texts = [...one.examples, one.statement];
  await keep(context, {
    ...pair,
    ...said,
    text: texts[0] ?? '',
    // As long as they are merged they have their reports in common; what stands on both sides teaches nothing.
    claimTexts: await textsOf(context, other, new Set(texts.map(fingerprint))),
    ...(score !== undefined && { score }),
  });
}

/** The claim's texts as the matcher has them, without those that are the message itself. */
async function textsOf(
  context: Context,
  claim: Claim,
  own: ReadonlySet<string>,
  but?: Pick<Report, '_id'>,
): Promise<string[]> {
  const { Clarification, Report } = context.models;
  const article =
    claim.clarification && (await Clarification.findById(claim.clarification, { title: 1 }).lean());
  const others = (texts: readonly string[]) => texts.filter((text) => !own.has(fingerprint(text)));
  const texts = others([claim.statement, ...(article ? [article.title] : []), ...claim.examples]);
  if (texts.length > 0 || !but) return texts;
  const reports = await Report.find({ claim: claim._id, _id: { $ne: but._id } }, { text: 1 })
    .sort({ createdAt: -1 })
    .limit(mostOthers)
    .lean<Pick<Report, 'text'>[]>();
  return others(chooseExamples(reports.map(({ text }) => text)));
}

/** Each text once, as the matcher takes them; those without a word left out. */
function distinct(texts: readonly string[]): string[] {
  const byPrint = new Map<string, string>();
  for (const text of texts) {
    const print = fingerprint(text);
    if (print !== '' && !byPrint.has(print)) byPrint.set(print, text);
  }
  return [...byPrint.values()];
}

async function keep(context: Context, label: Omit<Label, '_id'>): Promise<void> {
  const { subject, claim, at, ...said } = label;
  const claimTexts = distinct(said.claimTexts).slice(0, mostExamples + 2);
  // A picture alone, or a text that repeats another to the letter: nothing to learn.
  if (fingerprint(said.text) === '' || claimTexts.length === 0) return;
  const masked = {
    ...said,
    text: maskPrivate(said.text),
    claimTexts: claimTexts.map((text) => maskPrivate(text.slice(0, longestExample))),
  };
  try {
    await context.models.Label.updateOne({ subject, claim, at }, { $setOnInsert: masked }, { upsert: true });
  } catch (error) {
    // Kept by somebody else in the same moment.
    if (!isDuplicate(error)) throw error;
  }
}
