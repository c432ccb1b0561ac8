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
