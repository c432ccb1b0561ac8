import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { oweLetter } from '../notices/owe-letter.js';
import { taskPath } from './give-task.js';
import type { Task } from './task.model.js';
import { letterDetails } from './tell-mentioned.js';

/** Most reminders in one turn, so that stopping Saring does not wait for a long queue. */
const batch = 100;

/**
 * Owes the reminders that are due: the day before a task is, and once it is overdue. Each is named by its task and
 * due date, so that a process that dies in between, or two at once, owe it once.
 */
export async function remindTasks(context: Context): Promise<void> {
  const now = context.clock.now();
  const tasks = await context.models.Task.find({ remindAt: { $lte: now } })
    .sort({ remindAt: 1 })
    .limit(batch)
    .lean<Task[]>();
  for (const task of tasks) await remind(context, task, now);
}

async function remind(context: Context, task: Task, now: Date): Promise<void> {
  const { Claim, Task } = context.models;
  const overdue = task.dueBy <= now;
  if (task.state === 'open') {
    const claim = task.claim ? await Claim.findById(task.claim).select('statement worded').lean() : null;
    const about = overdue ? 'task-overdue' : 'task-soon';
    await oweLetter(context, {
      key: `${about}:${String(task._id)}:${task.dueBy.getTime()}`,
      to: { person: task.to.person },
      about,
      params: { by: task.by.name, details: letterDetails({ claim: claim ?? undefined, due: task.due }) },
      path: taskPath(task),
    });
  }
  const more = task.state === 'open' && !overdue;
  // Whoever closed or reopened it meanwhile set the time anew.
  await Task.updateOne(
    { _id: task._id, remindAt: task.remindAt },
    more ? { $set: { remindAt: task.dueBy } } : { $unset: { remindAt: 1 } },
  );
}

export const remindTasksJob: Job = {
  name: 'remind-tasks',
  everySeconds: 60,
  alone: true,
  run: remindTasks,
};
