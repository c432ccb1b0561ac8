import { z } from 'zod';
import { topics, verdicts } from '../claims/claim.model.js';
import { readLink } from '../reports/read-link.js';
import { objectId } from '../web/object-id.js';
import { tidyLine, tidyText } from '../web/tidy-text.js';
import { clarificationStatuses, kinds } from './clarification.model.js';

/** Most characters of what an article holds; the editor's counters show them. */
export const most = {
  title: 160,
  summary: 300,
  body: 40_000,
  sources: 30,
  sourceTitle: 200,
  url: 2000,
  claims: 20,
  statements: 20,
  note: 1000,
  alt: 300,
  query: 200,
} as const;

const line = (longest: number, least = 0) =>
  z.string().transform(tidyLine).pipe(z.string().min(least).max(longest));

const prose = (longest: number, least = 0) =>
  z.string().transform(tidyText).pipe(z.string().min(least).max(longest));

/** People paste "situs.go.id/kabar"; a citizen's link is read the same way. */
function withScheme(typed: string): string {
  const read = readLink(typed);
  return 'url' in read && !/^https?:/i.test(typed) ? read.url : typed;
}

/** An address that a reader can open: never a script, a file or a mailbox. */
export const webAddress = line(most.url, 1)
  .transform(withScheme)
  .pipe(z.url({ protocol: /^https?$/, hostname: /\S/ }));

const fields = {
  title: line(most.title, 1),
  summary: line(most.summary),
  body: prose(most.body),
  verdict: z.enum(verdicts).nullable(),
  kind: z.enum(kinds).nullable(),
  sources: z.array(z.strictObject({ title: line(most.sourceTitle, 1), url: webAddress })).max(most.sources),
  claims: z
    .array(objectId)
    .max(most.claims)
    .transform((ids) => [...new Set(ids)]),
  statements: z
    .array(z.strictObject({ request: objectId, version: z.number().int().min(1).max(999) }))
    .max(most.statements),
};

const version = z.number().int().min(0).optional();

/** A new draft: only its title must be there. `null` says that a choice was not made. */
export const newDraft = z.strictObject({
  ...fields,
  summary: fields.summary.default(''),
  body: fields.body.default(''),
  verdict: fields.verdict.default(null),
  kind: fields.kind.default(null),
  sources: fields.sources.default([]),
  claims: fields.claims.default([]),
  statements: fields.statements.optional(),
});
export type NewDraft = z.output<typeof newDraft>;

const anyFields = z.strictObject(fields).partial();
export type DraftChange = z.output<typeof anyFields>;

export const draftChange = anyFields.extend({ version });
export const onlyVersion = z.strictObject({ version });
export const returning = z.strictObject({ note: prose(most.note, 1), version });
export const correction = anyFields.extend({ note: prose(most.note, 1), version });
export const retraction = z.strictObject({ reason: prose(most.note, 1), version });

/** A cover's description, asked for with the picture. */
export const altOnly = z.object({ alt: line(most.alt, 1) });

export const sorts = ['newest', 'oldest'] as const;

/** What a list may be asked. Empty fields of a search form count as not given. */
const given = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const listQuery = z.object({
  status: given(z.enum(clarificationStatuses)),
  q: given(line(most.query)),
  verdict: given(z.enum(verdicts)),
  topic: given(z.enum(topics)),
  sort: given(z.enum(sorts)),
  cursor: given(z.string().max(200)),
  limit: given(z.coerce.number().int().min(1).max(100)),
});

/** What the editor's search for claims sends: words, and the ids that are linked already, with commas. */
export const claimQuery = z.object({
  q: z.string().max(5000).default(''),
  without: z.string().max(1000).default(''),
});
