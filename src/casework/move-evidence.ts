import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { conflict, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import type { Evidence } from './evidence.model.js';
import { listEvidence } from './list-evidence.js';

const verbs = { up: 'moved-up', down: 'moved-down' } as const;

/** Between neighbours that were put there by hand. */
const gap = 1024;

/**
 * Moves a piece of evidence one place up or down in the order by hand. One write, which expects it to stand where it
 * stood; at the end of the list nothing happens.
 *
 * @param asked.shownOn the claim on whose page it was moved: its neighbours are the ones there.
 * @throws AppError `not_found`, `conflict`.
 */
export async function moveEvidence(
  context: Context,
  asked: { id: string; by: SignedIn; shownOn: Evidence['claim']; to: 'up' | 'down' },
): Promise<void> {
  let all = await listEvidence(context, asked.shownOn);
  const at = all.findIndex(({ _id }) => String(_id) === asked.id);
  let moved = all[at];
  if (!moved) throw notFound();
  if (asked.to === 'up' ? at === 0 : at === all.length - 1) return;
  let place = placeBeside(all, at, asked.to);
  if (place === undefined) {
    all = await spread(context, all);
    moved = all[at] ?? moved;
    place = placeBeside(all, at, asked.to) ?? moved.place;
  }
  const done = await context.models.Evidence.updateOne(
    { _id: moved._id, place: moved.place },
    { $set: { place } },
  );
  if (done.matchedCount === 0) throw conflict('casework.evidence.movedMeanwhile');
  await recordAction(context, {
    by: actorOf(asked.by),
    action: `evidence.${verbs[asked.to]}`,
    on: { kind: 'evidence', id: String(moved._id), label: String(moved.claim) },
  });
}

/** A place beyond the neighbour, before the one after that; nothing when there is no room between them. */
function placeBeside(all: readonly Evidence[], at: number, to: 'up' | 'down'): number | undefined {
  const step = to === 'up' ? -1 : 1;
  const near = all[at + step];
  if (!near) return undefined;
  const far = all[at + 2 * step];
  if (!far) return near.place + step * gap;
  const between = (near.place + far.place) / 2;
  return between === near.place || between === far.place ? undefined : between;
}

/** Makes room between all of them, in the order in which they stand. Repeatable. */
async function spread(context: Context, all: readonly Evidence[]): Promise<Evidence[]> {
  const first = all[0]?.place ?? 0;
  const spaced = all.map((evidence, number) => ({ ...evidence, place: first + number * gap }));
  for (const { _id, place } of spaced) {
    await context.models.Evidence.updateOne({ _id }, { $set: { place } });
  }
  return spaced;
}
