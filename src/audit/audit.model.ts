import { Schema, type Types } from 'mongoose';
import type { Actor } from '../claims/claim.model.js';

/** What an act was done to. */
export const auditKinds = [
  'claim',
  'report',
  'match',
  'twin',
  'clarification',
  'task',
  'evidence',
  'agency',
  'request',
  'statement',
  'notice',
  'person',
  'session',
  'token',
  'filter',
  'block',
  'settings',
  'audit',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** One line of the audit log: who did what to what. Written once, never changed, never removed. */
export interface AuditLine {
  _id: Types.ObjectId;
  /** 1, 2, 3 …: a missing line leaves a gap. */
  seq: number;
  at: Date;
  /** Missing where Saring itself acted. */
  by?: Actor;
  /** `<kind>.<verb>`, e.g. `report.unmasked`; each has a sentence under `actions` in audit.json. */
  action: string;
  on: { kind: AuditKind; id: string; label?: string };
  /** The fields that the act changed, as they were and as they are. Never secrets, contacts or texts of reports. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string;
  /** Names the act, so that repeating it leaves one line. */
  key?: string;
  /** The hash of the line before; '' in the first. */
  previous: string;
  /** Hex HMAC-SHA-256 of this line with `previous`, keyed from SECRET: see audit/chain.ts. */
  hash: string;
}

/** Where the log ends, so that lines cut from its end are missed. One document. */
export interface AuditHead {
  _id: 'head';
  seq: number;
  hash: string;
}

export const auditSchema = new Schema<AuditLine>(
  {
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    by: {
      type: new Schema<Actor>(
        { person: { type: Schema.Types.ObjectId, required: true }, name: { type: String, required: true } },
        { _id: false },
      ),
    },
    action: { type: String, required: true },
    on: {
      type: new Schema(
        {
          kind: { type: String, enum: auditKinds, required: true },
          id: { type: String, required: true },
          label: String,
        },
        { _id: false },
      ),
      required: true,
    },
    before: Schema.Types.Mixed,
    after: Schema.Types.Mixed,
    reason: String,
    key: String,
    previous: { type: String, default: '' },
    hash: { type: String, required: true },
  },
  { collection: 'audit', versionKey: false, strict: 'throw' },
);
auditSchema.index({ seq: 1 }, { unique: true });
auditSchema.index({ key: 1 }, { unique: true, sparse: true });
auditSchema.index({ 'by.person': 1, seq: -1 }, { sparse: true });
auditSchema.index({ 'on.kind': 1, seq: -1 });
auditSchema.index({ 'on.id': 1, seq: -1 });
auditSchema.index({ action: 1, seq: -1 });

export const auditHeadSchema = new Schema<AuditHead>(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    hash: { type: String, required: true },
  },
  { collection: 'audit-head', versionKey: false, strict: 'throw' },
);
