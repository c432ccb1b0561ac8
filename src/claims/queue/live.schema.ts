import { z } from 'zod';

/** When the page was opened, in milliseconds since 1970. */
export const liveSchema = z.object({
  since: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform((value) => new Date(Number(value))),
});
