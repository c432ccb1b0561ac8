import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claim.model.js';

/** Filters of the queue under a name: for whoever made them, or for the whole team. */
export interface SavedFilter {
  _id: Types.ObjectId;
  name: string;
  owner: Actor;
  shared: boolean;
  /** The filters as the queue's address carries them; `who: mine` means whoever opens it. */
  query: Record<string, string>;
  createdAt: Date;
}

export const savedFilterSchema = new Schema<SavedFilter>(
  {
    name: { type: String, required: true },
    owner: { type: actorSchema, required: true },
    shared: { type: Boolean, required: true },
    query: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'saved-filters', versionKey: false, strict: 'throw', minimize: false },
);
savedFilterSchema.index({ 'owner.person': 1, name: 1 }, { unique: true });
savedFilterSchema.index({ shared: 1, name: 1 });
