import { z } from 'zod';
import { objectId } from '../web/object-id.js';
import { mergeSchema, versionSchema } from './claim.schema.js';

const decision = {
  decision: z.enum(['merge', 'dismiss']),
  into: mergeSchema.shape.into.optional(),
  version: versionSchema.shape.version,
};

/** What the API is told about a pair. */
export const twinDecisionSchema = z.strictObject(decision);

/** The same from a page, and the claim whose page it was, if one. */
export const twinFormSchema = z.object({ ...decision, page: objectId.optional() });
