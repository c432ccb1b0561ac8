import { z } from 'zod';

/** A document's id as addresses and bodies carry it: 24 hex digits. */
export const objectId = z
  .string({ error: 'not_an_id' })
  .regex(/^[0-9a-f]{24}$/i, 'not_an_id')
  .transform((value) => value.toLowerCase());
