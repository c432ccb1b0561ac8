import { Schema, type Types } from 'mongoose';
import { actorSchema, type Actor } from '../claims/claim.model.js';
import { mentionSchema, type Mention } from './mentions.js';

export const taskStates = ['open', 'done', 'dropped'] as const;
export type TaskState = (typeof taskStates)[number];

const taskActions = ['given', 'done', 'dropped', 'reopened'] as const;
export type TaskAction = (typeof taskActions)[number];

export interface TaskStep {
  at: Date;
  by: Actor;
  action: TaskAction;
}

/** Something that a colleague is asked to do. Seen by staff alone. */
export interface Task {
  _id: Types.ObjectId;
  text: string;
  claim?: Types.ObjectId;
  to: Actor;
  by: Actor;
  mentions: Mention[];
  /** Until when, as it was asked: a day in Jakarta, perhaps with an hour. */
  due?: { at: Date; hour: boolean };
  /** The moment from which it is overdue; far away without a due date, so that lists can be ordered by it. */
  dueBy: Date;
  state: TaskState;
  /** When the next reminder is owed; missing when none is. */
  remindAt?: Date;
  history: TaskStep[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export const taskSchema = new Schema<Task>(
  {
    text: { type: String, required: true },
    claim: Schema.Types.ObjectId,
    to: { type: actorSchema, required: true },
    by: { type: actorSchema, required: true },
    mentions: { type: [mentionSchema], default: [] },
    due: {
      type: new Schema(
        { at: { type: Date, required: true }, hour: { type: Boolean, required: true } },
        { _id: false },
      ),
    },
    dueBy: { type: Date, required: true },
    state: { type: String, enum: taskStates, required: true },
    remindAt: Date,
    history: {
      type: [
        new Schema<TaskStep>(
          {
            at: { type: Date, required: true },
            by: { type: actorSchema, required: true },
            action: { type: String, enum: taskActions, required: true },
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
  { collection: 'tasks', versionKey: false, strict: 'throw' },
);
taskSchema.index({ 'to.person': 1, state: 1, dueBy: 1, _id: 1 });
taskSchema.index({ 'by.person': 1, state: 1, dueBy: 1, _id: 1 });
taskSchema.index({ 'to.person': 1, state: 1, updatedAt: -1, _id: -1 });
taskSchema.index({ 'by.person': 1, state: 1, updatedAt: -1, _id: -1 });
taskSchema.index({ state: 1, dueBy: 1, _id: 1 });
taskSchema.index({ claim: 1, dueBy: 1, _id: 1 }, { sparse: true });
taskSchema.index({ remindAt: 1 }, { sparse: true });
