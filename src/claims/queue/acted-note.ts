import type { Context } from '../../context.js';
import { objectId } from '../../web/object-id.js';
import type { Translate } from '../../web/languages.js';
import type { SignedIn } from '../../web/request.js';
import type { BulkAction } from './bulk-action.model.js';
import { findBulkAction } from './bulk.js';

/** What the queue says of an act on several claims, right after it. */
export interface ActedNote {
  id: string;
  said: string[];
  refusedTitle?: string;
  refused: { id: string; statement: string; message: string }[];
  /** Something changed that can still be put back. */
  mayUndo: boolean;
}

/**
 * Tells of an act that an address names.
 *
 * @returns undefined for an address that names none of the person's own.
 */
export async function actedNote(
  context: Context,
  person: SignedIn,
  named: unknown,
  t: Translate,
): Promise<ActedNote | undefined> {
  const { data: id } = objectId.safeParse(named);
  if (!id) return undefined;
  // It may be forgotten by now, or somebody passed their address on.
  const action = await findBulkAction(context, person, id).catch(() => undefined);
  return action && tell(action, t);
}

function tell({ _id, action, changed, same, refused, undone }: BulkAction, t: Translate): ActedNote {
  const left = undone ? undone.kept : refused;
  const count = left.length;
  const said = undone
    ? [t('queue.bulk.undone', { count: undone.count })]
    : [
        changed.length > 0
          ? t(`queue.bulk.done.${action}`, { count: changed.length })
          : t('queue.bulk.nothing'),
        ...(same > 0 ? [t('queue.bulk.same', { count: same })] : []),
      ];
  return {
    id: String(_id),
    said,
    ...(count > 0 && { refusedTitle: t(undone ? 'queue.bulk.kept' : 'queue.bulk.refused', { count }) }),
    refused: left.map(({ claim, statement, message }) => ({ id: String(claim), statement, message })),
    mayUndo: !undone && changed.length > 0,
  };
}
