import { z } from 'zod';
import { topics } from '../claims/claim.model.js';

const line = (longest: number) => z.string().trim().min(1).max(longest);

/** What is known of an agency. */
export const newAgency = z.strictObject({
  name: line(200),
  shortName: line(60),
  url: z.url({ protocol: /^https?$/, hostname: /\S/ }),
  topics: z.array(z.enum(topics)).default([]),
  about: z.string().trim().max(2000).default(''),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(80)
    .optional(),
});
export type NewAgency = z.input<typeof newAgency>;

/** What an admin types; the address comes from the short name. */
export const agencyForm = newAgency.omit({ slug: true }).extend({
  // A form sends one box as itself, several as a list, and none as nothing.
  topics: z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(z.enum(topics)),
  ),
});
export type AgencyFields = z.output<typeof agencyForm>;

/** The version that the form was filled in over. */
export const seenVersion = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});
