import { z } from 'zod';
import { tidyLine, tidyText } from './tidy-text.js';

/** A field of a form that may be left alone: it comes empty then, and is as if it were not there. */
export const chosen = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

// What is tidied away does not count; but nobody sends four times as much as is allowed by accident.

/** One line of text, of one character to so many once it is tidied. */
export const line = (most: number) =>
  z
    .string()
    .max(most * 4)
    .transform(tidyLine)
    .pipe(z.string().min(1).max(most));

/** Text of several lines, of at most so many characters once it is tidied; perhaps of none. */
export const words = (most: number) =>
  z
    .string()
    .max(most * 4)
    .transform(tidyText)
    .pipe(z.string().max(most));
