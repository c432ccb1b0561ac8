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
  /**
   * What it set out to do, written before anything is done: each claim as it stood, in the version that the person saw.
   * Removed when it is finished; a process that died left it there.
   */
  tried?: BulkAction['changed'];
  /** When it last got on, while it is not finished. */
  gotOnAt?: Date;
  /** The claims that it changed: the version after it, and how they stood before. */
  changed: { claim: Types.ObjectId; version: number; before: BeforeAct }[];
  /** Claims that were like that already. */
  same: number;
  /** The claims that it left alone, each with the reason as it was told. */
  refused: { claim: Types.ObjectId; statement: string; message: string }[];
  /** `opened`: how many of them wait for somebody, since whoever had them works here no more. */
  undone?: { at: Date; count: number; opened?: number; kept: BulkAction['refused'] };
}

const refused = new Schema(
  { claim: Schema.Types.ObjectId, statement: String, message: String },
  { _id: false },
);

const changed = new Schema(
  { claim: Schema.Types.ObjectId, version: Number, before: Schema.Types.Mixed },
  { _id: false },
);

export const bulkActionSchema = new Schema<BulkAction>(
  {
    by: { type: actorSchema, required: true },
    at: { type: Date, required: true },
    action: { type: String, enum: bulkActions, required: true },
    tried: { type: [changed], default: undefined },
    gotOnAt: Date,
    changed: [changed],
    same: { type: Number, required: true },
    refused: [refused],
    undone: {
      type: new Schema({ at: Date, count: Number, opened: Number, kept: [refused] }, { _id: false }),
    },
  },
  { collection: 'bulk-actions', versionKey: false, strict: 'throw' },
);
bulkActionSchema.index({ at: 1 });
bulkActionSchema.index({ 'by.person': 1, at: -1 });
