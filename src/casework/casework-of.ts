import { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import { claimsLeadingTo } from '../claims/claims-leading-to.js';
import type { Context } from '../context.js';
import type { SignedIn } from '../web/request.js';
import { checklistOf } from './checklist-of.js';
import { newsroomOf, type Colleague } from './colleagues.js';
import { canEditNote } from './edit-note.js';
import { stances, type Evidence } from './evidence.model.js';
import { mostOfEvidence } from './evidence.schema.js';
import { archiversOf, deskEvidence } from './evidence.view.js';
import { evidenceOf } from './list-evidence.js';
import { tasksOf } from './list-tasks.js';
import { deskNote } from './note.view.js';
import { mostOfTask } from './task.schema.js';
import { deskTask } from './task.view.js';

/** What a claim's page on the desk shows of casework: evidence, checklist, tasks and notes. */
export async function caseworkOf(
  context: Context,
  { claim, person }: { claim: Claim; person: Pick<SignedIn, 'id' | 'role'> },
) {
  const claims = await claimsLeadingTo(context, [claim._id]);
  const [evidence, tasks, checklist, people] = await Promise.all([
    evidenceOf(context, claims),
    tasksOf(context, claims),
    checklistOf(context, claim._id),
    newsroomOf(context),
  ]);
  const now = context.clock.now();
  const shown = await showEvidence(context, claim, evidence);
  return {
    ...evidenceForm(),
    ...taskForm(people),
    live: claim.status !== 'merged',
    /** Who may word the checklist anew. */
    mayChangeChecklist: canChangeChecklist(person),
    evidence: shown.filter(({ withdrawn }) => !withdrawn),
    withdrawn: shown.filter(({ withdrawn }) => withdrawn),
    evidenceCount: shown.length,
    tasks: tasks.map((task) => deskTask(task, { person, now })),
    checklist,
    notes: claim.notes.map((note, number) => ({
      ...deskNote(note, number),
      mine: canEditNote(person, note),
    })),
  };
}

/** Editors and admins word the newsroom's checklist. */
export function canChangeChecklist(person: Pick<SignedIn, 'role'>): boolean {
  return person.role === 'editor' || person.role === 'admin';
}

/** What the form of a new piece of evidence needs. */
export const evidenceForm = () => ({
  newEvidence: String(new Types.ObjectId()),
  stances,
  most: mostOfEvidence,
});

/** What the form of a new task needs. */
export const taskForm = (people: readonly Colleague[]) => ({
  newTask: String(new Types.ObjectId()),
  colleagues: people.map(({ id, name }) => ({ value: String(id), label: name })),
  mostOfTask,
});

/** Evidence as pages show it: from which merged claim it came, and where its source can be archived. */
export async function showEvidence(context: Context, claim: Claim, evidence: readonly Evidence[]) {
  const others = [
    ...new Set(evidence.map((one) => String(one.claim)).filter((id) => id !== String(claim._id))),
  ];
  const found = await context.models.Claim.find({ _id: { $in: others.map((id) => new Types.ObjectId(id)) } })
    .select('statement')
    .lean();
  const statements = new Map(found.map(({ _id, statement }) => [String(_id), statement]));
  return evidence.map((one, at) => ({
    ...deskEvidence(one),
    from: statements.has(String(one.claim))
      ? { id: String(one.claim), statement: statements.get(String(one.claim)) }
      : undefined,
    archivers: one.source?.url && !one.archive ? archiversOf(one.source.url) : [],
    first: at === 0,
    last: at === evidence.length - 1,
  }));
}
