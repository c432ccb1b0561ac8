import { z } from 'zod';
import { regions } from '../reports/regions.js';
import { channels, matchStates } from '../reports/report.model.js';
import { chosen, line, words } from '../web/fields.js';
import { objectId } from '../web/object-id.js';
import { tidyLine } from '../web/tidy-text.js';
import { claimStatuses, harmLevels, setAsideReasons, topics, verdicts } from './claim.model.js';
import { placeSchema } from './list-claims.js';
import { mostSplit } from './split-claim.js';
import { longestStatement } from './statement-of.js';

const query = z.string().max(500).transform(tidyLine);

const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100));

/** For how long nobody touched a claim: at all, or for so many days. */
export const untouchedSpans = ['never', '1', '3', '7'] as const;

/** The filters of the queue, as its address and saved filters carry them. */
export const queueFilters = {
  status: chosen(z.enum(['at-work', 'resurfaced', ...claimStatuses])),
  topic: chosen(z.enum(topics)),
  region: chosen(z.enum(regions)),
  channel: chosen(z.enum(channels)),
  harm: chosen(z.enum(harmLevels)),
  untouched: chosen(z.enum(untouchedSpans)),
  // One's own, nobody's, or a colleague's by id.
  who: chosen(z.union([z.enum(['mine', 'none']), objectId], { error: 'invalid_value' })),
  q: chosen(query),
};

/** What the queue is asked for. Fields that are not named are ignored. */
export const queueSchema = z.object({
  ...queueFilters,
  cursor: chosen(placeSchema),
  limit: limit.default(25),
});
export type QueueFilters = z.output<typeof queueSchema>;

/** What `GET /claims` is asked for. */
export const claimListSchema = z.object({
  status: chosen(z.enum(claimStatuses)),
  verdict: chosen(z.enum(verdicts)),
  topic: chosen(z.enum(topics)),
  q: chosen(query),
  sort: chosen(z.enum(['newest', 'priority'])),
  cursor: chosen(placeSchema),
  limit: limit.default(20),
});
export type ClaimListFilters = z.output<typeof claimListSchema>;

/** Which page of a claim's reports. */
export const reportPageSchema = z.object({ cursor: chosen(placeSchema) });

/** A number in JSON, its digits in a form. */
const version = z
  .preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.int().min(0),
  )
  .optional();

/** What an action states beside what it does: the version that the person saw. */
export const versionSchema = z.object({ version });

/** Take it (nothing said), let it go, or give it to somebody. */
export const assignSchema = z
  .strictObject({ version, release: z.literal(true).optional(), person: objectId.optional() })
  .refine((asked) => !(asked.release && asked.person), { path: ['person'], error: 'not_with_release' });

/** The form that gives a claim to a colleague. */
export const handOverSchema = z.object({ version, person: objectId });

const setAside = {
  reason: z.enum(setAsideReasons),
  note: words(1000)
    .transform((note) => note || undefined)
    .optional(),
};
export const setAsideSchema = z.object({ version, ...setAside });

export const statusSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('set-aside'), version, ...setAside }),
  z.strictObject({ status: z.literal('open'), version }),
  z.strictObject({ status: z.literal('checking'), version }),
]);

export const editSchema = z.object({
  version,
  statement: line(longestStatement).optional(),
  topic: z.enum(topics).optional(),
});

/** `none` takes the mark away. */
export const harmSchema = z.object({
  version,
  level: z.enum([...harmLevels, 'none']).transform((level) => (level === 'none' ? null : level)),
});

export const noteSchema = z.object({ version, text: words(4000).pipe(z.string().min(1)) });

/** An id, a slug, or the address of the claim's page, on the desk or in public. */
const claimReference = z
  .string()
  .trim()
  .max(500)
  .transform((value) => /\/klaim\/([^/?#\s]+)/.exec(value)?.[1] ?? value)
  .pipe(z.string().regex(/^[a-z0-9-]{1,120}$/i, 'claim_unknown'));

export const mergeSchema = z.object({ version, into: claimReference });

export const splitSchema = z.object({
  version,
  // One checkbox in a form is a text, several are a list.
  reports: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(objectId).min(1, 'reports_none').max(mostSplit),
  ),
  into: chosen(claimReference),
});

/** Which split to undo, as the history names it; without it the last one. */
export const unsplitSchema = z.object({ version, move: objectId.optional() });

export const matchSchema = z.object({
  version,
  claim: claimReference,
  state: z.enum(['confirmed', 'rejected']),
  from: objectId.optional(),
  seen: z.enum(matchStates).optional(),
});

/** The page that chooses what to merge into: words to search for, or the claim that was chosen. */
export const mergePageSchema = z.object({ q: chosen(query), into: chosen(claimReference) });
