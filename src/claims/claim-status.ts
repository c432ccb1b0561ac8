import type { ClaimStatus } from './claim.model.js';

export const statusActions = ['take', 'hand-over', 'release', 'set-aside', 'reopen', 'merge'] as const;
export type StatusAction = (typeof statusActions)[number];

/**
 * What each action of a verifier makes of a claim; what is not listed cannot be done. Answering is not among them: a
 * claim is answered, and open again, as its clarification is published and retracted. Nor is undoing a merge:
 * that gives the claim back the status it had, see unmerge-claim.ts.
 */
const table: Record<ClaimStatus, Partial<Record<StatusAction, ClaimStatus>>> = {
  open: { take: 'checking', 'set-aside': 'set-aside', merge: 'merged' },
  checking: { 'hand-over': 'checking', release: 'open', 'set-aside': 'set-aside', merge: 'merged' },
  answered: {},
  'set-aside': { reopen: 'open', merge: 'merged' },
  merged: {},
};

/** The status after an action, or undefined when the action makes no sense in this status. */
export function next(status: ClaimStatus, action: StatusAction): ClaimStatus | undefined {
  return table[status][action];
}
