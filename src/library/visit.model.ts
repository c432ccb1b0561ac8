import { Schema } from 'mongoose';

/** Remembers for a day that somebody read an article, so that reloads do not count again. */
export interface Visit {
  /** Keyed hash of day, article and reader; tells nothing without the secret. */
  _id: string;
  expiresAt: Date;
}

export const visitSchema = new Schema<Visit>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'visits', versionKey: false, strict: 'throw' },
);
visitSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
