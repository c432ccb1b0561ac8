import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';

/** Why a source is blocked, as it is told itself. */
export const blockCategories = ['flood', 'spam', 'abuse', 'deception', 'other'] as const;
export type BlockCategory = (typeof blockCategories)[number];

/**
 * A source of reports that may send none for a while. It is known by what stands for its address on the day of a report
 * and, where the reporter left one, for the e-mail address: by keyed hashes, never by either itself.
 */
export interface Block {
  _id: Types.ObjectId;
  /**
   * What is refused while it holds (see blocks/source-keys.ts); taken away when it is over. Unique: of two people who
   * block one source at the same moment, one does.
   */
  live?: string[];
  category: BlockCategory;
  /** For colleagues. */
  reason: string;
  /** The report that it was made from. */
  report: Types.ObjectId;
  ticket: string;
  claim: Types.ObjectId;
  /** What it goes by. */
  goesBy: ('address' | 'contact')[];
  by: Actor;
  at: Date;
  /** When it is over; lifting brings that forward. */
  expiresAt: Date;
  lifted?: { at: Date; by: Actor; reason?: string; insteadOf: Date };
}

export const blockSchema = new Schema<Block>(
  {
    live: { type: [String], default: undefined },
    category: { type: String, enum: blockCategories, required: true },
    reason: { type: String, required: true },
    report: { type: Schema.Types.ObjectId, required: true },
    ticket: { type: String, required: true },
    claim: { type: Schema.Types.ObjectId, required: true },
    goesBy: { type: [String], required: true },
    by: { type: actorSchema, required: true },
    at: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lifted: {
      type: new Schema(
        {
          at: { type: Date, required: true },
          by: { type: actorSchema, required: true },
          reason: String,
          insteadOf: { type: Date, required: true },
        },
        { _id: false },
      ),
    },
  },
  { collection: 'blocks', versionKey: false, strict: 'throw' },
);
blockSchema.index({ live: 1 }, { unique: true, sparse: true });
blockSchema.index({ expiresAt: -1, _id: -1 });
blockSchema.index({ at: -1 });
