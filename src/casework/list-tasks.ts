import { Types, type QueryFilter } from 'mongoose';
import { inParts } from '../claims/claims-leading-to.js';
import type { Context } from '../context.js';
import { writeCursor } from '../web/cursor.js';
import type { Task } from './task.model.js';
import type { TaskFilters, TaskPlace } from './task.schema.js';

const onePage = 30;
/** Tasks of one claim are few; past these the list says more. */
const mostOfClaim = 200;

export interface TaskPage {
  items: Task[];
  /** Opaque; null at the end. */
  next: string | null;
}

/**
 * A page of tasks: those of the person who asks (`mine`), those that they gave (`given`), everybody's that are
 * overdue, or those of somebody else. Open ones with what is due first on top, closed ones with the last one closed.
 *
 * @param asked.now for what is overdue.
 */
export async function listTasks(
  context: Context,
  filters: TaskFilters,
  asked: { person: Types.ObjectId; now: Date },
): Promise<TaskPage> {
  const which = whichTasks(filters, asked);
  const found = await readRun(context, which, filters.cursor);
  const items = found.slice(0, onePage);
  const last = items.at(-1);
  const next =
    last && found.length > onePage
      ? writeCursor([last[which.order].getTime(), String(last._id)] satisfies TaskPlace)
      : null;
  return { items, next };
}

/** Which tasks, and in the order of which date. */
interface Which {
  filter: QueryFilter<Task>;
  order: 'dueBy' | 'updatedAt';
  /** Overdue: none that is due later. */
  until?: Date;
}

function whichTasks(
  { list = 'mine', state = 'open', person }: TaskFilters,
  asked: { person: Types.ObjectId; now: Date },
): Which {
  const order = state === 'open' ? 'dueBy' : 'updatedAt';
  if (person !== undefined) return { filter: { 'to.person': new Types.ObjectId(person), state }, order };
  switch (list) {
    case 'given':
      return { filter: { 'by.person': asked.person, state }, order };
    case 'overdue':
      return { filter: { state: 'open' }, order: 'dueBy', until: asked.now };
    default:
      return { filter: { 'to.person': asked.person, state }, order };
  }
}

async function readRun(
  context: Context,
  { filter, order, until }: Which,
  after: TaskPlace | undefined,
): Promise<Task[]> {
  const most = onePage + 1;
  const direction = order === 'dueBy' ? 1 : -1;
  const beyond = direction === 1 ? '$gt' : '$lt';
  const read = (more: QueryFilter<Task>, limit: number) =>
    context.models.Task.find({ ...filter, ...more })
      .sort({ [order]: direction, _id: direction })
      .limit(limit)
      .lean<Task[]>();
  const bound = until && { $lte: until };
  if (!after) return read(bound ? { [order]: bound } : {}, most);
  const at = new Date(after[0]);
  // Two ranges instead of one `$or`: both are a straight walk along the index.
  const equals = await read({ [order]: at, _id: { [beyond]: new Types.ObjectId(after[1]) } }, most);
  if (equals.length >= most) return equals;
  return [...equals, ...(await read({ [order]: { ...bound, [beyond]: at } }, most - equals.length))];
}

/** The tasks of some claims: open ones first, each part by when it is due. */
export async function tasksOf(context: Context, claims: readonly Types.ObjectId[]): Promise<Task[]> {
  const found = await inParts(claims, (ids) =>
    context.models.Task.find({ claim: { $in: ids } })
      .sort({ dueBy: 1, _id: 1 })
      .limit(mostOfClaim)
      .lean<Task[]>(),
  );
  const closed = ({ state }: Task) => (state === 'open' ? 0 : 1);
  return found.sort(
    (left, right) => closed(left) - closed(right) || left.dueBy.getTime() - right.dueBy.getTime(),
  );
}
