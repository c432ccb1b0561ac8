import { isDeepStrictEqual } from 'node:util';
import slugify from '@sindresorhus/slugify';
import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { badInput, conflict, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import type { Agency } from './agency.model.js';
import type { AgencyFields } from './agency.schema.js';
import { isDuplicate } from '../store/duplicate.js';

/** Adds an agency. @throws AppError bad_input naming `shortName` when there is one of that address. */
export async function createAgency(context: Context, by: SignedIn, fields: AgencyFields): Promise<Agency> {
  const slug = slugify(fields.shortName, { decamelize: false }) || slugify(fields.name);
  if (!slug) throw badInput({ shortName: { reason: 'required' } });
  let agency: Agency;
  try {
    const made = await context.models.Agency.create({ ...fields, slug, createdAt: context.clock.now() });
    agency = made.toObject();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw badInput({ shortName: { reason: 'agency_taken' } });
  }
  await recordAction(context, { by: actorOf(by), action: 'agency.added', on: named(agency), after: fields });
  return agency;
}

interface Changing {
  id: Types.ObjectId | string;
  by: SignedIn;
  /** The one that was seen. */
  version: number;
}

/** Changes what is known of an agency; its address stays. @throws AppError not_found, conflict */
export function editAgency(
  context: Context,
  { fields, ...changing }: Changing & { fields: AgencyFields },
): Promise<Agency> {
  return change(context, changing, 'agency.edited', () => ({ $set: fields }));
}

/** Asks an agency no more. What it was asked before it may still answer. @throws AppError not_found, conflict */
export function retireAgency(context: Context, changing: Changing): Promise<Agency> {
  return change(context, changing, 'agency.retired', () => ({ $set: { retiredAt: context.clock.now() } }));
}

/** @throws AppError not_found, conflict */
export function restoreAgency(context: Context, changing: Changing): Promise<Agency> {
  return change(context, changing, 'agency.restored', () => ({ $unset: { retiredAt: 1 } }));
}

/** One write that expects the version that was seen. */
async function change(
  context: Context,
  { id, by, version }: Changing,
  action: 'agency.edited' | 'agency.retired' | 'agency.restored',
  updateOf: () => { $set?: Partial<Agency>; $unset?: { retiredAt: 1 } },
): Promise<Agency> {
  const { Agency } = context.models;
  const before = await Agency.findById(id).lean();
  if (!before) throw notFound();
  const after = await Agency.findOneAndUpdate(
    { _id: before._id, version: version === 0 ? { $in: [0, null] } : version },
    { ...updateOf(), $inc: { version: 1 } },
    { returnDocument: 'after' },
  ).lean();
  if (!after) throw conflict('agencies.changedMeanwhile', { name: before.shortName });
  const differs = fieldNames.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  const of = (agency: Agency) => Object.fromEntries(differs.map((field) => [field, agency[field]]));
  await recordAction(context, {
    by: actorOf(by),
    action,
    on: named(after),
    before: of(before),
    after: of(after),
  });
  return after;
}

const fieldNames = ['name', 'shortName', 'url', 'topics', 'about', 'retiredAt'] as const;

const named = ({ _id, shortName }: Agency) => ({
  kind: 'agency' as const,
  id: String(_id),
  label: shortName,
});
