import { Schema, type Types } from 'mongoose';

/** `agency`: somebody of a ministry or institution, who answers what the newsroom asks them and sees nothing else. */
export const roles = ['verifier', 'editor', 'admin', 'agency'] as const;
export type Role = (typeof roles)[number];

/** What proves the second step of signing in. */
export interface SecondStep {
  /** The app's key (base32), sealed: see privacy/seal.ts. */
  sealedKey: string;
  /** The newest thirty-second step whose code was used: none up to there is taken again. */
  lastStep: number;
  /** Hashes of the recovery codes that are left. */
  recovery: string[];
  /** Grows with each change of `recovery`, so that two codes used at once do not bring each other back. */
  edition: number;
}

/** A member of staff. Citizens have no account. */
export interface Person {
  _id: Types.ObjectId;
  /** Lower case; what they sign in with. */
  email: string;
  name: string;
  role: Role;
  /** Whose people they belong to, with the role `agency`. */
  agency?: Types.ObjectId;
  /** argon2id, PHC string. Left out of queries unless asked for by name. */
  passwordHash: string;
  /** A one-time password was given: the person must choose their own before anything else. */
  mustChangePassword: boolean;
  /** Wrong passwords since the last right one. */
  failures: number;
  /** Wrong codes of the second step since the last right one; missing for those from before there were any. */
  codeFailures?: number;
  /** Since when signing in takes a second step. */
  secondStepSince?: Date;
  /** Left out of queries unless asked for by name. */
  secondStep?: SecondStep;
  lockedUntil?: Date;
  disabledAt?: Date;
  createdAt: Date;
}

export const personSchema = new Schema<Person>(
  {
    email: { type: String, required: true, lowercase: true },
    name: { type: String, required: true },
    role: { type: String, enum: roles, required: true },
    agency: Schema.Types.ObjectId,
    passwordHash: { type: String, required: true, select: false },
    mustChangePassword: { type: Boolean, default: false },
    failures: { type: Number, default: 0 },
    codeFailures: Number,
    secondStepSince: Date,
    secondStep: {
      type: new Schema<SecondStep>(
        {
          sealedKey: { type: String, required: true },
          lastStep: { type: Number, required: true },
          recovery: { type: [String], required: true },
          edition: { type: Number, required: true },
        },
        { _id: false },
      ),
      select: false,
    },
    lockedUntil: Date,
    disabledAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'people', versionKey: false, strict: 'throw' },
);
personSchema.index({ email: 1 }, { unique: true });
personSchema.index({ agency: 1 }, { sparse: true });
