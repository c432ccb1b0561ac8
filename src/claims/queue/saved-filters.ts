import { Types } from 'mongoose';
import { actorOf } from '../../accounts/actor.js';
import { canReassign } from '../../accounts/permissions.js';
import { recordAction } from '../../audit/record-action.js';
import type { Context } from '../../context.js';
import { AppError, badInput, notAllowed, notFound } from '../../errors.js';
import type { SignedIn } from '../../web/request.js';
import { questionOf } from './queue-address.js';
import type { QueueQuestion } from './queue-filter.js';
import type { SavedFilter } from './saved-filter.model.js';
import { isDuplicate } from '../../store/duplicate.js';

/** More names above the queue than this nobody reads. */
const mostOwn = 30;
const mostShared = 100;

/** May this person change the filter: its name, and who sees it? */
export const canChangeFilter = (person: Pick<SignedIn, 'id'>, { owner }: SavedFilter): boolean =>
  owner.person.equals(person.id);

/** Editors may tidy up what the team shares. */
export const canDeleteFilter = (person: Pick<SignedIn, 'id' | 'role'>, filter: SavedFilter): boolean =>
  canChangeFilter(person, filter) || (filter.shared && canReassign(person));

/** The person's own filters and those that others share, by name. */
export async function savedFilters(context: Context, person: Types.ObjectId): Promise<SavedFilter[]> {
  const { SavedFilter } = context.models;
  const [own, shared] = await Promise.all([
    // All of them: several saved in the same moment may be more than one may have, and would be out of reach.
    SavedFilter.find({ 'owner.person': person }).sort({ name: 1 }).lean(),
    SavedFilter.find({ shared: true }).sort({ name: 1 }).limit(mostShared).lean(),
  ]);
  return [...own, ...shared.filter(({ owner }) => !owner.person.equals(person))];
}

/**
 * Saves filters under a name.
 *
 * @throws AppError `bad_input` for a name that the person has already, `wrong_state` when they have too many.
 */
export async function saveFilter(
  context: Context,
  by: SignedIn,
  { name, shared, question }: { name: string; shared: boolean; question: QueueQuestion },
): Promise<SavedFilter> {
  const { SavedFilter } = context.models;
  if ((await SavedFilter.countDocuments({ 'owner.person': by.id })) >= mostOwn) {
    throw new AppError('wrong_state', { message: 'queue.saved.tooMany', params: { count: mostOwn } });
  }
  const filter: SavedFilter = {
    _id: new Types.ObjectId(),
    name,
    owner: actorOf(by),
    shared,
    query: questionOf(question),
    createdAt: context.clock.now(),
  };
  await SavedFilter.create([filter]).catch(refuseTaken);
  await tell(context, by, 'saved', filter, { after: { name, shared } });
  return filter;
}

/** Renames a filter, shares it or keeps it for oneself. @throws as saveFilter; `not_allowed`, `not_found`. */
export async function changeFilter(
  context: Context,
  by: SignedIn,
  id: string,
  { name, shared }: Pick<SavedFilter, 'name' | 'shared'>,
): Promise<void> {
  const filter = await findFilter(context, by, id);
  if (!canChangeFilter(by, filter)) throw notAllowed('queue.saved.notYours');
  await context.models.SavedFilter.updateOne({ _id: filter._id }, { $set: { name, shared } }).catch(
    refuseTaken,
  );
  const before = { name: filter.name, shared: filter.shared };
  await tell(context, by, 'changed', { ...filter, name }, { before, after: { name, shared } });
}

/** Deletes a filter. @throws AppError `not_allowed`, `not_found`. @returns what it was. */
export async function deleteFilter(context: Context, by: SignedIn, id: string): Promise<SavedFilter> {
  const filter = await findFilter(context, by, id);
  if (!canDeleteFilter(by, filter)) throw notAllowed('queue.saved.notYours');
  const gone = await context.models.SavedFilter.deleteOne({ _id: filter._id });
  if (gone.deletedCount === 0) throw notFound();
  const { name, shared } = filter;
  await tell(context, by, 'deleted', filter, { before: { name, shared } });
  return filter;
}

/** Notes it in the audit log. */
function tell(
  context: Context,
  by: SignedIn,
  verb: 'saved' | 'changed' | 'deleted',
  { _id, name }: SavedFilter,
  changed: { before?: Record<string, unknown>; after?: Record<string, unknown> },
): Promise<void> {
  const on = { kind: 'filter', id: String(_id), label: name } as const;
  return recordAction(context, { by: actorOf(by), action: `filter.${verb}`, on, ...changed });
}

/** One of the person's own, or a shared one: others' own are nobody's business. */
async function findFilter(context: Context, by: SignedIn, id: string): Promise<SavedFilter> {
  const filter = await context.models.SavedFilter.findById(new Types.ObjectId(id)).lean();
  if (!filter || !(filter.shared || canChangeFilter(by, filter))) throw notFound();
  return filter;
}

function refuseTaken(error: unknown): never {
  if (isDuplicate(error)) throw badInput({ name: { reason: 'filter_name_taken' } });
  throw error;
}
