import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { changeClarification, type Change, type Doer } from './change-clarification.js';
import type { Clarification, ClarificationContent } from './clarification.model.js';
import type { DraftChange } from './clarification.schema.js';
import { linkClaims } from './link-claims.js';
import { showStatements } from './show-statements.js';

/** A new cover, or null to take it away. */
export type CoverChange = ClarificationContent['cover'] | null;

/** Changes a draft, or (an editor) an article in review. What is not given stays. @throws AppError */
export function editClarification(
  context: Context,
  id: Types.ObjectId | string,
  draft: DraftChange,
  doer: Doer,
  cover?: CoverChange,
): Promise<Clarification> {
  return changeClarification(context, id, 'edit', doer, async (article) => {
    const change = contentChange(draft, cover);
    if (draft.claims) Object.assign(change.set, await linkClaims(context, draft.claims, article._id));
    await showStatements(context, draft, article, change);
    return change;
  });
}

/** What of a request is content: choices that are `null` are taken away. */
export function contentChange(
  draft: DraftChange,
  cover?: CoverChange,
): Change & { unset: (keyof Clarification)[] } {
  const { title, summary, body, sources } = draft;
  const set: Change['set'] = {
    ...(title !== undefined && { title }),
    ...(summary !== undefined && { summary }),
    ...(body !== undefined && { body }),
    ...(sources !== undefined && { sources }),
  };
  const unset: (keyof Clarification)[] = [];
  if (draft.verdict) set.verdict = draft.verdict;
  else if (draft.verdict === null) unset.push('verdict');
  if (draft.kind) set.kind = draft.kind;
  else if (draft.kind === null) unset.push('kind');
  if (cover) set.cover = cover;
  else if (cover === null) unset.push('cover');
  return { set, unset };
}
