import type { Types } from 'mongoose';
import { z } from 'zod';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { tidyLine } from '../web/tidy-text.js';
import { privateIn, privatePlaces, type PrivatePlace } from './hidden-things.js';
import { mask, maskPrivate } from './mask-private.js';
import type { PrivateKind } from './private-thing.js';

export const shortestReason = 10;
const longestReason = 500;

const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : value),
  z.int().min(1).max(9999),
);

/** Which of the things that are masked in a report. */
export const hiddenSchema = z.object({ place: z.enum(privatePlaces), number });

/** The same with why somebody wants to see it. */
export const unmaskSchema = hiddenSchema.extend({
  reason: z
    .string()
    .max(longestReason * 4)
    .transform(tidyLine)
    .pipe(z.string().refine(saysSomething, 'reason_short').max(longestReason)),
});

const fewestDifferent = 4;

/** Ten letters or digits that can be seen, not all the same few: dots and fillers are no reason. */
function saysSomething(reason: string): boolean {
  const seen = reason
    .toLowerCase()
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .match(/[\p{L}\p{N}]/gu);
  return seen !== null && seen.length >= shortestReason && new Set(seen).size >= fewestDifferent;
}

export interface Unmasked {
  kind: PrivateKind;
  /** As the report writes it. */
  written: string;
  /** Its digits, or the address. */
  value: string;
}

/**
 * Shows one thing that is masked in a report to a person who says why. That is in the audit log before it is shown; what
 * was shown is not.
 *
 * @throws AppError `not_found` when the report, or what was masked there, is gone.
 */
export async function unmask(
  context: Context,
  asked: {
    report: Types.ObjectId | string;
    place: PrivatePlace;
    number: number;
    reason: string;
    by: SignedIn;
  },
): Promise<Unmasked> {
  const { place, number: wanted, reason, by } = asked;
  const report = await context.models.Report.findById(asked.report).select('ticket text doubt urls').lean();
  if (!report) throw notFound();
  const hidden = privateIn(report).find((thing) => thing.place === place && thing.number === wanted);
  if (!hidden) throw new AppError('not_found', { message: 'privacy.unmask.gone' });
  const { kind, written, value } = hidden;
  await recordAction(context, {
    by: actorOf(by),
    action: 'report.unmasked',
    on: { kind: 'report', id: String(report._id), label: report.ticket },
    // Which of several it was, by what its mask tells.
    after: { place, number: wanted, kind, shown: kind === 'email' ? mask : `${mask}${value.slice(-2)}` },
    // Somebody may repeat in the reason what they are looking for.
    reason: maskPrivate(reason),
  });
  return { kind, written, value };
}
