import { createHash } from 'node:crypto';
import type { Clarification, ClarificationActivity } from '../clarifications/clarification.model.js';
import { changedFields, type Changed, type Tellers } from './changed-fields.js';
import type { RecordedAction } from './record-action.js';

/** Long texts are told by their length and the beginning of their SHA-256: what they said stands in the article. */
const measured = (value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { length: text.length, sha256: createHash('sha256').update(text).digest('hex').slice(0, 16) };
};

const tellers: Tellers = {
  summary: measured,
  body: measured,
  sources: (value) => (value as Clarification['sources']).map(({ url }) => url),
  cover: (value) => (value as NonNullable<Clarification['cover']>).file,
  publisher: (value) => (value as Clarification['author']).name,
  returnedNote: 'untold',
  retraction: 'untold',
  answers: 'untold',
  topics: 'untold',
  changedAt: 'untold',
  publishedAt: 'untold',
  unfinished: 'untold',
  updatedAt: 'untold',
};

/** What a step of an article's history changes, kept with the step: as audit/claim-lines.ts. */
export function clarificationChanged(
  read: Partial<Clarification>,
  change: { set?: Partial<Clarification>; unset?: readonly string[] },
): Changed | undefined {
  return changedFields(read, change, tellers);
}

/** The line of the log for a step of an article's history, by its place there, which never changes. */
export function clarificationLine(
  article: Pick<Clarification, '_id' | 'title' | 'claims'>,
  { action, by, at, note, changed }: ClarificationActivity,
  place: number,
): RecordedAction {
  const id = String(article._id);
  return {
    by,
    at,
    action: `clarification.${action}`,
    on: { kind: 'clarification', id, ...(article.title && { label: article.title }) },
    also: article.claims.map(String),
    ...changed,
    ...(note !== undefined && { reason: note }),
    key: `clarification:${id}:${place}`,
  };
}
