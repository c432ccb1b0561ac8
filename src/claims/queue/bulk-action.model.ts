import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor, type Claim } from '../claim.model.js';

export const bulkActions = ['take', 'release', 'hand-over', 'set-aside', 'topic', 'harm'] as const;
export type BulkActionName = (typeof bulkActions)[number];

/** How a claim stood before, as far as such an act can change it. */
export type BeforeAct = Pick<Claim, 'status' | 'topic' | 'assignee' | 'setAside' | 'harm' | 'touchedAt'>;

/** What one person did to several claims at once, kept for a while so that it can be undone. */
export interface BulkAction {
  _id: Types.ObjectId;
  by: Actor;
  at: Date;
  action: BulkActionName;
  /** The claims that it changed: the version after it, and how they stood before. */
  changed: { claim: Types.ObjectId; version: number; before: BeforeAct }[];
  /** Claims that were like that already. */
  same: number;
  /** The claims that it left alone, each with the reason as it was told. */
  refused: { claim: Types.ObjectId; statement: string; message: string }[];
  undone?: { at: Date; count: number; kept: BulkAction['refused'] };
}

const refused = new Schema(
  { claim: Schema.Types.ObjectId, statement: String, message: String },
  { _id: false },
);

export const bulkActionSchema = new Schema<BulkAction>(
  {
    by: { type: actorSchema, required: true },
    at: { type: Date, required: true },
    action: { type: String, enum: bulkActions, required: true },
    changed: [
      new Schema(
        { claim: Schema.Types.ObjectId, version: Number, before: Schema.Types.Mixed },
        { _id: false },
      ),
    ],
    same: { type: Number, required: true },
    refused: [refused],
    undone: { type: new Schema({ at: Date, count: Number, kept: [refused] }, { _id: false }) },
  },
  { collection: 'bulk-actions', versionKey: false, strict: 'throw' },
);
bulkActionSchema.index({ at: 1 });
