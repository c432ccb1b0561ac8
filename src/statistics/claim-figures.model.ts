import { Schema, type Types } from 'mongoose';
import { topics, type Topic } from '../claims/claim.model.js';
import type { Day } from './calendar.js';

const figureKinds = [
  'opened',
  'back',
  'touched',
  'answered',
  'set-aside',
  'merged',
  'taken',
  'decided',
] as const;
export type FigureKind = (typeof figureKinds)[number];

/** Who is counted for something. A claim that was handed over names its receiver by name alone. */
export interface Counted {
  person?: Types.ObjectId;
  name: string;
}

/** One thing that happened to a claim and is counted, on the day on which it happened. */
export interface FigureEvent {
  day: Day;
  kind: FigureKind;
  /** Since the claim's first report: of the first touch and the first answer. */
  minutes?: number;
  by?: Counted;
  /** The claim comes to those that wait, or leaves them. */
  waits?: 1 | -1;
}

/** When a claim was answered; without `to` it still is. */
export interface AnsweredSpan {
  from: Date;
  to?: Date;
}

/**
 * What is counted of a claim, worked out from its history: a day is counted from these by an index, where the
 * histories themselves would have to be read from end to end.
 */
export interface ClaimFigures {
  /** The claim's own. */
  _id: Types.ObjectId;
  topic: Topic;
  openedAt: Date;
  answered: AnsweredSpan[];
  /** Reports that a person brought here: the matcher did not. */
  brought: string[];
  /** Open or being checked. */
  waiting: boolean;
  events: FigureEvent[];
  /** Those of the events, each once. */
  days: Day[];
}

export const claimFiguresSchema = new Schema<ClaimFigures>(
  {
    topic: { type: String, enum: topics, required: true },
    openedAt: { type: Date, required: true },
    answered: { type: [new Schema<AnsweredSpan>({ from: Date, to: Date }, { _id: false })], default: [] },
    brought: { type: [String], default: [] },
    waiting: { type: Boolean, required: true },
    events: {
      type: [
        new Schema<FigureEvent>(
          {
            day: { type: String, required: true },
            kind: { type: String, enum: figureKinds, required: true },
            minutes: Number,
            by: {
              type: new Schema<Counted>(
                { person: Schema.Types.ObjectId, name: { type: String, required: true } },
                { _id: false },
              ),
            },
            waits: Number,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    days: { type: [String], default: [] },
  },
  { collection: 'claimfigures', versionKey: false, strict: 'throw' },
);
claimFiguresSchema.index({ days: 1 });
claimFiguresSchema.index({ waiting: 1, topic: 1 });
