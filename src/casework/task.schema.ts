import { z } from 'zod';
import { cursor, moment } from '../web/cursor.js';
import { objectId } from '../web/object-id.js';
import { readDue, type Due } from './due.js';
import { prose, version } from './evidence.schema.js';
import { taskStates } from './task.model.js';

export const mostOfTask = { text: 1000 } as const;

const filled = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** A task as a form or the API gives it. Fields that are not named are ignored. */
export const newTaskSchema = z
  .object({
    /** The id that the task is going to have: a form that is sent twice gives one. */
    id: objectId.optional(),
    text: prose(mostOfTask.text),
    to: objectId,
    claim: filled(objectId),
    due: filled(z.string().max(10)),
    hour: filled(z.string().max(5)),
  })
  .transform(({ due: day, hour, ...task }, context): typeof task & { due?: Due } => {
    if (day === undefined) {
      if (hour !== undefined) context.addIssue({ code: 'custom', path: ['due'], message: 'due_day_missing' });
      return task;
    }
    const due = readDue(day, hour);
    if (due) return { ...task, due };
    // A day that is right shows that the hour is not.
    const path = readDue(day) ? 'hour' : 'due';
    context.addIssue({ code: 'custom', path: [path], message: `due_${path}_wrong` });
    return task;
  });
export type NewTask = z.output<typeof newTaskSchema>;

export const taskStepSchema = z.object({
  version: version.optional(),
  /** The claim on whose page the button stands. */
  page: filled(objectId),
});

const taskLists = ['mine', 'given', 'overdue'] as const;
export type TaskListName = (typeof taskLists)[number];

/** Where a page of tasks ended. */
const place = z.tuple([moment, objectId]);
export type TaskPlace = z.output<typeof place>;

/** Which tasks are asked for. */
export const taskListSchema = z.object({
  list: filled(z.enum(taskLists)),
  state: filled(z.enum(taskStates)),
  /** Somebody else's. */
  person: filled(objectId),
  claim: filled(objectId),
  cursor: filled(cursor(place)),
});
export type TaskFilters = z.output<typeof taskListSchema>;
