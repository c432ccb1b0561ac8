import { z } from 'zod';
import { versionSchema } from '../claims/claim.schema.js';
import { objectId } from '../web/object-id.js';

/** As many claims as an article's page may say it is about. */
const mostClaims = 50;

/** What a page that is open says of itself, every now and then. */
export const hereSchema = z.object({
  state: z.enum(['looking', 'writing', 'gone']),
  /** The version that the page shows. */
  version: versionSchema.shape.version,
  /** Which opened page it is: the server named it. */
  page: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'not_an_id')
    .default('0'.repeat(24)),
  /** What the server gave with the id of a draft that is not saved yet. */
  key: z.string().max(64).optional(),
  /** The claims that an article's page is about: ids with commas between. */
  claims: z
    .string()
    .max(mostClaims * 25)
    .transform((ids) => ids.split(',').filter(Boolean))
    .pipe(z.array(objectId).max(mostClaims))
    .default([]),
});
