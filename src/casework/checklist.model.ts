import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';

export interface Tick {
  by: Actor;
  at: Date;
}

/** Somebody ticked a step or took the tick away. */
export interface ChecklistMove {
  at: Date;
  by: Actor;
  step: string;
  ticked: boolean;
}

/** Which steps of the newsroom's checklist were taken for a claim. */
export interface ClaimChecklist {
  /** The claim's id: a claim has one. */
  _id: Types.ObjectId;
  /** By the step's id, which stays when the step is worded anew. */
  ticks?: Record<string, Tick>;
  moves: ChecklistMove[];
}

export const claimChecklistSchema = new Schema<ClaimChecklist>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    ticks: Schema.Types.Mixed,
    moves: {
      type: [
        new Schema<ChecklistMove>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            step: { type: String, required: true },
            ticked: { type: Boolean, required: true },
          },
          { _id: false },
        ),
      ],
      default: undefined,
    },
  },
  { collection: 'checklists', versionKey: false, strict: 'throw' },
);
