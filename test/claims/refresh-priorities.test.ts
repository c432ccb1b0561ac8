import { expect } from 'chai';
import { priorityOf } from '../../src/claims/priority.js';
import { refreshPriorities } from '../../src/claims/refresh-priorities.js';
import { aReportedClaim, readClaim } from '../helpers/claims.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('claims: priorities as time goes by', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it("are worked out again, with yesterday's reports taken off, and nothing else moves", async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam, messages.dam]);
    expect(claim.reportsLastDay).to.equal(2);
    saring.clock.advance(25 * 60);
    await refreshPriorities(saring.context);
    const after = await readClaim(saring, claim._id);
    expect(after.reportsLastDay).to.equal(0);
    expect(after.priority).to.equal(priorityOf(after, saring.clock.now()));
    expect(after.priority).to.be.lessThan(claim.priority);
    expect(after.version).to.equal(claim.version);
    expect(after.updatedAt).to.deep.equal(claim.updatedAt);
  });

  it('rise while a claim waits', async () => {
    const { claim } = await aReportedClaim(saring, [messages.garlic]);
    await saring.context.models.Claim.updateOne(
      { _id: claim._id },
      { $set: { priority: 0, reportsLastDay: 0 } },
    );
    saring.clock.advance(30);
    await refreshPriorities(saring.context);
    expect((await readClaim(saring, claim._id)).priority).to.be.greaterThan(0);
  });
});
