import { z } from 'zod';
import { readLink } from '../reports/read-link.js';
import { moment } from '../web/cursor.js';
import { cursor } from '../web/cursor.js';
import { objectId } from '../web/object-id.js';
import { tidyLine, tidyText } from '../web/tidy-text.js';

/** Most characters or entries of what a request and a statement hold. */
export const most = {
  question: 2000,
  agencies: 10,
  quotes: 5,
  links: 10,
  pictures: 10,
  text: 20_000,
  name: 120,
  office: 160,
  linkTitle: 200,
  url: 2000,
  reason: 1000,
} as const;

const line = (longest: number, least = 0) =>
  z.string().transform(tidyLine).pipe(z.string().min(least).max(longest));
const prose = (longest: number, least = 0) =>
  z.string().transform(tidyText).pipe(z.string().min(least).max(longest));

/** A form sends one value as itself and several as a list. */
const several = <S extends z.ZodType>(one: S, longest: number, least = 0) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z
      .array(one)
      .min(least, least > 0 ? 'agency_needed' : undefined)
      .max(longest),
  );

/** A number in JSON, its digits in a form. */
const version = z
  .preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.int().min(0),
  )
  .optional();

/** ISO 8601. What has no time zone, as a browser's field sends it, is the time in Jakarta (UTC+7, no summer time). */
const time = z
  .string()
  .transform((value) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value) ? `${value}+07:00` : value))
  .pipe(z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/, 'time_unreadable'))
  .transform((value) => new Date(value))
  .pipe(z.date({ error: 'time_unreadable' }));

const given = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Agencies are named by slug or id; what is shown to them, by the reports' own. */
export const askSchema = z.strictObject({
  agencies: several(z.string().max(80), most.agencies, 1),
  question: prose(most.question, 1),
  dueAt: given(time),
  /** Reports whose words are quoted, masked. */
  quotes: several(objectId, most.quotes),
  links: several(z.string().max(most.url), most.links),
  pictures: several(objectId, most.pictures),
});
export type Asking = z.output<typeof askSchema>;

export const withdrawSchema = z.strictObject({ reason: prose(most.reason, 1), version });
export const extendSchema = z.strictObject({ dueAt: time, version });
export const declineSchema = z.strictObject({ reason: prose(most.reason, 1), version });
export const retractSchema = z.strictObject({ reason: prose(most.reason, 1), version });

/** People paste "situs.go.id/kabar". */
const webAddress = line(most.url, 1)
  .transform((typed) => {
    const read = readLink(typed);
    return 'url' in read && !/^https?:/i.test(typed) ? read.url : typed;
  })
  .pipe(z.url({ protocol: /^https?$/, hostname: /\S/ }));

const links = z
  .array(z.strictObject({ title: line(most.linkTitle, 1), url: webAddress }))
  .max(most.links)
  .default([]);

/** Documents that are there already and stay, by id. */
const keep = several(objectId, 10);

/** What is saved may lack anything. */
export const draftSchema = z.strictObject({
  text: prose(most.text).default(''),
  signerName: line(most.name).default(''),
  signerOffice: line(most.office).default(''),
  links,
  keep,
  version,
});
export type DraftInput = Omit<z.output<typeof draftSchema>, 'version'>;

/** What is signed. There is no verdict in it, and one that is sent is refused. */
export const statementSchema = draftSchema.extend({
  text: prose(most.text, 1),
  signerName: line(most.name, 1),
  signerOffice: line(most.office, 1),
});

export const correctionSchema = statementSchema.extend({ why: prose(most.reason, 1) });

const requestPlace = z.strictObject({
  phase: z.enum(['open', 'closed']),
  at: moment,
  id: objectId,
});
export type RequestPlace = z.output<typeof requestPlace>;

export const listQuery = z.object({
  status: given(z.enum(['open', 'closed'])),
  cursor: given(cursor(requestPlace)),
  limit: given(z.coerce.number().int().min(1).max(100)),
});
