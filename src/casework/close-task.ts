import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import { recordOnClaim } from '../claims/change-claim.js';
import type { Context } from '../context.js';
import { AppError, conflict, notAllowed, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { historyLine } from './change-evidence.js';
import { firstReminder } from './due.js';
import type { Task, TaskAction, TaskState } from './task.model.js';

export type TaskVerb = 'done' | 'dropped' | 'reopened';

/** What each step makes of a task; what is not listed cannot be done. */
const table: Record<TaskState, Partial<Record<TaskVerb, TaskState>>> = {
  open: { done: 'done', dropped: 'dropped' },
  done: { reopened: 'open' },
  dropped: { reopened: 'open' },
};

/** The state after a step, or undefined when it makes no sense now. */
export function nextTaskState(state: TaskState, verb: TaskVerb): TaskState | undefined {
  return table[state][verb];
}

/** Whoever has it, whoever gave it, and those who run the desk. */
export function canCloseTask(person: Pick<SignedIn, 'id' | 'role'>, task: Pick<Task, 'to' | 'by'>): boolean {
  return (
    task.to.person.equals(person.id) ||
    task.by.person.equals(person.id) ||
    person.role === 'editor' ||
    person.role === 'admin'
  );
}

/**
 * Marks a task as done, drops it, or opens it again: one write that expects the state and the version that were seen.
 * A second press of the same button by the same person changes nothing and is no error.
 *
 * @throws AppError `not_found`, `not_allowed`, `conflict` naming who was first.
 */
export async function closeTask(
  context: Context,
  asked: { id: Types.ObjectId | string; by: SignedIn; verb: TaskVerb; version?: number | undefined },
): Promise<Task> {
  const { Task } = context.models;
  const { id, verb } = asked;
  const read = await Task.findById(id).lean<Task>();
  if (!read) throw notFound();
  if (!canCloseTask(asked.by, read)) throw notAllowed();
  const state = nextTaskState(read.state, verb);
  const stale = asked.version !== undefined && asked.version !== read.version;
  if (!state || stale) return sameOrBeaten(read, asked);
  const now = context.clock.now();
  const by = actorOf(asked.by);
  const remindAt = state === 'open' ? firstReminder(read.due, now) : undefined;
  const after = await Task.findOneAndUpdate(
    { _id: read._id, state: read.state, version: read.version },
    {
      $set: { state, updatedAt: now, ...(remindAt && { remindAt }) },
      ...(!remindAt && { $unset: { remindAt: 1 } }),
      $inc: { version: 1 },
      $push: { history: { at: now, by, action: verb } },
    },
    { returnDocument: 'after' },
  ).lean<Task>();
  if (!after) {
    const latest = await Task.findById(id).lean<Task>();
    if (!latest) throw notFound();
    return sameOrBeaten(latest, asked);
  }
  await tellStep(context, after, { by, verb, before: read.state });
  return after;
}

/** @throws AppError `conflict`, unless the person did just that already. */
function sameOrBeaten(task: Task, { by, verb }: { by: SignedIn; verb: TaskVerb }): Task {
  const last = task.history.at(-1);
  const action: TaskAction = verb;
  if (last?.action === action && last.by.person.equals(by.id)) return task;
  throw last
    ? conflict(`casework.tasks.raced.${last.action}`, { name: last.by.name })
    : new AppError('conflict');
}

async function tellStep(
  context: Context,
  task: Task,
  { by, verb, before }: { by: ReturnType<typeof actorOf>; verb: TaskVerb; before: TaskState },
): Promise<void> {
  const id = String(task._id);
  if (task.claim) {
    await recordOnClaim(context, task.claim, by, {
      action: `task-${verb}`,
      detail: { task: id, text: historyLine(task.text), for: task.to.name },
    });
  }
  await recordAction(context, {
    by,
    action: `task.${verb}`,
    on: { kind: 'task', id },
    before: { state: before },
    after: { state: task.state },
    key: `task:${id}:${task.version}`,
  });
}
