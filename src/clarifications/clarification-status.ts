import type { ClarificationActivity, ClarificationStatus } from './clarification.model.js';

/** What may be done to an article that exists. */
export const clarificationActions = ['edit', 'submit', 'return', 'publish', 'correct', 'retract'] as const;
export type ClarificationAction = (typeof clarificationActions)[number];

type Table = Readonly<Record<ClarificationStatus, Partial<Record<ClarificationAction, ClarificationStatus>>>>;

const table: Table = {
  draft: { edit: 'draft', submit: 'in-review' },
  'in-review': { edit: 'in-review', return: 'draft', publish: 'published' },
  published: { correct: 'published', retract: 'retracted' },
  retracted: {},
};

/** The state that an action leads to, or undefined where it cannot be done. */
export function nextStatus(
  status: ClarificationStatus,
  action: ClarificationAction,
): ClarificationStatus | undefined {
  return table[status][action];
}

/** How an article's history names a step. */
export const activityOf: Record<ClarificationAction, ClarificationActivity['action']> = {
  edit: 'edited',
  submit: 'submitted',
  return: 'returned',
  publish: 'published',
  correct: 'corrected',
  retract: 'retracted',
};
