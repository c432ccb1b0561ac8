import { Schema, type Types } from 'mongoose';

/** A signed-in browser. Deleting it signs that browser out at once. */
export interface StoredSession {
  /** Hex SHA-256 of the session id, so that a copied store signs nobody in. */
  _id: string;
  person?: Types.ObjectId;
  /** What express-session keeps, as JSON. */
  data: string;
  expiresAt: Date;
}

export const sessionSchema = new Schema<StoredSession>(
  {
    _id: { type: String, required: true },
    person: Schema.Types.ObjectId,
    data: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sessions', versionKey: false, strict: 'throw' },
);
sessionSchema.index({ person: 1 }, { sparse: true });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
