import { Types } from 'mongoose';
import { maskPrivate } from '../privacy/mask-private.js';
import { actorOf } from '../accounts/actor.js';
import { findClaim } from '../claims/find-claim.js';
import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { AppError, badInput, conflict, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import type { Agency } from './agency.model.js';
import { offerOf, type Offer } from './ask-offer.js';
import { carryRequest } from './carry-request.js';
import { nextReminder } from './reminders.js';
import type { Asking } from './statement-request.schema.js';
import type { StatementRequest } from './statement-request.model.js';
import { isDuplicate } from '../store/duplicate.js';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** How long an agency has when the asker does not say. */
export const usualTime = 24 * hour;
const longestTime = 90 * day;

/**
 * Asks agencies about a claim, one request each. An agency that was asked about this claim and has not answered yet is
 * not asked again: one open question at a time.
 *
 * @returns the new requests. When only some of the agencies had an open one, the others are asked all the same.
 * @throws AppError not_found, wrong_state (a merged claim), bad_input, conflict when all of them have one already.
 */
export async function askAgencies(
  context: Context,
  claimId: string,
  by: SignedIn,
  asking: Asking,
): Promise<StatementRequest[]> {
  const claim = await findClaim(context, claimId);
  if (!claim) throw notFound();
  if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
  const now = context.clock.now();
  const dueAt = asking.dueAt ?? new Date(now.getTime() + usualTime);
  requireFuture(dueAt, now);
  const agencies = await agenciesNamed(context, asking.agencies);
  const shown = chosen(await offerOf(context, claim._id), asking);
  const asked: StatementRequest[] = [];
  const busy: Agency[] = [];
  for (const agency of agencies) {
    const request = await ask(context, {
      claim,
      agency,
      by,
      now,
      dueAt,
      question: asking.question,
      ...shown,
    });
    if (request) asked.push(request);
    else busy.push(agency);
  }
  if (asked.length === 0) throw await alreadyAsked(context, claim, busy);
  return asked;
}

/** @throws AppError bad_input naming `dueAt` */
export function requireFuture(dueAt: Date, now: Date): void {
  if (dueAt.getTime() <= now.getTime()) throw badInput({ dueAt: { reason: 'due_past' } });
  if (dueAt.getTime() > now.getTime() + longestTime) throw badInput({ dueAt: { reason: 'due_far' } });
}

async function agenciesNamed(context: Context, named: readonly string[]): Promise<Agency[]> {
  const found = new Map<string, Agency>();
  for (const name of named) {
    const filter = /^[0-9a-f]{24}$/i.test(name) ? { _id: new Types.ObjectId(name) } : { slug: name };
    const agency = await context.models.Agency.findOne(filter).lean();
    if (!agency || agency.retiredAt) throw badInput({ agencies: { reason: 'agency_unknown' } });
    found.set(String(agency._id), agency);
  }
  return [...found.values()];
}

function chosen(offer: Offer, { quotes, links, pictures }: Asking) {
  const pick = <T>(
    wanted: readonly string[],
    from: readonly T[],
    nameOf: (one: T) => string,
    field: string,
  ) =>
    [...new Set(wanted)].map((name, at) => {
      const one = from.find((candidate) => nameOf(candidate) === name);
      if (one === undefined) throw badInput({ [`${field}.${at}`]: { reason: 'not_in_reports' } });
      return one;
    });
  return {
    quotes: pick(quotes, offer.quotes, ({ report }) => report, 'quotes').map(({ text }) => text),
    // A program may name a link as the reporter sent it.
    links: pick(
      links.map((link) => maskPrivate(link)),
      offer.links,
      (link) => link,
      'links',
    ),
    pictures: pick(pictures, offer.pictures, ({ file }) => String(file), 'pictures'),
  };
}

/** @returns undefined when the agency has an open request about this claim. */
async function ask(
  context: Context,
  given: Pick<StatementRequest, 'question' | 'quotes' | 'links' | 'pictures' | 'dueAt'> & {
    claim: Claim;
    agency: Agency;
    by: SignedIn;
    now: Date;
  },
): Promise<StatementRequest | undefined> {
  const { claim, agency, by, now, ...shown } = given;
  const times = { countsFrom: now, dueAt: given.dueAt };
  try {
    const { _id } = await context.models.StatementRequest.create({
      ...shown,
      ...times,
      claim: claim._id,
      agency: agency._id,
      asker: actorOf(by),
      askedAt: now,
      remindAt: nextReminder(times, now),
      status: 'open',
      openFor: `${String(claim._id)} ${String(agency._id)}`,
      activity: [{ at: now, by: actorOf(by), step: 'asked' }],
      unfinished: now,
      updatedAt: now,
    });
    await carryRequest(context, _id);
    return await context.models.StatementRequest.findById(_id).orFail().lean();
  } catch (error) {
    if (isDuplicate(error)) return undefined;
    throw error;
  }
}

async function alreadyAsked(context: Context, claim: Claim, busy: readonly Agency[]): Promise<AppError> {
  const [agency] = busy;
  if (!agency) return conflict();
  const open = await context.models.StatementRequest.findOne({
    openFor: `${String(claim._id)} ${String(agency._id)}`,
  }).lean();
  return conflict('agencies.alreadyAsked', {
    name: open?.asker.name ?? '…',
    agencies: busy.map(({ shortName }) => shortName).join(', '),
  });
}
