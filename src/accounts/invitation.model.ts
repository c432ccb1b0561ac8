import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';
import { roles, type Role } from './person.model.js';

/** join: somebody new chooses a password and is one of us · reset: somebody who is chooses a new one */
export const invitationKinds = ['join', 'reset'] as const;
export type InvitationKind = (typeof invitationKinds)[number];

/** A link that opens once. Only its hash is kept: whoever copies the store can open nothing with it. */
export interface Invitation {
  _id: Types.ObjectId;
  kind: InvitationKind;
  /** Hex SHA-256 of the secret in the link: it is long and random, so a fast hash is enough. */
  hash: string;
  /** Lower case. */
  email: string;
  name: string;
  role: Role;
  /** With the role `agency`. */
  agency?: Types.ObjectId;
  /** Whose password a reset is for; whom an invitation made. */
  person?: Types.ObjectId;
  /** Missing when it was made on the command line. */
  by?: Actor;
  /** The e-mail for as long as the link can be used: nobody has two of them. */
  waitingFor?: string;
  expiresAt: Date;
  usedAt?: Date;
  withdrawnAt?: Date;
  createdAt: Date;
}

export const invitationSchema = new Schema<Invitation>(
  {
    kind: { type: String, enum: invitationKinds, required: true },
    hash: { type: String, required: true },
    email: { type: String, required: true, lowercase: true },
    name: { type: String, required: true },
    role: { type: String, enum: roles, required: true },
    agency: Schema.Types.ObjectId,
    person: Schema.Types.ObjectId,
    by: { type: actorSchema },
    waitingFor: String,
    expiresAt: { type: Date, required: true },
    usedAt: Date,
    withdrawnAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'invitations', versionKey: false, strict: 'throw' },
);
invitationSchema.index({ hash: 1 }, { unique: true });
invitationSchema.index({ waitingFor: 1 }, { unique: true, sparse: true });
invitationSchema.index({ 'by.person': 1 }, { sparse: true });
// A link says for a month why it no longer opens, then it is forgotten.
invitationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 30 * 24 * 60 * 60 });
