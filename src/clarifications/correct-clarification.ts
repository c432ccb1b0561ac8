import { isDeepStrictEqual } from 'node:util';
import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { badInput } from '../errors.js';
import { carryThrough } from './carry-through.js';
import { changeClarification, requireComplete, type Change, type Doer } from './change-clarification.js';
import type { Clarification, ClarificationContent } from './clarification.model.js';
import type { DraftChange } from './clarification.schema.js';
import { duplicateField } from '../store/duplicate.js';
import { contentChange, type CoverChange } from './edit-clarification.js';
import { claimTaken, linkClaims } from './link-claims.js';
import { showStatements } from './show-statements.js';

/**
 * Corrects a published article: the earlier version is kept whole, the note says why, and those who were told the
 * earlier one are told of the correction. The verdict may change; its claims follow.
 *
 * @throws AppError bad_input (nothing changed, or something is now missing), not_allowed, conflict
 */
export async function correctClarification(
  context: Context,
  id: Types.ObjectId | string,
  draft: DraftChange,
  { note, ...doer }: Doer & { note: string },
  cover?: CoverChange,
): Promise<Clarification> {
  let own: Types.ObjectId | undefined;
  let wanted: Types.ObjectId[] = [];
  try {
    const corrected = await changeClarification(context, id, 'correct', doer, async (article, at, by) => {
      own = article._id;
      const { set, unset } = contentChange(draft, cover);
      const linked = await linkClaims(context, draft.claims ?? article.claims, article._id);
      wanted = linked.claims;
      await showStatements(context, draft, article, { set, unset }, linked.claims);
      const changed = changedFields(article, { set: { ...set, claims: linked.claims }, unset });
      if (changed.length === 0) throw badInput({ note: { reason: 'nothing_changed' } });
      requireComplete(after(article, { set: { ...set, claims: linked.claims }, unset }));
      return {
        set: {
          ...set,
          ...linked,
          answers: linked.claims,
          changedAt: at,
          unfinished: context.clock.now(),
        },
        unset,
        revision: { at, by, note, changed, before: contentOf(article) },
        note,
      };
    });
    await carryThrough(context, corrected._id);
    return corrected;
  } catch (error) {
    if (own && duplicateField(error) === 'answers') throw await claimTaken(context, wanted, own);
    throw error;
  }
}

const contentFields = [
  'title',
  'summary',
  'verdict',
  'kind',
  'body',
  'sources',
  'statements',
  'cover',
] as const;

function after(article: Clarification, change: Change): Clarification {
  const result: Clarification = { ...article, ...change.set };
  for (const field of change.unset ?? []) delete result[field as keyof ClarificationContent];
  return result;
}

/** The names of the fields that a change makes different, in the order of the page. */
export function changedFields(article: Clarification, change: Change): string[] {
  const changed = after(article, change);
  const differs = (field: keyof Clarification) =>
    !isDeepStrictEqual(plain(article[field]), plain(changed[field]));
  return [...contentFields, 'claims' as const].filter(differs);
}

// Ids compare as text: two objects of the same id need not be alike inside.
const plain = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

function contentOf(article: Clarification): ClarificationContent {
  const { title, summary, body, verdict, kind, sources, statements, cover } = article;
  return {
    title,
    summary,
    body,
    sources,
    ...(verdict && { verdict }),
    ...(kind && { kind }),
    ...(statements && { statements }),
    ...(cover && { cover }),
  };
}
