import { Schema, type Types } from 'mongoose';
import { topics, type Topic } from '../claims/claim.model.js';
import type { Day } from './calendar.js';
import type { Counted } from './claim-figures.model.js';

/** What is added up, by day and topic. */
export const counted = [
  'opened',
  'back',
  'answered',
  'setAside',
  'merged',
  'waits',
  'reports',
  'automatic',
  'answeredAtOnce',
  'wrong',
] as const;

/**
 * opened, back, answered, setAside, merged: claims · waits: by how many more wait in the evening than in the morning ·
 * reports: those that came · automatic: of these, attached by the matcher to a claim that was there · answeredAtOnce:
 * of these, to one that was answered then · wrong: of the automatic ones, taken apart by a person afterwards
 */
export type Counts = Record<(typeof counted)[number], number>;

export const noCounts = (): Counts => ({
  opened: 0,
  back: 0,
  answered: 0,
  setAside: 0,
  merged: 0,
  waits: 0,
  reports: 0,
  automatic: 0,
  answeredAtOnce: 0,
  wrong: 0,
});

export interface TopicFigures extends Counts {
  topic: Topic;
  /** Minutes from a claim's first report to the first touch, of each claim that was first touched on this day. */
  touched: number[];
  /** The same to its first answer. */
  answers: number[];
}

/** What somebody did on a day, by topic. */
export interface PersonFigures extends Counted {
  topic: Topic;
  taken: number;
  answered: number;
  setAside: number;
  decided: number;
}

/** A day as the statistics have it. */
export interface DayFigures {
  _id: Day;
  topics: TopicFigures[];
  people: PersonFigures[];
  countedAt?: Date;
  /** How long counting it took, in milliseconds. */
  took?: number;
  /** Something in it changed since it was counted. A new mark each time, so that no change is missed while counting. */
  stale?: Types.ObjectId;
}

const topic = { type: String, enum: topics, required: true };
const count = { type: Number, default: 0 };
const topicFigures = new Schema<TopicFigures>(
  {
    topic,
    opened: count,
    back: count,
    answered: count,
    setAside: count,
    merged: count,
    waits: count,
    reports: count,
    automatic: count,
    answeredAtOnce: count,
    wrong: count,
    touched: { type: [Number], default: [] },
    answers: { type: [Number], default: [] },
  },
  { _id: false },
);
const personFigures = new Schema<PersonFigures>(
  {
    topic,
    person: Schema.Types.ObjectId,
    name: { type: String, required: true },
    taken: count,
    answered: count,
    setAside: count,
    decided: count,
  },
  { _id: false },
);

export const dayFiguresSchema = new Schema<DayFigures>(
  {
    _id: { type: String, required: true },
    topics: { type: [topicFigures], default: [] },
    people: { type: [personFigures], default: [] },
    countedAt: Date,
    took: Number,
    stale: Schema.Types.ObjectId,
  },
  { collection: 'dayfigures', versionKey: false, strict: 'throw' },
);
dayFiguresSchema.index({ stale: 1 }, { sparse: true });
