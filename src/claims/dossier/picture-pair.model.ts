import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claim.model.js';

export const pictureDecisions = ['same', 'different'] as const;
export type PictureDecision = (typeof pictureDecisions)[number];

/** What a person said of two pictures that are nearly alike. It holds wherever they come, until it is undone. */
export interface PicturePair {
  _id: Types.ObjectId;
  /** Perceptual hashes, the lower one first. */
  first: string;
  second: string;
  decision: PictureDecision;
  decidedBy: Actor;
  decidedAt: Date;
  /** The claim on whose page it was said; its history tells of it. */
  claim: Types.ObjectId;
}

export const picturePairSchema = new Schema<PicturePair>(
  {
    first: { type: String, required: true },
    second: { type: String, required: true },
    decision: { type: String, enum: pictureDecisions, required: true },
    decidedBy: { type: actorSchema, required: true },
    decidedAt: { type: Date, required: true },
    claim: { type: Schema.Types.ObjectId, required: true },
  },
  { collection: 'picture_pairs', versionKey: false, strict: 'throw' },
);
picturePairSchema.index({ first: 1, second: 1 }, { unique: true });
