import { Schema, type Types } from 'mongoose';

/** A browser in which a person signed in before. It is known by a random cookie and by nothing else about it. */
export interface Device {
  /** Hex SHA-256 of the person and the cookie: a copied store makes no browser a known one. */
  _id: string;
  person: Types.ObjectId;
  expiresAt: Date;
  /** Wrong passwords in this browser since the last right one, and wrong codes; they lock it alone. */
  failures?: number;
  codeFailures?: number;
  lockedUntil?: Date;
}

export const deviceSchema = new Schema<Device>(
  {
    _id: { type: String, required: true },
    person: { type: Schema.Types.ObjectId, required: true },
    expiresAt: { type: Date, required: true },
    failures: Number,
    codeFailures: Number,
    lockedUntil: Date,
  },
  { collection: 'devices', versionKey: false, strict: 'throw' },
);
deviceSchema.index({ person: 1 });
deviceSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
