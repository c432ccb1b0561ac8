import type { RequestStatus, RequestStep } from './statement-request.model.js';

/** What may be done with a request. `extend` and `withdraw` are the newsroom's, the others the agency's. */
export const requestActions = [
  'extend',
  'withdraw',
  'save',
  'sign',
  'decline',
  'correct',
  'retract',
] as const;
export type RequestAction = (typeof requestActions)[number];

type Table = Readonly<Record<RequestStatus, Partial<Record<RequestAction, RequestStatus>>>>;

const table: Table = {
  open: { extend: 'open', withdraw: 'withdrawn', save: 'open', sign: 'answered', decline: 'declined' },
  // A correction may be drafted like an answer.
  answered: { save: 'answered', correct: 'answered', retract: 'retracted' },
  declined: {},
  withdrawn: {},
  retracted: {},
};

/** The state that an action leads to, or undefined where it cannot be done. */
export function next(status: RequestStatus, action: RequestAction): RequestStatus | undefined {
  return table[status][action];
}

/** How the history names an action; saving a draft is nobody else's business. */
export const stepOf: Record<Exclude<RequestAction, 'save'>, RequestStep> = {
  extend: 'extended',
  withdraw: 'withdrawn',
  sign: 'answered',
  decline: 'declined',
  correct: 'corrected',
  retract: 'retracted',
};

/** Nobody has answered in time, and somebody still should. */
export function isOverdue(request: { status: RequestStatus; dueAt: Date }, now: Date): boolean {
  return request.status === 'open' && request.dueAt.getTime() <= now.getTime();
}
