import { Schema, type Types } from 'mongoose';

/** waiting: will be sent · sending: leased by a process · sent · failed: given up · kept: no mail server is set */
export const noticeStatuses = ['waiting', 'sending', 'sent', 'failed', 'kept'] as const;
export type NoticeStatus = (typeof noticeStatuses)[number];

export const noticeKinds = ['answered', 'corrected', 'retracted'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** One mail that is owed to one reporter. It names the report; the address is read from it when it is sent. */
export interface Notice {
  _id: Types.ObjectId;
  /** Kind, clarification, its version and the report: the same news is never owed twice. */
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
  lastError?: string;
  sentAt?: Date;
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
    lastError: String,
    sentAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'notices', versionKey: false, strict: 'throw' },
);
noticeSchema.index({ key: 1 }, { unique: true });
noticeSchema.index({ status: 1, nextAttemptAt: 1 });
noticeSchema.index({ createdAt: -1 });
noticeSchema.index({ clarification: 1, status: 1 });
