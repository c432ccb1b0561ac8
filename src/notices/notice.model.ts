import { Schema, type Types } from 'mongoose';

/**
 * waiting: will be sent · sending: leased by a process · sent · failed: given up, a person decides · kept: no mail
 * server is set · withdrawn: became moot before it was sent
 */
export const noticeStatuses = ['waiting', 'sending', 'sent', 'failed', 'kept', 'withdrawn'] as const;
export type NoticeStatus = (typeof noticeStatuses)[number];

export const noticeKinds = ['answered', 'corrected', 'retracted'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Why a notice stands where it stands, where its status alone does not say. Each has a sentence in notices.json. */
export const noticeProblems = [
  // failed
  'gave-up',
  'unsure',
  // withdrawn
  'no-address',
  'no-answer',
  'superseded',
] as const;
export type NoticeProblem = (typeof noticeProblems)[number];

/** One mail that is owed to one reporter. It names the report; the address is read from it when it is sent. */
export interface Notice {
  _id: Types.ObjectId;
  /** Kind, clarification, its edition and the report: the same news is never owed twice. */
  key: string;
  kind: NoticeKind;
  report: Types.ObjectId;
  clarification: Types.ObjectId;
  /** What a correction or retraction says. */
  note?: string;
  status: NoticeStatus;
  attempts: number;
  nextAttemptAt: Date;
  /** While `sending`: another process may take over after this. */
  leaseUntil?: Date;
  problem?: NoticeProblem;
  /** What the mail server said, in its words, without the address. */
  lastError?: string;
  sentAt?: Date;
  /**
   * How many corrections the article had when it was sent: whoever knows an older edition is told of a newer one.
   * A correction's or retraction's notice has it from the start: the edition that it tells of.
   */
  edition?: number;
  createdAt: Date;
}

export const noticeSchema = new Schema<Notice>(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: noticeKinds, required: true },
    report: { type: Schema.Types.ObjectId, required: true },
    clarification: { type: Schema.Types.ObjectId, required: true },
    note: String,
    status: { type: String, enum: noticeStatuses, required: true },
    attempts: { type: Number, default: 0 },
    nextAttemptAt: { type: Date, required: true },
    leaseUntil: Date,
    problem: { type: String, enum: noticeProblems },
    lastError: String,
    sentAt: Date,
    edition: Number,
    createdAt: { type: Date, required: true },
  },
  { collection: 'notices', versionKey: false, strict: 'throw' },
);
noticeSchema.index({ key: 1 }, { unique: true });
noticeSchema.index({ status: 1, nextAttemptAt: 1 });
noticeSchema.index({ status: 1, createdAt: -1, _id: -1 });
noticeSchema.index({ status: 1, leaseUntil: 1 });
noticeSchema.index({ report: 1 });
noticeSchema.index({ clarification: 1, status: 1 });
