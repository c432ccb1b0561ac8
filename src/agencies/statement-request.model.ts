import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';

/** Overdue is no state of its own: an open request whose time is over. */
export const requestStatuses = ['open', 'answered', 'declined', 'withdrawn', 'retracted'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** What a request's history tells. */
export const requestSteps = [
  'asked',
  'extended',
  'withdrawn',
  'declined',
  'answered',
  'corrected',
  'retracted',
] as const;
export type RequestStep = (typeof requestSteps)[number];

export interface RequestActivity {
  at: Date;
  by: Actor;
  step: RequestStep;
  /** Why, where a reason is asked for. */
  reason?: string;
}

/** Evidence that an agency adds: a PDF as it is, or a picture made anew. */
export interface StatementDocument {
  file: Types.ObjectId;
  kind: 'pdf' | 'picture';
  name: string;
  type: string;
  bytes: number;
  /** Hex SHA-256 of the bytes as they are served. */
  sha256: string;
}

export interface StatementLink {
  title: string;
  url: string;
}

/** What an agency says. Never a verdict: that is the newsroom's. */
export interface StatementContent {
  /** Markdown. */
  text: string;
  signer: { name: string; office: string };
  links: StatementLink[];
  documents: StatementDocument[];
}

/** A signed version. It is never changed: a correction is another one. */
export interface Statement extends StatementContent {
  /** The agency's name when it was signed. */
  agencyName: string;
  signedAt: Date;
  /** Whose account signed it. */
  by: Actor;
  /** In a later version: the names of the fields that it changes, and why. */
  correction?: { changed: string[]; why: string };
  /** Hex SHA-256 of what agencies/digest.ts makes of all this. */
  sha256: string;
}

/** A signed version of a statement, as an article names it: it goes on showing that one, whatever is signed later. */
export interface StatementRef {
  request: Types.ObjectId;
  /** 1 is the first. */
  version: number;
}

export interface StatementDraft extends StatementContent {
  savedAt: Date;
  by: Actor;
}

export interface RequestPicture {
  file: Types.ObjectId;
  thumbnail: Types.ObjectId;
  width: number;
  height: number;
}

export const reminderKinds = ['half', 'due', 'late'] as const;
export type ReminderKind = (typeof reminderKinds)[number];

/** One question about one claim to one agency, and the answer to it. */
export interface StatementRequest {
  _id: Types.ObjectId;
  claim: Types.ObjectId;
  agency: Types.ObjectId;
  question: string;
  /** What the asker chose to show of the reports: wordings (masked), links, pictures. */
  quotes: string[];
  links: string[];
  pictures: RequestPicture[];
  /** How many of these were taken out since, because a reporter erased their report. */
  erased?: number;
  asker: Actor;
  askedAt: Date;
  dueAt: Date;
  /** From when the time until `dueAt` counts: asking, or the last extension. */
  countsFrom: Date;
  /** When the next reminder is due; missing when there is none. */
  remindAt?: Date;
  reminders: { kind: ReminderKind; at: Date; dueAt: Date }[];
  status: RequestStatus;
  /** Claim and agency, while it is open and only then: unique, so that nobody asks the same twice at once. */
  openFor?: string;
  closedAt?: Date;
  /** When the first version was signed. */
  answeredAt?: Date;
  /** Signed versions, oldest first. */
  statements: Statement[];
  /** What the agency has not signed yet: nobody else sees it. */
  draft?: StatementDraft;
  activity: RequestActivity[];
  /** How many steps of `activity` were carried to the claim, the audit log and the mail. */
  carried: number;
  /** Since when there are steps that were not; a job finishes them. */
  unfinished?: Date;
  /** Grows with what the newsroom does: extending, withdrawing. */
  version: number;
  /** Grows with what the agency does: saving, signing, correcting. A longer time must not cost them what they typed. */
  answerVersion: number;
  updatedAt: Date;
}

const signer = {
  type: new Schema(
    { name: { type: String, default: '' }, office: { type: String, default: '' } },
    { _id: false },
  ),
  required: true,
};

const content = {
  text: { type: String, default: '' },
  signer,
  links: {
    type: [new Schema<StatementLink>({ title: String, url: String }, { _id: false })],
    default: [],
  },
  documents: {
    type: [
      new Schema<StatementDocument>(
        {
          file: { type: Schema.Types.ObjectId, required: true },
          kind: { type: String, enum: ['pdf', 'picture'], required: true },
          name: { type: String, required: true },
          type: { type: String, required: true },
          bytes: { type: Number, required: true },
          sha256: { type: String, required: true },
        },
        { _id: false },
      ),
    ],
    default: [],
  },
};

export const statementRequestSchema = new Schema<StatementRequest>(
  {
    claim: { type: Schema.Types.ObjectId, required: true },
    agency: { type: Schema.Types.ObjectId, required: true },
    question: { type: String, required: true },
    quotes: { type: [String], default: [] },
    links: { type: [String], default: [] },
    pictures: {
      type: [
        new Schema<RequestPicture>(
          {
            file: { type: Schema.Types.ObjectId, required: true },
            thumbnail: { type: Schema.Types.ObjectId, required: true },
            width: { type: Number, required: true },
            height: { type: Number, required: true },
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    erased: Number,
    asker: { type: actorSchema, required: true },
    askedAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    countsFrom: { type: Date, required: true },
    remindAt: Date,
    reminders: {
      type: [
        new Schema(
          {
            kind: { type: String, enum: reminderKinds, required: true },
            at: { type: Date, required: true },
            dueAt: { type: Date, required: true },
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    status: { type: String, enum: requestStatuses, default: 'open' },
    openFor: String,
    closedAt: Date,
    answeredAt: Date,
    statements: {
      type: [
        new Schema<Statement>(
          {
            ...content,
            agencyName: { type: String, required: true },
            signedAt: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            correction: {
              type: new Schema(
                { changed: { type: [String], default: [] }, why: { type: String, required: true } },
                { _id: false },
              ),
            },
            sha256: { type: String, required: true },
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    draft: {
      type: new Schema<StatementDraft>(
        { ...content, savedAt: { type: Date, required: true }, by: { type: actorSchema, required: true } },
        { _id: false },
      ),
    },
    activity: {
      type: [
        new Schema<RequestActivity>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            step: { type: String, enum: requestSteps, required: true },
            reason: String,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    carried: { type: Number, default: 0 },
    unfinished: Date,
    version: { type: Number, default: 0 },
    answerVersion: { type: Number, default: 0 },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'statement-requests', versionKey: false, strict: 'throw' },
);
statementRequestSchema.index({ openFor: 1 }, { unique: true, sparse: true });
statementRequestSchema.index({ agency: 1, status: 1, dueAt: 1, _id: 1 });
statementRequestSchema.index({ agency: 1, closedAt: -1, _id: -1 });
statementRequestSchema.index({ agency: 1, answeredAt: -1 });
statementRequestSchema.index({ status: 1, dueAt: 1, _id: 1 });
statementRequestSchema.index({ closedAt: -1, _id: -1 });
statementRequestSchema.index({ claim: 1, askedAt: 1, _id: 1 });
statementRequestSchema.index({ remindAt: 1 }, { sparse: true });
statementRequestSchema.index({ unfinished: 1 }, { sparse: true });
