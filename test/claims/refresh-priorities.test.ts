import { expect } from 'chai';
import { initialPriority } from '../../src/claims/priority-setting.js';
import { refreshPriorities } from '../../src/claims/refresh-priorities.js';
import { standingOf } from '../../src/claims/standing.js';
import { forgetPrioritySetting } from '../../src/claims/weights-in-force.js';
import { saveSetting } from '../../src/settings/save-setting.js';
import { aPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim } from '../helpers/claims.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('claims: priorities as time goes by', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
    await refreshPriorities(saring.context);
  });
  afterEach(() => saring.close());

  const expectStanding = async (claim: { _id: Parameters<typeof readClaim>[1] }) => {
    const after = await readClaim(saring, claim._id);
    const { priority, priorityParts, priorityDue } = standingOf(after, saring.clock.now(), initialPriority);
    expect(after.priority).to.be.closeTo(priority, priority * 0.05);
    expect(after).to.have.property('priorityParts');
    return { after, exact: priority, priorityParts, priorityDue };
  };

  it("are worked out again, with yesterday's reports taken off, and nothing else moves", async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam, messages.dam]);
    expect(claim).to.include({ reportsLastDay: 2, reportsRecently: 2 });
    saring.clock.advance(7 * 60);
    await refreshPriorities(saring.context);
    const evening = await readClaim(saring, claim._id);
    expect(evening).to.include({ reportsLastDay: 2, reportsRecently: 0 });
    expect(evening.priorityParts?.velocity).to.be.below(claim.priorityParts?.velocity ?? 0);
    saring.clock.advance(18 * 60);
    await refreshPriorities(saring.context);
    const { after, exact } = await expectStanding(claim);
    expect(after).to.include({ reportsLastDay: 0, reportsRecently: 0, version: claim.version });
    expect(after.priority).to.equal(exact);
    expect(after.updatedAt).to.deep.equal(claim.updatedAt);
  });

  it('rise while a claim waits, and are written only when they are due', async () => {
    const claim = await aClaim(saring, { priority: 0 });
    await saring.context.models.Claim.updateOne(
      { _id: claim._id },
      { $set: { priorityDue: saring.clock.now() } },
    );
    await refreshPriorities(saring.context);
    const first = await readClaim(saring, claim._id);
    expect(first.priority).to.be.above(0);
    saring.clock.advance(60);
    await refreshPriorities(saring.context);
    expect(await readClaim(saring, claim._id)).to.deep.equal(first);
    saring.clock.set(first.priorityDue ?? new Date(0));
    await refreshPriorities(saring.context);
    const second = await readClaim(saring, claim._id);
    expect(second.priority / first.priority).to.be.closeTo(1.05, 0.001);
    saring.clock.advance(40 * 24 * 60);
    await refreshPriorities(saring.context);
    const last = await readClaim(saring, claim._id);
    expect(last.priorityParts?.waiting).to.equal(1);
    expect(last.priorityDue).to.equal(undefined);
  });

  it('let a lone old claim pass newer middling ones at last', async () => {
    const lone = await aReportedClaim(saring, [messages.garlic]);
    const order: boolean[] = [];
    for (let day = 0; day < 30; day += 1) {
      const fresh = await aClaim(saring, { reportCount: 5, reportsRecently: 3, reportsLastDay: 3 });
      const { priority } = standingOf(fresh, saring.clock.now(), initialPriority);
      await refreshPriorities(saring.context);
      order.push((await readClaim(saring, lone.claim._id)).priority > priority);
      saring.clock.advance(24 * 60);
    }
    expect(order.slice(0, 15)).to.deep.equal(Array.from({ length: 15 }, () => false));
    expect(order.slice(26)).to.deep.equal([true, true, true, true]);
  });

  it('are all worked out once when other weights are chosen, also after a process that died', async () => {
    const { context } = saring;
    const { signedIn } = await aPerson(saring, { role: 'admin' });
    const claim = await aClaim(saring, { topic: 'education' });
    await context.models.Claim.updateOne({ _id: claim._id }, { $unset: { priorityDue: 1 } });
    const value = { ...initialPriority, topics: { ...initialPriority.topics, education: 1 } };
    saring.clock.advance(1);
    await saveSetting(context, signedIn, 'priority', value, 0);
    forgetPrioritySetting(context);
    await refreshPriorities(context);
    expect((await readClaim(saring, claim._id)).priorityParts?.harm).to.equal(1);
    await context.models.Claim.updateOne(
      { _id: claim._id },
      { $set: { priority: 0.5 }, $unset: { priorityDue: 1 } },
    );
    await refreshPriorities(context);
    expect((await readClaim(saring, claim._id)).priority).to.equal(0.5);
  });
});
