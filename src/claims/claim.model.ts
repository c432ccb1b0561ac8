import { Schema, type Types } from 'mongoose';
import { mentionSchema, type Mention } from '../casework/mentions.js';

export const claimStatuses = ['open', 'checking', 'answered', 'set-aside', 'merged'] as const;
export type ClaimStatus = (typeof claimStatuses)[number];

export const verdicts = ['false', 'misleading', 'partly-true', 'unproven', 'satire', 'true'] as const;
export type Verdict = (typeof verdicts)[number];

export const topics = [
  'health',
  'disaster',
  'social-aid',
  'politics',
  'finance',
  'food',
  'crime',
  'education',
  'technology',
  'transport',
  'environment',
  'other',
] as const;
export type Topic = (typeof topics)[number];

export const setAsideReasons = ['spam', 'not-checkable', 'opinion', 'out-of-scope'] as const;
export type SetAsideReason = (typeof setAsideReasons)[number];

/** How harmful a verifier judged a claim to be; see claims/priority.ts. */
export const harmLevels = ['low', 'normal', 'high', 'severe'] as const;
export type HarmLevel = (typeof harmLevels)[number];

/** A member of staff as histories remember them: readable even when the person is gone. */
export interface Actor {
  person: Types.ObjectId;
  name: string;
}

export const claimActions = [
  'opened',
  'edited',
  'taken',
  'released',
  'set-aside',
  'reopened',
  'merged',
  'absorbed',
  'unmerged',
  'returned',
  'match-confirmed',
  'match-rejected',
  'split',
  'noted',
  'note-edited',
  'evidence-added',
  'evidence-edited',
  'evidence-withdrawn',
  'evidence-restored',
  'task-given',
  'task-done',
  'task-dropped',
  'task-reopened',
  'answered',
  'unanswered',
  'agency-asked',
  'agency-extended',
  'agency-withdrawn',
  'agency-declined',
  'agency-answered',
  'agency-corrected',
  'agency-retracted',
  'report-erased',
  'pictures-same',
  'pictures-different',
  'pictures-undone',
  'harm-marked',
  'rested',
  'undone',
] as const;
export type ClaimAction = (typeof claimActions)[number];

/** One step of a claim's history. `by` is missing where Saring itself acted. */
export interface ClaimActivity {
  at: Date;
  by?: Actor;
  action: ClaimAction;
  /** What the action needs to be told in words, e.g. the reason, the other claim's id, the old statement. */
  detail?: Record<string, string>;
  /** The fields that it changed, for the audit log: see audit/claim-lines.ts. */
  changed?: { before: Record<string, unknown>; after: Record<string, unknown> };
}

export interface ClaimNote {
  at: Date;
  by: Actor;
  text: string;
  mentions?: Mention[];
  /** Its author put right what was written: when, and what stood there before, the oldest first. */
  edits?: { at: Date; text: string }[];
}

/** The factors of a priority, each 0…1. */
export interface PriorityParts {
  harm: number;
  velocity: number;
  reach: number;
  waiting: number;
}

/** One checkable statement, and the group of reports that repeat it. */
export interface Claim {
  _id: Types.ObjectId;
  slug: string;
  statement: string;
  /** A verifier put the statement into words; until then it is what a stranger sent. */
  worded?: boolean;
  /** Texts of its reports that differ most from one another, for matching (at most 5). */
  examples: string[];
  status: ClaimStatus;
  topic: Topic;
  /** Set while a published clarification answers it. */
  verdict?: Verdict;
  clarification?: Types.ObjectId;
  answeredAt?: Date;
  assignee?: Actor & { at: Date };
  setAside?: { reason: SetAsideReason; note?: string };
  mergedInto?: Types.ObjectId;
  /** While it is merged: how it stood before, for undoing that. */
  beforeMerge?: Pick<Claim, 'status' | 'assignee' | 'setAside'>;
  /** Counted from the reports, never incremented: repeating the count is harmless. */
  reportCount: number;
  /** Of these so many do not count, see mark-surplus.ts; missing for none. The two below are without them. */
  surplusReports?: number;
  reportsLastDay: number;
  /** Of the last hours, see priority.ts. Missing on claims that an earlier version of Saring counted. */
  reportsRecently?: number;
  firstReportedAt: Date;
  lastReportedAt: Date;
  /** ISO 3166-2 codes and channels of its reports, for filters. */
  regions: string[];
  channels: string[];
  /** Higher stands further up in the queue; see claims/priority.ts. */
  priority: number;
  /** What the priority is the product of. */
  priorityParts?: PriorityParts;
  /** When time alone will have moved the priority noticeably; missing when it will not. */
  priorityDue?: Date;
  /** A verifier's mark, for the order of the queue. */
  harm?: { level: HarmLevel; by: Actor; at: Date };
  /** When a person last worked on it; missing while nobody did. */
  touchedAt?: Date;
  /** While reports keep coming in spite of its answer: how many, and when the first of them came. */
  resurfaced?: { reports: number; at: Date };
  /** When a verifier said that the answer is enough: reports before that bring it back no more. */
  restedAt?: Date;
  notes: ClaimNote[];
  activity: ClaimActivity[];
  /** Grows with every staff action; an action states the version that it saw. */
  version: number;
  createdAt: Date;
  /** Moves with every change; other processes follow the index by it. */
  updatedAt: Date;
}

const actor = {
  person: { type: Schema.Types.ObjectId, required: true },
  name: { type: String, required: true },
};

export const actorSchema = new Schema<Actor>(actor, { _id: false });
const assignee = { type: new Schema({ ...actor, at: { type: Date, required: true } }, { _id: false }) };
const setAside = {
  type: new Schema(
    { reason: { type: String, enum: setAsideReasons, required: true }, note: String },
    { _id: false },
  ),
};

export const claimSchema = new Schema<Claim>(
  {
    slug: { type: String, required: true },
    statement: { type: String, required: true },
    worded: Boolean,
    examples: { type: [String], default: [] },
    status: { type: String, enum: claimStatuses, default: 'open' },
    topic: { type: String, enum: topics, default: 'other' },
    verdict: { type: String, enum: verdicts },
    clarification: Schema.Types.ObjectId,
    answeredAt: Date,
    assignee,
    setAside,
    mergedInto: Schema.Types.ObjectId,
    beforeMerge: {
      type: new Schema(
        { status: { type: String, enum: claimStatuses, required: true }, assignee, setAside },
        { _id: false },
      ),
    },
    reportCount: { type: Number, default: 0 },
    surplusReports: Number,
    reportsLastDay: { type: Number, default: 0 },
    firstReportedAt: { type: Date, required: true },
    lastReportedAt: { type: Date, required: true },
    regions: { type: [String], default: [] },
    channels: { type: [String], default: [] },
    reportsRecently: Number,
    priority: { type: Number, default: 0 },
    priorityParts: {
      type: new Schema<PriorityParts>(
        { harm: Number, velocity: Number, reach: Number, waiting: Number },
        { _id: false },
      ),
    },
    priorityDue: Date,
    harm: {
      type: new Schema(
        {
          level: { type: String, enum: harmLevels, required: true },
          by: { type: actorSchema, required: true },
          at: { type: Date, required: true },
        },
        { _id: false },
      ),
    },
    touchedAt: Date,
    resurfaced: { type: new Schema({ reports: Number, at: Date }, { _id: false }) },
    restedAt: Date,
    notes: {
      type: [
        new Schema<ClaimNote>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            text: String,
            mentions: { type: [mentionSchema], default: undefined },
            edits: {
              type: [new Schema({ at: { type: Date, required: true }, text: String }, { _id: false })],
              default: undefined,
            },
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    activity: {
      type: [
        new Schema<ClaimActivity>(
          {
            at: { type: Date, required: true },
            by: actorSchema,
            action: { type: String, enum: claimActions, required: true },
            detail: Schema.Types.Mixed,
            changed: Schema.Types.Mixed,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    version: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'claims', versionKey: false, strict: 'throw' },
);
claimSchema.index({ slug: 1 }, { unique: true });
claimSchema.index({ status: 1, priority: -1, _id: -1 });
claimSchema.index({ status: 1, topic: 1, priority: -1, _id: -1 });
claimSchema.index({ status: 1, regions: 1, priority: -1, _id: -1 });
claimSchema.index({ status: 1, channels: 1, priority: -1, _id: -1 });
claimSchema.index({ status: 1, 'harm.level': 1, priority: -1, _id: -1 });
claimSchema.index({ status: 1, touchedAt: 1, priority: -1, _id: -1 });
claimSchema.index({ status: 1, priorityDue: 1 });
claimSchema.index({ status: 1, createdAt: -1 });
claimSchema.index({ 'resurfaced.at': 1 }, { sparse: true });
claimSchema.index({ status: 1, lastReportedAt: -1, _id: -1 });
claimSchema.index({ 'assignee.person': 1, status: 1, priority: -1 }, { sparse: true });
claimSchema.index({ mergedInto: 1 }, { sparse: true });
claimSchema.index({ clarification: 1 }, { sparse: true });
claimSchema.index({ updatedAt: 1 });
