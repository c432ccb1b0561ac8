import { z } from 'zod';
import { queueFilters, queueSchema, type QueueFilters } from '../claim.schema.js';
import type { QueueQuestion } from './queue-filter.js';

/** The filters of the queue alone, as a saved filter keeps them. */
export const questionSchema = z.object(queueFilters);

/** In the order in which they stand in an address. */
const names = Object.keys(queueFilters) as (keyof QueueQuestion)[];

/** The filters that are set. */
export function questionOf(filters: QueueQuestion): Partial<Record<keyof QueueQuestion, string>> {
  return Object.fromEntries(names.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])));
}

/** The address of the queue with filters, without the language. */
export function queueAddress(filters: QueueQuestion, more: Record<string, string | undefined> = {}): string {
  const given = Object.entries({ ...questionOf(filters), ...more }).filter(
    (entry): entry is [string, string] => Boolean(entry[1]),
  );
  const search = new URLSearchParams(given).toString();
  return search ? `/meja?${search}` : '/meja';
}

/** Reads the query of a queue page that a form carries along; one that does not fit leads to the bare queue. */
export function readBack(query: unknown): { filters: QueueFilters; cursor: string | undefined } {
  const given = Object.fromEntries(
    new URLSearchParams(typeof query === 'string' ? query.slice(0, 2000) : ''),
  );
  const parsed = queueSchema.safeParse(given);
  return {
    filters: parsed.success ? parsed.data : queueSchema.parse({}),
    cursor: parsed.success ? given['cursor'] : undefined,
  };
}
