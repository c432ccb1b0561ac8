import { Schema } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';

/** Something that an admin chose on the desk; what nobody chose has its default in settings.schema.ts. */
export interface Setting {
  /** Its name in the registry. */
  _id: string;
  value: unknown;
  /** Grows with each change; whoever saves states the version that they saw. */
  version: number;
  by: Actor;
  at: Date;
}

export const settingSchema = new Schema<Setting>(
  {
    _id: { type: String, required: true },
    value: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true },
    by: { type: actorSchema, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'settings', versionKey: false, strict: 'throw', minimize: false },
);
