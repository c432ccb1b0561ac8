import { z } from 'zod';
import { chosen } from '../../web/fields.js';
import { objectId } from '../../web/object-id.js';
import { reportPageSchema, splitSchema } from '../claim.schema.js';
import { mostSplit } from '../split-claim.js';
import { pictureDecisions } from './picture-pair.model.js';
import { wordingOrders } from './group-wordings.js';

const page = chosen(
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number),
);

/** Names a distinct text: see `Wording.key`. */
const wordingKey = z.string().regex(/^[a-z0-9-]{1,64}$/);

/** What of a claim's dossier is shown: which page of its wordings and pictures, and which wording is open. */
export const dossierSchema = reportPageSchema.extend({
  order: chosen(z.enum(wordingOrders)),
  page,
  wording: chosen(wordingKey),
  pictures: page,
});
export type DossierAsked = z.output<typeof dossierSchema>;

/** One checkbox in a form is a text, several are a list, none is nothing. */
const ticked = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) => (value === undefined ? [] : typeof value === 'string' ? [value] : value),
    z.array(schema).max(mostSplit),
  );

/** Reports that are chosen on a claim's page, one by one or with all that say the same. */
export const chosenSchema = splitSchema.extend({ reports: ticked(objectId), wordings: ticked(wordingKey) });

const hash = z.string().regex(/^[0-9a-f]{16}$/);

/** The form under two pictures that are nearly alike. */
export const picturesSchema = z.object({
  first: hash,
  second: hash,
  decision: z.enum(pictureDecisions),
});

export const undoPicturesSchema = z.object({ pair: objectId });
