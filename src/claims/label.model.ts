import { Schema, type Types } from 'mongoose';

/** The decisions of people that say whether a message makes a claim. */
export const labelKinds = [
  'confirm',
  'reject',
  'take-out',
  'split',
  'move',
  'merge',
  'dismiss',
  'undo',
] as const;
export type LabelKind = (typeof labelKinds)[number];

export const bands = ['attach', 'suggest', 'new'] as const;
export type Band = (typeof bands)[number];

/**
 * A labelled pair: a message, the texts of a claim as they were when a person decided on both, and whether they are the
 * same. `npm run match -- train --from-store` learns from them. Holds no reporter: neither ticket nor address, and what
 * looks private in the texts is masked.
 */
export interface Label {
  _id: Types.ObjectId;
  /** The report whose text it is. Of two claims the younger one, whichever of both `text` is of: one pair has one name. */
  subject: Types.ObjectId;
  /** The claim that it is compared with; of two the older one. */
  claim: Types.ObjectId;
  kind: LabelKind;
  same: boolean;
  text: string;
  /** The claim's statement, the title of its clarification, its examples; never the message's own text. */
  claimTexts: string[];
  /** It came with links or pictures, which may have decided instead of the words. */
  carried?: boolean;
  /** 0…1 and the band as the engine gave them, where it did. */
  score?: number;
  band?: Band;
  /** The person who decided. */
  by: Types.ObjectId;
  /** When they did. */
  at: Date;
}

export const labelSchema = new Schema<Label>(
  {
    subject: { type: Schema.Types.ObjectId, required: true },
    claim: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: labelKinds, required: true },
    same: { type: Boolean, required: true },
    text: { type: String, required: true },
    claimTexts: { type: [String], required: true },
    carried: Boolean,
    score: Number,
    band: { type: String, enum: bands },
    by: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'labels', versionKey: false, strict: 'throw' },
);
// Deriving a label once more writes nothing; and the pairs are read in this order, each with its latest decision last.
labelSchema.index({ subject: 1, claim: 1, at: 1 }, { unique: true });
