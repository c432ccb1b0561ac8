import { Schema } from 'mongoose';

/** Up to which change a job has looked at what changes. In the store, so that a restart goes on from there. */
export interface Position {
  /** The job's name. */
  _id: string;
  until: Date;
}

export const positionSchema = new Schema<Position>(
  { _id: { type: String, required: true }, until: { type: Date, required: true } },
  { collection: 'positions', versionKey: false, strict: 'throw' },
);
