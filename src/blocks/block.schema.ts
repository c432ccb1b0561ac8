import { z } from 'zod';
import { cursor, moment } from '../web/cursor.js';
import { objectId } from '../web/object-id.js';
import { tidyText } from '../web/tidy-text.js';
import { blockCategories } from './block.model.js';

const hour = 60 * 60 * 1000;

/** How long a source may be blocked: long enough for a campaign to pass, never for good. In milliseconds. */
export const blockTimes = {
  '1h': hour,
  '6h': 6 * hour,
  '1d': 24 * hour,
  '3d': 3 * 24 * hour,
  '7d': 7 * 24 * hour,
  '30d': 30 * 24 * hour,
  '90d': 90 * 24 * hour,
} as const;
export type BlockTime = keyof typeof blockTimes;
export const blockTimeNames = Object.keys(blockTimes) as [BlockTime, ...BlockTime[]];

const text = (least: number, most: number) =>
  z.string({ error: 'required' }).transform(tidyText).pipe(z.string().min(least).max(most));

/** One of a list that begins with an empty choice. */
const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.string({ error: 'required' }).min(1, 'required').pipe(z.enum(values));

/** Most reports that are set aside with a block. */
export const mostOthers = 50;

export const blockFormSchema = z.object({
  report: objectId,
  category: choice(blockCategories),
  reason: text(1, 500),
  time: choice(blockTimeNames),
  /** Ids of other reports of the source that are set aside: one is a text, several a list. */
  others: z
    .preprocess(
      (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
      z.array(objectId).max(mostOthers),
    )
    .default([]),
});

export const liftFormSchema = z.object({
  reason: z
    .string()
    .default('')
    .transform(tidyText)
    .pipe(z.string().max(500))
    .transform((value) => value || undefined),
});

export const blockStates = ['active', 'past'] as const;

export const blockListSchema = z.object({
  state: z.enum(blockStates).default('active'),
  cursor: z.preprocess(
    (value) => (value === '' ? undefined : value),
    cursor(z.tuple([moment, objectId])).optional(),
  ),
});
