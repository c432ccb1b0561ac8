import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { keepPosition } from '../jobs/keep-position.js';
import { seal } from './seal.js';

const name = 'seal-old-contacts';

interface OldContact {
  _id: Types.ObjectId;
  contact: { email: string };
  createdAt: Date;
}

/**
 * Seals the addresses that an earlier Saring kept as they were, once: afterwards it is noted that there are none left.
 * A process that dies on the way leaves the rest to the next start; several at once do no harm.
 *
 * @returns how many were sealed.
 */
export async function sealOldContacts(context: Context): Promise<number> {
  if (await context.models.Position.exists({ _id: name })) return 0;
  // Past the schema, which does not know the old shape any more.
  const reports = context.store.connection.collection<OldContact>('reports');
  let sealed = 0;
  const old = reports.find({ 'contact.email': { $gt: '' } });
  for await (const { _id, contact, createdAt } of old) {
    const changed = await reports.updateOne(
      { _id, 'contact.email': contact.email },
      {
        $set: {
          contact: { sealed: seal(context.config, 'contact', _id, contact.email), since: createdAt },
          wantsNews: true,
        } as never,
      },
    );
    sealed += changed.modifiedCount;
  }
  await keepPosition(context, name, context.clock.now());
  if (sealed > 0) context.log.info({ sealed }, 'sealed the addresses that were kept unsealed');
  return sealed;
}
