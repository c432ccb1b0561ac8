import { Types } from 'mongoose';
import { clarificationChanged } from '../audit/clarification-lines.js';
import { logClarificationStep } from '../audit/log-steps.js';
import { linkStatements } from '../agencies/link-statements.js';
import type { Context } from '../context.js';
import type { Clarification, ClarificationContent } from './clarification.model.js';
import type { NewDraft } from './clarification.schema.js';
import type { Doer } from './change-clarification.js';
import { linkClaims } from './link-claims.js';
import { readRefs } from './show-statements.js';
import { draftSlug } from './slug.js';

/**
 * Starts a draft.
 *
 * @param doer.id chosen by a form, so that sending it twice makes one draft: the second write is refused by its id.
 * @param cover a picture that storePicture kept, with its description.
 * @throws AppError bad_input for claims that cannot be answered
 */
export async function writeClarification(
  context: Context,
  draft: NewDraft,
  { by, at, id: _id = new Types.ObjectId() }: Omit<Doer, 'version'> & { id?: Types.ObjectId },
  cover?: ClarificationContent['cover'],
): Promise<Clarification> {
  const { verdict, kind, claims, statements = [], ...content } = draft;
  const linked = await linkClaims(context, claims);
  const shown = await linkStatements(context, readRefs(statements), linked.claims);
  const now = context.clock.now();
  const actor = { person: by.id, name: by.name };
  const said = {
    ...content,
    ...(verdict && { verdict }),
    ...(kind && { kind }),
    ...(cover && { cover }),
    ...(shown.length > 0 && { statements: shown }),
    ...linked,
  };
  const changed = clarificationChanged({}, { set: { ...said, status: 'draft' } });
  const created = await context.models.Clarification.create({
    _id,
    slug: draftSlug(_id),
    ...said,
    status: 'draft',
    author: actor,
    activity: [{ at: at ?? now, by: actor, action: 'drafted', ...(changed && { changed }) }],
    createdAt: at ?? now,
    updatedAt: now,
  });
  const written = created.toObject();
  await logClarificationStep(context, written);
  return written;
}
