import { Schema } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';

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
  /**
   * Its place: 1, 2, 3 …, so that a missing line leaves a gap. As the id it is unique without another index, and a
   * backup that is taken while lines are added holds all up to one of them.
   */
  _id: number;
  /** When it was done; a line that a job added later has the time of the act. */
  at: Date;
  /** Missing where Saring itself acted, and for the command line. */
  by?: Actor;
  /** `<kind>.<verb>`, e.g. `report.unmasked`; each has a sentence under `actions` in audit.json. */
  action: string;
  on: { kind: AuditKind; id: string; label?: string };
  /** The ids of everything it is about: `on.id` and whatever else it touched. */
  things: string[];
  /** The fields that the act changed, as they were and as they are. Never secrets, contacts or texts of reports. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string;
  /** Names the act, so that repeating it leaves one line. */
  key?: string;
  /** Names the key of the chain without telling it: tells another SECRET from a changed line. */
  keyName: string;
  /** The hash of the line before; '' in the first. */
  previous: string;
  /** Hex HMAC-SHA-256 of this line with `previous`, keyed from SECRET: see audit/chain.ts. */
  hash: string;
}

/**
 * Where the log ends, so that lines cut from its end are missed. One document, made before the first line; it may stand
 * a few lines behind, never before the last one. Its collection comes before that of the lines in a backup, which is
 * taken in the order of names: so it does not in a backup either.
 */
export interface AuditHead {
  _id: 'head';
  /** The place and hash of the last line; 0 and '' before the first. */
  seq: number;
  hash: string;
  /** Hex HMAC-SHA-256 of both: nobody without SECRET can turn it back to a line that is left. */
  seal: string;
}

export const auditSchema = new Schema<AuditLine>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    by: { type: actorSchema },
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
    things: { type: [String], required: true },
    before: Schema.Types.Mixed,
    after: Schema.Types.Mixed,
    reason: String,
    key: String,
    keyName: { type: String, required: true },
    previous: { type: String, default: '' },
    hash: { type: String, required: true },
  },
  { collection: 'auditLines', versionKey: false, strict: 'throw' },
);
auditSchema.index({ key: 1 }, { unique: true, sparse: true });
auditSchema.index({ at: -1, _id: -1 });
auditSchema.index({ 'by.person': 1, at: -1, _id: -1 });
auditSchema.index({ 'on.kind': 1, at: -1, _id: -1 });
auditSchema.index({ things: 1, at: -1, _id: -1 });
auditSchema.index({ action: 1, at: -1, _id: -1 });

export const auditHeadSchema = new Schema<AuditHead>(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    hash: { type: String, default: '' },
    seal: { type: String, required: true },
  },
  { collection: 'auditHead', versionKey: false, strict: 'throw' },
);
