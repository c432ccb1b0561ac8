import { Schema, type Types } from 'mongoose';
import type { Conflict } from '../../matching/conflicts.js';
import { conflictSchema, matchEvidence, type MatchEvidence } from '../../reports/report.model.js';
import { actorSchema, type Actor } from '../claim.model.js';

export const twinStates = ['suggested', 'merged', 'dismissed'] as const;
export type TwinState = (typeof twinStates)[number];

/** Two claims that seem to be one, for a verifier to decide. Each pair is asked about once and never again. */
export interface Twin {
  _id: Types.ObjectId;
  /** The older claim: the lower of both ids. */
  first: Types.ObjectId;
  second: Types.ObjectId;
  /** 0…1 as the engine gave it; 1 for an exact repeat. */
  score: number;
  /** What both share, most telling first. */
  words: string[];
  by: MatchEvidence[];
  /** Names that differ although so much else is shared. */
  against: Conflict[];
  state: TwinState;
  foundAt: Date;
  decidedBy?: Actor;
  decidedAt?: Date;
  /** Of merged ones: the claim that stays. */
  into?: Types.ObjectId;
  /** Since when the decided merge is being carried out; missing when it is done. */
  merging?: Date;
}

export const twinSchema = new Schema<Twin>(
  {
    first: { type: Schema.Types.ObjectId, required: true },
    second: { type: Schema.Types.ObjectId, required: true },
    score: { type: Number, required: true },
    words: { type: [String], default: [] },
    by: { type: [{ type: String, enum: matchEvidence }], default: [] },
    against: {
      type: [conflictSchema],
      default: [],
    },
    state: { type: String, enum: twinStates, required: true },
    foundAt: { type: Date, required: true },
    decidedBy: actorSchema,
    decidedAt: Date,
    into: Schema.Types.ObjectId,
    merging: Date,
  },
  { collection: 'twins', versionKey: false, strict: 'throw' },
);
twinSchema.index({ first: 1, second: 1 }, { unique: true });
twinSchema.index({ second: 1 });
twinSchema.index({ state: 1, score: -1, _id: -1 });
twinSchema.index({ state: 1, decidedAt: 1 });
twinSchema.index({ merging: 1 }, { sparse: true });
