import type { Types } from 'mongoose';
import { addEvidence } from '../../src/casework/add-evidence.js';
import type { Evidence } from '../../src/casework/evidence.model.js';
import type { FindingFields } from '../../src/casework/evidence.schema.js';
import { giveTask } from '../../src/casework/give-task.js';
import type { Task } from '../../src/casework/task.model.js';
import type { NewTask } from '../../src/casework/task.schema.js';
import type { TestPerson } from './accounts.js';
import type { Saring } from './saring.js';

/** A piece of evidence by the real path. */
export function gather(
  { context }: Saring,
  claim: Types.ObjectId,
  by: TestPerson,
  overrides: Partial<FindingFields> = {},
): Promise<Evidence> {
  return addEvidence(context, {
    text: 'Tinggi air di pos pantau normal sepanjang malam.',
    stance: 'against',
    title: 'Papan pantau tinggi air',
    url: 'https://pantau-air.example/karangsari',
    archive: undefined,
    ...overrides,
    claim: String(claim),
    by: by.signedIn,
  });
}

/** A task by the real path. */
export function ask(
  { context }: Saring,
  by: TestPerson,
  to: TestPerson,
  overrides: Partial<Omit<NewTask, 'to'>> = {},
): Promise<Task> {
  return giveTask(context, {
    text: 'Telepon pengelola bendungan',
    claim: undefined,
    ...overrides,
    to: String(to.person._id),
    by: by.signedIn,
  });
}

/** About what letters are owed, and to whom: `task-given Budi`. */
export async function lettersOwed({ context }: Saring): Promise<string[]> {
  const notices = await context.models.Notice.find({ kind: 'letter' }).sort({ createdAt: 1, _id: 1 }).lean();
  const people = await context.models.Person.find({}).lean();
  const nameOf = new Map(people.map(({ _id, name }) => [String(_id), name]));
  return notices.map(({ letter }) => `${letter?.about} ${nameOf.get(String(letter?.person))}`);
}
