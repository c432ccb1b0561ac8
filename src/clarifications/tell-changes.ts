import type { ClarificationContent, ClarificationRevision } from './clarification.model.js';

/** The fields that are short enough to be read twice; a corrected body is read in its earlier version. */
const shortFields = ['title', 'summary', 'verdict'] as const;

export interface ShortChange {
  field: (typeof shortFields)[number];
  /** As it was: text, or a verdict's name. */
  before: string;
  after: string;
}

type Short = Pick<ClarificationContent, (typeof shortFields)[number]>;

/** What has to be read of an article for `tellChanges`, for a query's `select`. */
export const changeFields =
  'title summary verdict revisions.changed revisions.before.title revisions.before.summary revisions.before.verdict';

/** Each correction's old beside its new, for the short fields that it changed; in the order of the corrections. */
export function tellChanges(
  article: Short & {
    revisions: readonly (Pick<ClarificationRevision, 'changed'> & { before: Short })[];
  },
): ShortChange[][] {
  const { revisions } = article;
  return revisions.map(({ changed, before }, index) => {
    const after: Short = revisions[index + 1]?.before ?? article;
    return shortFields
      .filter((field) => changed.includes(field))
      .map((field) => ({ field, before: before[field] ?? '', after: after[field] ?? '' }));
  });
}
