import { z } from 'zod';
import { objectId } from '../../web/object-id.js';
import { mergeSchema, versionSchema } from '../claim.schema.js';

const decision = {
  decision: z.enum(['merge', 'dismiss']),
  into: mergeSchema.shape.into.optional(),
  version: versionSchema.shape.version,
};

/** What the API is told about a pair. */
export const twinDecisionSchema = z.strictObject(decision);

/** The same from a page: a claim's own, or the list, where the next pair follows. */
export const twinFormSchema = z.object({
  ...decision,
  page: objectId.optional(),
  list: z.literal('yes').optional(),
});
