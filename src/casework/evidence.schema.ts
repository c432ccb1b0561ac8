import { z } from 'zod';
import { webAddress } from '../clarifications/clarification.schema.js';
import { objectId } from '../web/object-id.js';
import { tidyLine, tidyText } from '../web/tidy-text.js';
import { evidenceOrders, stances } from './evidence.model.js';

/** Most characters of what a piece of evidence holds; the forms show them. */
export const mostOfEvidence = { text: 2000, title: 200, url: 2000, reason: 500 } as const;

/** A number in JSON, its digits in a form. */
export const version = z.preprocess(
  (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
  z.int().min(0),
);

/** A field of a form that was left alone comes as an empty text. */
const filled = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );

export const prose = (most: number, least = 1) =>
  z
    .string()
    .max(most * 4)
    .transform(tidyText)
    .pipe(z.string().min(least).max(most));

const fields = {
  text: prose(mostOfEvidence.text),
  stance: z.enum(stances),
  title: filled(z.string().max(800).transform(tidyLine).pipe(z.string().max(mostOfEvidence.title))),
  url: filled(webAddress),
  archive: filled(webAddress),
};

export type FindingFields = z.output<typeof findingSchema>;
/** What was found, as a form or the API sends it. Fields that are not named are ignored. */
const findingSchema = z.object(fields);

/** `id` is the one that the evidence is going to have: a form that is sent twice adds it once. */
export const newEvidenceSchema = findingSchema.extend({ id: objectId.optional() });
export const evidenceChangeSchema = findingSchema.extend({ version });
export const archiveSchema = z.object({ version, archive: webAddress });
export const withdrawSchema = z.object({
  version,
  reason: filled(prose(mostOfEvidence.reason)),
});
export const moveSchema = z.object({ to: z.enum(['up', 'down']) });
/** How the list is asked to be ordered. */
export const orderSchema = z.object({ sort: z.enum(evidenceOrders).default('hand') });
export const onlyVersionSchema = z.object({ version });
