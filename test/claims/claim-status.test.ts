import { expect } from 'chai';
import { claimStatuses, type ClaimStatus } from '../../src/claims/claim.model.js';
import { next, statusActions, type StatusAction } from '../../src/claims/claim-status.js';

describe('claims: statuses', () => {
  const allowed: Record<ClaimStatus, Partial<Record<StatusAction, ClaimStatus>>> = {
    open: { take: 'checking', 'set-aside': 'set-aside', merge: 'merged' },
    checking: { 'hand-over': 'checking', release: 'open', 'set-aside': 'set-aside', merge: 'merged' },
    answered: {},
    'set-aside': { reopen: 'open', merge: 'merged' },
    merged: {},
  };
  for (const status of claimStatuses) {
    for (const action of statusActions) {
      const after = allowed[status][action];
      it(`${status}, ${action}: ${after ?? 'cannot be done'}`, () =>
        expect(next(status, action)).to.equal(after));
    }
  }
});
