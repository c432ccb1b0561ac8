import { Schema } from 'mongoose';

/** A solved proof of work that was used: it cannot be used again. */
export interface SpentPuzzle {
  /** The puzzle's signature. */
  _id: string;
  expiresAt: Date;
}

export const spentPuzzleSchema = new Schema<SpentPuzzle>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'spentPuzzles', versionKey: false, strict: 'throw' },
);
spentPuzzleSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
