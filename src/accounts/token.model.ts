import { Schema, type Types } from 'mongoose';
import { scopes, type Scope } from './scopes.js';

/** A key to the staff API. Only its hash is kept. */
export interface Token {
  _id: Types.ObjectId;
  /** Hex SHA-256 of the token: it is long and random, so a fast hash is enough. */
  hash: string;
  person: Types.ObjectId;
  label: string;
  /** What it may be used for; missing for tokens from before there were scopes: whatever their person may. */
  scopes?: Scope[];
  /** Missing: until it is revoked. */
  expiresAt?: Date;
  lastUsedAt?: Date;
  createdAt: Date;
}

export const tokenSchema = new Schema<Token>(
  {
    hash: { type: String, required: true },
    person: { type: Schema.Types.ObjectId, required: true },
    label: { type: String, required: true },
    scopes: { type: [String], enum: scopes, default: undefined },
    expiresAt: Date,
    lastUsedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'tokens', versionKey: false, strict: 'throw' },
);
tokenSchema.index({ hash: 1 }, { unique: true });
tokenSchema.index({ person: 1 });
