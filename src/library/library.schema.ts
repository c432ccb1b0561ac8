import { z } from 'zod';
import { topics, verdicts } from '../claims/claim.model.js';
import { longestText, messageSchema } from '../reports/report.schema.js';
import { cursor } from '../web/cursor.js';
import { chosen } from '../web/fields.js';

const year = z
  .string()
  .regex(/^20\d\d$/)
  .transform(Number);

/** What `/klarifikasi` is asked for. Fields that are not named are ignored: links carry all kinds of trackers. */
export const listSchema = z.object({
  q: chosen(
    z
      .string()
      .max(500)
      .transform((typed) => typed.replaceAll(/\p{Cc}+/gu, ' ').trim()),
  ),
  verdict: chosen(z.enum(verdicts)),
  topic: chosen(z.enum(topics)),
  year: chosen(year),
  after: chosen(cursor(z.strictObject({ at: z.iso.datetime(), id: z.string().regex(/^[0-9a-f]{24}$/) }))),
  from: chosen(cursor(z.strictObject({ place: z.int().min(1).max(1000) }))),
});

export type ListFilters = z.output<typeof listSchema>;

/** A message to check. `part=answer` asks for the answer alone, for the page that is open already. */
export const checkSchema = messageSchema.extend({ part: z.literal('answer').optional() });

/** A text that a link brings into the box, such as one shared from another app. */
export const prefillSchema = z.object({
  text: z.string().max(longestText).optional(),
  url: z.string().max(2000).optional(),
});

/** Which state of a corrected article to show: 1 is the first one published. */
export const versionSchema = z.object({
  versi: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .optional(),
});

export const pageSchema = z.object({ after: listSchema.shape.after });
