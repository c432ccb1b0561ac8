import slugify from '@sindresorhus/slugify';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import type { Agency } from './agency.model.js';
import { newAgency, type NewAgency } from './agency.schema.js';

/**
 * Adds an agency, or brings the one with its slug up to date: repeating it is harmless.
 *
 * @param agency its slug, when it has none, comes from the short name.
 * @throws AppError bad_input
 */
export async function addAgency(context: Context, agency: NewAgency): Promise<Agency> {
  const { slug: given, ...fields } = parse(newAgency, agency);
  const slug = given ?? (slugify(fields.shortName, { decamelize: false }) || slugify(fields.name));
  return context.models.Agency.findOneAndUpdate(
    { slug },
    { $set: fields, $setOnInsert: { createdAt: context.clock.now() } },
    { upsert: true, returnDocument: 'after' },
  )
    .orFail()
    .lean();
}
