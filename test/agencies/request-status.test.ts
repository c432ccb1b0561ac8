import { expect } from 'chai';
import { isOverdue, next, requestActions, stepOf } from '../../src/agencies/request-status.js';
import { requestStatuses, requestSteps } from '../../src/agencies/statement-request.model.js';

/** What each action makes of each state; `-` where it cannot be done. */
const table = {
  //          extend  withdraw     save        sign        decline     correct     retract
  open: ['open', 'withdrawn', 'open', 'answered', 'declined', '-', '-'],
  answered: ['-', '-', 'answered', '-', '-', 'answered', 'retracted'],
  declined: ['-', '-', '-', '-', '-', '-', '-'],
  withdrawn: ['-', '-', '-', '-', '-', '-', '-'],
  retracted: ['-', '-', '-', '-', '-', '-', '-'],
} as const;

describe('states of a request to an agency', () => {
  for (const status of requestStatuses) {
    requestActions.forEach((action, at) => {
      const expected = table[status][at] === '-' ? undefined : table[status][at];
      it(`${action} on ${status}: ${expected ?? 'no'}`, () => {
        expect(next(status, action)).to.equal(expected);
      });
    });
  }

  it('are told by a step each, but for drafts', () => {
    const told = Object.values(stepOf);
    expect([...told, 'asked']).to.have.members([...requestSteps]);
    expect(Object.keys(stepOf)).to.have.members(requestActions.filter((action) => action !== 'save'));
  });

  it('are overdue while open, from the due time on', () => {
    const dueAt = new Date('2026-03-02T03:00:00Z');
    const before = new Date(dueAt.getTime() - 1);
    expect(isOverdue({ status: 'open', dueAt }, before)).to.equal(false);
    expect(isOverdue({ status: 'open', dueAt }, dueAt)).to.equal(true);
    for (const status of requestStatuses.filter((one) => one !== 'open')) {
      expect(isOverdue({ status, dueAt }, new Date(dueAt.getTime() + 1000)), status).to.equal(false);
    }
  });
});
