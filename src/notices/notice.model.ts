import { Schema, type Types } from 'mongoose';

/**
 * waiting: will be sent · sending: leased by a process · sent · failed: given up, a person decides · kept: no mail
 * server is set · withdrawn: became moot before it was sent
 */
export const noticeStatuses = ['waiting', 'sending', 'sent', 'failed', 'kept', 'withdrawn'] as const;
export type NoticeStatus = (typeof noticeStatuses)[number];

/** News of an article for a reporter, or a letter to somebody on the desk. */
export const newsKinds = ['answered', 'corrected', 'retracted'] as const;
export type NewsKind = (typeof newsKinds)[number];
export const noticeKinds = [...newsKinds, 'letter'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What Saring tells a member of staff, or somebody who is to become one. */
export interface Letter {
  /** The address is read from the person when it is sent; somebody without an account has it here. */
  person?: Types.ObjectId;
  email?: string;
  language: 'id' | 'en';
  /** Its words stand under `notices.letters.<about>` in the language files. */
  about: string;
  params: Record<string, string>;
  /**
   * Where it leads, as a path of this site. It may be a link that signs somebody in: so it is sealed (see
   * privacy/seal.ts), and taken out once it is sent.
   */
  path?: string;
}

/** Why a notice stands where it stands, where its status alone does not say. Each has a sentence in notices.json. */
export const noticeProblems = [
  // failed
  'gave-up',
  'unsure',
  'unreadable-address',
  // withdrawn
  'no-address',
  'no-answer',
  'superseded',
  'nobody',
] as const;
export type NoticeProblem = (typeof noticeProblems)[number];

/**
 * One mail that is owed to somebody. News names the report, from which the address is read when it is sent, and the
 * article; a letter says itself to whom it goes.
 */
export interface Notice {
  _id: Types.ObjectId;
  /** Kind, clarification, its edition and the report: the same news is never owed twice. */
  key: string;
  kind: NoticeKind;
  report?: Types.ObjectId;
  clarification?: Types.ObjectId;
  letter?: Letter;
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

/** A notice of an article. */
export type News = Notice & { kind: NewsKind; report: Types.ObjectId; clarification: Types.ObjectId };

export const noticeSchema = new Schema<Notice>(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: noticeKinds, required: true },
    report: Schema.Types.ObjectId,
    clarification: Schema.Types.ObjectId,
    letter: {
      type: new Schema<Letter>(
        {
          person: Schema.Types.ObjectId,
          email: String,
          language: { type: String, enum: ['id', 'en'], required: true },
          about: { type: String, required: true },
          params: { type: Schema.Types.Mixed, default: {} },
          path: String,
        },
        { _id: false, minimize: false },
      ),
    },
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
noticeSchema.index({ report: 1 }, { sparse: true });
noticeSchema.index({ clarification: 1, status: 1 }, { sparse: true });
