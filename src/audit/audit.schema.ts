import { z } from 'zod';
import { cursor, moment } from '../web/cursor.js';
import { objectId } from '../web/object-id.js';
import { auditKinds } from './audit.model.js';

/** A filter that was left alone comes as an empty field. */
const chosen = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const dayLength = 24 * 60 * 60 * 1000;

/** A day of the newsroom's calendar (Asia/Jakarta, UTC+7 all year). @returns when it begins */
const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'not_a_day')
  .transform((text) => new Date(`${text}T00:00:00+07:00`))
  .refine((at) => !Number.isNaN(at.getTime()), 'not_a_day');

/** Which lines of the log. `from` and `to` are days, both of them part of what is asked for. */
export const auditFilterSchema = z.object({
  person: chosen(objectId),
  kind: chosen(z.enum(auditKinds)),
  action: chosen(z.string().regex(/^[a-z-]{1,40}\.[a-z-]{1,40}$/, 'invalid_value')),
  thing: chosen(z.string().trim().min(1).max(100)),
  from: chosen(day),
  to: chosen(day.transform((begins) => new Date(begins.getTime() + dayLength))),
});

/** The lines that are asked for: `from` at or after, `to` before. */
export type AuditFilter = z.output<typeof auditFilterSchema>;

/** Where a page ended: the time of its last line, in milliseconds, and its place. */
export const auditPlace = z.tuple([moment, z.int().min(1)]);
export type AuditPlace = z.output<typeof auditPlace>;

export const auditListSchema = auditFilterSchema.extend({ cursor: chosen(cursor(auditPlace)) });

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const auditExportSchema = auditFilterSchema.extend({
  format: z.enum(exportFormats),
});
