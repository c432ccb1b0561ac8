import { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import { recordOnClaim } from '../claims/change-claim.js';
import type { Claim } from '../claims/claim.model.js';
import { findClaim, followMerges } from '../claims/find-claim.js';
import type { Context } from '../context.js';
import { badInput, conflict } from '../errors.js';
import { oweLetter } from '../notices/owe-letter.js';
import type { SignedIn } from '../web/request.js';
import { historyLine } from './change-evidence.js';
import { newsroomOf } from './colleagues.js';
import { firstReminder, overdueFrom } from './due.js';
import { labelOf } from './label-of.js';
import { mentionsIn } from './mentions.js';
import type { Task } from './task.model.js';
import type { NewTask } from './task.schema.js';
import { letterDetails, tellMentioned } from './tell-mentioned.js';
import { isDuplicate } from '../store/duplicate.js';

/** Where a task is read: on its claim's page, or on the list. */
export const taskPath = ({ claim }: Pick<Task, 'claim'>) =>
  claim ? `/meja/klaim/${String(claim)}#tugas` : '/meja/tugas';

/**
 * Asks a colleague, or oneself, to do something, on a claim or on none. The colleague gets a letter, and so does
 * everybody whom the text speaks to.
 *
 * @throws AppError `bad_input` for an unknown colleague or claim, or a due date that has passed.
 */
export async function giveTask(context: Context, asked: NewTask & { by: SignedIn }): Promise<Task> {
  const now = context.clock.now();
  const people = await newsroomOf(context);
  const to = people.find(({ id }) => String(id) === asked.to);
  if (!to) throw badInput({ to: { reason: 'colleague_unknown' } });
  const { due } = asked;
  if (due && overdueFrom(due) <= now) throw badInput({ due: { reason: 'due_passed' } });
  const claim = asked.claim === undefined ? undefined : await claimOfTask(context, asked.claim);
  const by = actorOf(asked.by);
  const remindAt = firstReminder(due, now);
  const task: Task = {
    _id: new Types.ObjectId(asked.id),
    text: asked.text,
    ...(claim && { claim: claim._id }),
    to: { person: to.id, name: to.name },
    by,
    mentions: mentionsIn(asked.text, people),
    ...(due && { due }),
    dueBy: overdueFrom(due),
    state: 'open',
    ...(remindAt && { remindAt }),
    history: [{ at: now, by, action: 'given' }],
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
  try {
    await context.models.Task.create(task);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const there = await context.models.Task.findById(task._id).lean<Task>();
    // The same form sent twice: it was given already.
    if (there?.by.person.equals(asked.by.id)) return there;
    throw conflict();
  }
  await tellGiven(context, task, claim);
  return task;
}

/** A task given on a merged claim belongs to the claim that it leads to. */
async function claimOfTask(context: Context, id: string): Promise<Claim> {
  const found = await findClaim(context, id);
  const claim = found && (await followMerges(context, found));
  if (!claim) throw badInput({ claim: { reason: 'claim_unknown' } });
  return claim;
}

async function tellGiven(context: Context, task: Task, claim: Claim | undefined): Promise<void> {
  const { by, to, due, mentions } = task;
  const id = String(task._id);
  const path = taskPath(task);
  if (!to.person.equals(by.person)) {
    await oweLetter(context, {
      key: `task-given:${id}`,
      to: { person: to.person },
      about: 'task-given',
      params: { by: by.name, details: letterDetails({ claim, due }) },
      path,
    });
  }
  await tellMentioned(context, {
    key: id,
    about: 'mentioned-in-task',
    people: mentions,
    by,
    without: to.person,
    claim,
    due,
    path,
  });
  if (claim) {
    await recordOnClaim(context, claim._id, by, {
      action: 'task-given',
      detail: { task: id, text: historyLine(task.text), for: to.name },
    });
  }
  await recordAction(context, {
    by,
    action: 'task.given',
    on: { kind: 'task', id, ...(claim && labelOf(claim)) },
    after: { to: to.name, due: due?.at ?? null },
    key: `task:${id}:0`,
  });
}
