import type { Context } from '../../context.js';
import { objectId } from '../../web/object-id.js';
import type { Translate } from '../../web/languages.js';
import type { SignedIn } from '../../web/request.js';
import type { BulkAction } from './bulk-action.model.js';
import { findBrokenOff, findBulkAction, isBrokenOff } from './undo-bulk.js';

/** What the queue says of an act on several claims: right after it, or when it was broken off. */
export interface ActedNote {
  id: string;
  said: string[];
  refusedTitle?: string;
  /** A process died in the middle of it. */
  brokenOff: boolean;
  refused: { id: string; statement: string; message: string }[];
  /** Something changed that can still be put back. */
  mayUndo: boolean;
}

/**
 * Tells of an act that an address names, or else of the person's last one when it was broken off.
 *
 * @returns undefined for an address that names none of the person's own, when none was broken off.
 */
export async function actedNote(
  context: Context,
  person: SignedIn,
  named: unknown,
  t: Translate,
): Promise<ActedNote | undefined> {
  const { data: id } = objectId.safeParse(named);
  // It may be forgotten by now, or somebody passed their address on.
  const action = id ? await findBulkAction(context, person, id).catch(() => undefined) : undefined;
  const told = action ?? (await findBrokenOff(context, person));
  return told && tell(context, told, t);
}

function tell(context: Context, done: BulkAction, t: Translate): ActedNote {
  const { _id, action, changed, same, refused, tried, undone } = done;
  const left = undone ? undone.kept : refused;
  const count = left.length;
  const brokenOff = !undone && isBrokenOff(context, done);
  return {
    id: String(_id),
    said: undone
      ? [
          t('queue.bulk.undone', { count: undone.count }),
          ...(undone.opened ? [t('queue.bulk.opened', { count: undone.opened })] : []),
        ]
      : [
          ...(brokenOff ? [t('queue.bulk.brokenOff', { count: tried?.length ?? 0 })] : []),
          changed.length > 0
            ? t(`queue.bulk.done.${action}`, { count: changed.length })
            : t('queue.bulk.nothing'),
          ...(same > 0 ? [t('queue.bulk.same', { count: same })] : []),
        ],
    brokenOff,
    ...(count > 0 && { refusedTitle: t(undone ? 'queue.bulk.kept' : 'queue.bulk.refused', { count }) }),
    refused: left.map(({ claim, statement, message }) => ({ id: String(claim), statement, message })),
    mayUndo: !undone && changed.length > 0 && (!tried || brokenOff),
  };
}
