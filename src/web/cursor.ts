import { z } from 'zod';
import { parse } from '../errors.js';

/** Milliseconds that a date can hold (ECMAScript's Time Range): a cursor with others would fail in the store. */
export const moment = z.number().min(-8.64e15).max(8.64e15);

/** Where a list goes on, as one opaque word for an address. */
export function writeCursor(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads what `writeCursor` wrote; anything else is refused. */
export function cursor<S extends z.ZodType>(place: S) {
  return z
    .string()
    .max(200)
    .regex(/^[\w-]+$/)
    .transform((word, context): unknown => {
      try {
        return JSON.parse(Buffer.from(word, 'base64url').toString());
      } catch {
        context.addIssue({ code: 'custom' });
        return z.NEVER;
      }
    })
    .pipe(place);
}

/**
 * The same where a schema did not parse the query.
 *
 * @throws AppError `bad_input` naming `cursor`.
 */
export function readCursor<S extends z.ZodType>(place: S, word: string): z.output<S> {
  const read = parse(z.object({ cursor: cursor(place) }), { cursor: word });
  return (read as { cursor: z.output<S> }).cursor;
}
