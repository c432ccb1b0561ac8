import type { Claim } from '../claims/claim.model.js';
import type { SignedIn } from '../web/request.js';
import { canCloseTask } from './close-task.js';
import { runsOf } from './mentions.js';
import type { Task } from './task.model.js';

/** A task as staff may see it, by the API. Ids are strings, dates ISO 8601 in UTC. */
export function apiTask(task: Task, now: Date) {
  const closed = task.state === 'open' ? undefined : task.history.at(-1);
  return {
    id: String(task._id),
    text: task.text,
    claim: task.claim ? String(task.claim) : null,
    to: { person: String(task.to.person), name: task.to.name },
    by: { person: String(task.by.person), name: task.by.name },
    mentions: task.mentions.map(({ person, name }) => ({ person: String(person), name })),
    due: task.due ? { at: task.due.at.toISOString(), hour: task.due.hour } : null,
    overdue: task.state === 'open' && task.dueBy <= now,
    state: task.state,
    closed: closed ? { by: closed.by.name, at: closed.at.toISOString() } : null,
    version: task.version,
    createdAt: task.createdAt.toISOString(),
  };
}

/** The same as pages show it: its text in stretches, what the person may do, and the claim's statement. */
export function deskTask(
  task: Task,
  asking: { person: Pick<SignedIn, 'id' | 'role'>; now: Date; claim?: Pick<Claim, 'statement'> | undefined },
) {
  const may = canCloseTask(asking.person, task);
  return {
    ...apiTask(task, asking.now),
    runs: runsOf(task.text, task.mentions),
    statement: asking.claim?.statement ?? null,
    mine: task.to.person.equals(asking.person.id),
    open: task.state === 'open',
    may,
  };
}
