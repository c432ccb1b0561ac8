import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';

/** What a piece of evidence says of the claim. */
export const stances = ['against', 'for', 'context'] as const;
export type Stance = (typeof stances)[number];

/** By hand as colleagues put it, or by when it was added. */
export const evidenceOrders = ['hand', 'time'] as const;
export type EvidenceOrder = (typeof evidenceOrders)[number];

/** What was found. */
export interface Finding {
  text: string;
  stance: Stance;
  source?: { title: string; url?: string };
  /** Where the source was archived. */
  archive?: string;
}

const evidenceActions = ['added', 'edited', 'archived', 'withdrawn', 'restored'] as const;
export type EvidenceAction = (typeof evidenceActions)[number];

/** A step in the life of a piece of evidence, with what stood there before. */
export interface EvidenceStep {
  at: Date;
  by: Actor;
  action: EvidenceAction;
  before?: Finding;
  reason?: string;
}

/** One thing that somebody found out about a claim. Seen by staff alone. */
export interface Evidence extends Finding {
  _id: Types.ObjectId;
  /** The claim that it was written on; while that is merged, it shows on the claim that it leads to. */
  claim: Types.ObjectId;
  /** Lower stands further up. Milliseconds since 1970 of when it was added, until somebody moves it by hand. */
  place: number;
  by: Actor;
  at: Date;
  /** It no longer counts; it is kept all the same. */
  withdrawn?: { by: Actor; at: Date; reason?: string };
  history: EvidenceStep[];
  version: number;
}

const finding = {
  text: { type: String, required: true },
  stance: { type: String, enum: stances, required: true },
  source: { type: new Schema({ title: { type: String, required: true }, url: String }, { _id: false }) },
  archive: String,
};

export const evidenceSchema = new Schema<Evidence>(
  {
    claim: { type: Schema.Types.ObjectId, required: true },
    ...finding,
    place: { type: Number, required: true },
    by: { type: actorSchema, required: true },
    at: { type: Date, required: true },
    withdrawn: {
      type: new Schema(
        { by: { type: actorSchema, required: true }, at: { type: Date, required: true }, reason: String },
        { _id: false },
      ),
    },
    history: {
      type: [
        new Schema<EvidenceStep>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            action: { type: String, enum: evidenceActions, required: true },
            before: { type: new Schema<Finding>(finding, { _id: false }) },
            reason: String,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    version: { type: Number, default: 0 },
  },
  { collection: 'evidence', versionKey: false, strict: 'throw' },
);
evidenceSchema.index({ claim: 1, place: 1, _id: 1 });
