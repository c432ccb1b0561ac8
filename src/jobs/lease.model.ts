import { Schema } from 'mongoose';

/** Which process runs a job now: several servers may share one store. */
export interface Lease {
  /** The job's name. */
  _id: string;
  holder: string;
  until: Date;
}

export const leaseSchema = new Schema<Lease>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { collection: 'leases', versionKey: false, strict: 'throw' },
);
