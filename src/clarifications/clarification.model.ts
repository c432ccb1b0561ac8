import { Schema, type Types } from 'mongoose';
import type { StatementRef } from '../agencies/statement-request.model.js';
import {
  actorSchema,
  topics,
  verdicts,
  type Actor,
  type Topic,
  type Verdict,
} from '../claims/claim.model.js';

export const clarificationStatuses = ['draft', 'in-review', 'published', 'retracted'] as const;
export type ClarificationStatus = (typeof clarificationStatuses)[number];

/** First Draft's seven kinds of mis- and disinformation. */
export const kinds = [
  'satire-or-parody',
  'misleading-content',
  'imposter-content',
  'fabricated-content',
  'false-connection',
  'false-context',
  'manipulated-content',
] as const;
export type Kind = (typeof kinds)[number];

export interface Source {
  title: string;
  url: string;
}

/** What a reader sees of an article; every published state of it is kept. */
export interface ClarificationContent {
  title: string;
  summary: string;
  /** Markdown. */
  body: string;
  /** Missing only while a draft's author does not know yet. */
  verdict?: Verdict;
  kind?: Kind;
  sources: Source[];
  /** Signed statements of agencies that it shows; missing when there is none. */
  statements?: StatementRef[];
  cover?: { file: Types.ObjectId; thumbnail: Types.ObjectId; alt: string; width: number; height: number };
}

/** A published state that a correction replaced: the old content, and what changed, when, by whom. */
export interface ClarificationRevision {
  at: Date;
  by: Actor;
  note: string;
  /** Names of the fields that the correction changed. */
  changed: string[];
  before: ClarificationContent;
}

export interface ClarificationActivity {
  at: Date;
  by: Actor;
  action: 'drafted' | 'edited' | 'submitted' | 'returned' | 'published' | 'corrected' | 'retracted';
  note?: string;
  /** The fields that it changed, for the audit log: see audit/clarification-lines.ts. */
  changed?: { before: Record<string, unknown>; after: Record<string, unknown> };
}

export interface Clarification extends ClarificationContent {
  _id: Types.ObjectId;
  slug: string;
  status: ClarificationStatus;
  claims: Types.ObjectId[];
  /**
   * The same claims, while it is published and only then: a unique index over it lets a claim have one published
   * answer, whoever publishes at the same moment.
   */
  answers?: Types.ObjectId[];
  /** Topics of its claims, for filters; answer-claims.ts keeps them. */
  topics: Topic[];
  /**
   * Since when its claims and reporters have not all heard of the last change. Set by the same write as the
   * change and taken away when it was carried through, so that a job finishes what a dead process left.
   */
  unfinished?: Date;
  author: Actor;
  /** The editor who published it. */
  publisher?: Actor;
  publishedAt?: Date;
  /** When readers last got something new: publishing, a correction, a retraction. */
  changedAt?: Date;
  /** An editor's note with which a draft came back. */
  returnedNote?: string;
  retraction?: { reason: string; at: Date; by: Actor };
  revisions: ClarificationRevision[];
  activity: ClarificationActivity[];
  /** People, not page loads; see library/count-view.ts. */
  views: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const content = {
  title: { type: String, default: '' },
  summary: { type: String, default: '' },
  body: { type: String, default: '' },
  verdict: { type: String, enum: verdicts },
  kind: { type: String, enum: kinds },
  sources: {
    type: [new Schema<Source>({ title: String, url: String }, { _id: false })],
    default: [],
  },
  statements: {
    type: [
      new Schema<StatementRef>(
        {
          request: { type: Schema.Types.ObjectId, required: true },
          version: { type: Number, required: true },
        },
        { _id: false },
      ),
    ],
    default: undefined,
  },
  cover: {
    type: new Schema(
      {
        file: { type: Schema.Types.ObjectId, required: true },
        thumbnail: { type: Schema.Types.ObjectId, required: true },
        alt: { type: String, required: true },
        width: { type: Number, required: true },
        height: { type: Number, required: true },
      },
      { _id: false },
    ),
  },
};

export const clarificationSchema = new Schema<Clarification>(
  {
    slug: { type: String, required: true },
    ...content,
    status: { type: String, enum: clarificationStatuses, default: 'draft' },
    claims: { type: [Schema.Types.ObjectId], default: [] },
    answers: { type: [Schema.Types.ObjectId], default: undefined },
    topics: { type: [String], enum: topics, default: [] },
    unfinished: Date,
    author: { type: actorSchema, required: true },
    publisher: actorSchema,
    publishedAt: Date,
    changedAt: Date,
    returnedNote: String,
    retraction: {
      type: new Schema(
        {
          reason: { type: String, required: true },
          at: { type: Date, required: true },
          by: { type: actorSchema, required: true },
        },
        { _id: false },
      ),
    },
    revisions: {
      type: [
        new Schema<ClarificationRevision>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            note: { type: String, required: true },
            changed: { type: [String], default: [] },
            before: { type: new Schema<ClarificationContent>(content, { _id: false }), required: true },
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    activity: {
      type: [
        new Schema<ClarificationActivity>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            action: { type: String, required: true },
            note: String,
            changed: Schema.Types.Mixed,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    views: { type: Number, default: 0 },
    version: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'clarifications', versionKey: false, strict: 'throw' },
);
clarificationSchema.index({ slug: 1 }, { unique: true });
clarificationSchema.index({ answers: 1 }, { unique: true, sparse: true });
clarificationSchema.index({ unfinished: 1 }, { sparse: true });
clarificationSchema.index({ status: 1, publishedAt: -1, _id: -1 });
clarificationSchema.index({ status: 1, verdict: 1, publishedAt: -1, _id: -1 });
clarificationSchema.index({ status: 1, topics: 1, publishedAt: -1, _id: -1 });
clarificationSchema.index({ status: 1, updatedAt: -1, _id: -1 });
clarificationSchema.index({ claims: 1, status: 1 });
clarificationSchema.index({ updatedAt: 1 });
clarificationSchema.index({ 'activity.action': 1, changedAt: -1, _id: -1 });
clarificationSchema.index({ 'statements.request': 1 }, { sparse: true });
clarificationSchema.index({ 'cover.file': 1 }, { sparse: true });
clarificationSchema.index({ 'cover.thumbnail': 1 }, { sparse: true });
