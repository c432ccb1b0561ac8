import { expect } from 'chai';
import { Types } from 'mongoose';
import { claimStatuses } from '../../src/claims/claim.model.js';
import { claimStep } from '../../src/clarifications/claim-step.js';

describe('what an article asks of a claim', () => {
  const claim = new Types.ObjectId();
  const article = new Types.ObjectId();
  const other = new Types.ObjectId();
  const published = { _id: article, status: 'published', verdict: 'false', answers: [claim] } as const;
  const retracted = { _id: article, status: 'retracted', verdict: 'false' } as const;
  const unlinked = { ...published, answers: [other] };

  for (const status of claimStatuses) {
    const expected = status === 'merged' ? 'none' : 'answer';
    it(`linked, ${status}, with no answer yet: ${expected}`, () => {
      expect(claimStep({ _id: claim, status }, { ...published, answers: [claim] })).to.equal(expected);
    });
  }
  const answered = { _id: claim, status: 'answered', clarification: article, verdict: 'false' } as const;
  const linked = { ...published, answers: [claim] };

  it('leaves alone what agrees', () => expect(claimStep(answered, linked)).to.equal('none'));
  it('follows a new verdict', () => {
    expect(claimStep(answered, { ...linked, verdict: 'misleading' })).to.equal('answer');
  });
  it('takes over from an article that no longer answers', () => {
    expect(claimStep({ ...answered, clarification: other }, linked)).to.equal('answer');
  });
  it('opens again what it answered', () => {
    expect(claimStep(answered, retracted)).to.equal('unanswer');
    expect(claimStep(answered, unlinked)).to.equal('unanswer');
  });
  it("leaves alone what another article answers, and what is nobody's", () => {
    expect(claimStep({ ...answered, clarification: other }, retracted)).to.equal('none');
    expect(claimStep({ _id: claim, status: 'open' }, retracted)).to.equal('none');
    expect(claimStep({ _id: claim, status: 'open' }, unlinked)).to.equal('none');
  });
});
