import { Schema, type Types } from 'mongoose';

/** Where somebody is: on a claim's page of the desk, or in the editor of an article. */
export const places = ['claim', 'article'] as const;
export type Place = (typeof places)[number];

/**
 * Somebody is at a claim or in an article. A lease: it runs out unless their page renews it, and then the store throws
 * it away. One document for a person and a place, however many tabs they have open there.
 */
export interface Presence {
  /** The place's id and the person's. */
  _id: string;
  place: Place;
  /** The place itself; after an article, the claims that it answers. */
  about: Types.ObjectId[];
  person: Types.ObjectId;
  name: string;
  /** The opened page (a tab) that renewed it last: only that one may end it. */
  page: string;
  /** Since when they are there without a gap. */
  since: Date;
  lookingUntil: Date;
  /** Missing as long as nothing was typed. */
  writingUntil?: Date;
  /** When neither holds any more, whatever comes: the store removes it then. */
  expiresAt: Date;
}

export const presenceSchema = new Schema<Presence>(
  {
    _id: { type: String, required: true },
    place: { type: String, enum: places, required: true },
    about: { type: [Schema.Types.ObjectId], required: true },
    person: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    page: { type: String, required: true },
    since: { type: Date, required: true },
    lookingUntil: { type: Date, required: true },
    writingUntil: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'presences', versionKey: false, strict: 'throw' },
);
presenceSchema.index({ about: 1, expiresAt: 1 });
presenceSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
