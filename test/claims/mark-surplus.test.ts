import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Types } from 'mongoose';
import { mostOfSender } from '../../src/claims/mark-surplus.js';
import { refreshPriorities } from '../../src/claims/refresh-priorities.js';
import { tallyClaim } from '../../src/claims/tally-claim.js';
import { forgetSenders } from '../../src/privacy/remove-contacts.js';
import { signIn } from '../helpers/accounts.js';
import { aReportedClaim, readClaim } from '../helpers/claims.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('claims: what one sender repeats', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const someone = () => randomBytes(16).toString('hex');
  const send = async (text: string, senders: readonly (string | undefined)[]) => {
    const claims = new Set<string>();
    for (const sender of senders) {
      claims.add(String((await submitReport(saring, { text, ...(sender && { sender }) })).claim));
    }
    expect(claims).to.have.length(1);
    return String([...claims][0]);
  };

  it('lifts no claim: 300 reports of one stand below five of five', async () => {
    const flooder = someone();
    const { Report } = saring.context.models;
    const flooded = await send(
      messages.dam,
      Array.from({ length: 20 }, () => flooder),
    );
    const sent = await Report.findOne({ claim: flooded, surplus: true }).lean();
    if (!sent) throw new Error('most of them do not count');
    await Report.insertMany(
      Array.from({ length: 279 }, (_, place) => ({
        ...sent,
        _id: new Types.ObjectId(),
        ticket: `SRG-0000-${String(place).padStart(4, '0')}`,
      })),
    );
    await send(messages.dam, [flooder]);
    const spread = await send(messages.garlic, Array.from({ length: 5 }, someone));
    await refreshPriorities(saring.context);
    const [many, few] = [await readClaim(saring, flooded), await readClaim(saring, spread)];
    expect(many).to.deep.include({ reportCount: 300, surplusReports: 300 - mostOfSender });
    expect(many).to.include({ reportsLastDay: mostOfSender, reportsRecently: mostOfSender });
    expect(few).to.include({ reportCount: 5, surplusReports: 0, reportsLastDay: 5 });
    expect(many.priority).to.be.below(few.priority);
    const { text } = await (await signIn(saring, 'verifier')).get('/meja').expect(200);
    expect(text).to.include('298 kiriman berulang dari alamat yang sama tidak dihitung');

    // Also when nobody knows any more who sent them.
    saring.clock.advance(8 * 24 * 60);
    await forgetSenders(saring.context);
    expect(await Report.countDocuments({ sender: flooder })).to.equal(0);
    await send(messages.dam, [someone()]);
    expect(await readClaim(saring, flooded)).to.include({ reportCount: 301, surplusReports: 298 });
  });

  it('is told from what others send in between, however many those are', async () => {
    const flooder = someone();
    const senders = Array.from({ length: 120 }, (_, place) => (place % 4 === 0 ? flooder : someone()));
    const claim = await send(messages.dam, senders);
    expect(await readClaim(saring, claim)).to.include({ reportCount: 120, surplusReports: 28 });
    const { Report, Claim } = saring.context.models;
    // Counted once for all of them, as after a merge.
    await Report.updateMany({ claim }, { $unset: { surplus: 1 } });
    await tallyClaim(saring.context, (await readClaim(saring, claim))._id);
    const again = await Claim.findById(claim).lean();
    expect(again).to.include({ surplusReports: 28, reportsLastDay: 92 });
  });

  it('counts each report of which nobody knows the sender', async () => {
    const claim = await send(messages.dam, Array.from({ length: 4 }));
    expect(await readClaim(saring, claim)).to.include({ reportsLastDay: 4, surplusReports: 0 });
  });

  it('does not bring an answered claim back; three senders do', async () => {
    const desk = await aDesk(saring);
    const { claim } = await aReportedClaim(saring, [messages.dam, messages.dam]);
    await publish(saring, desk, { claims: [String(claim._id)] });
    saring.clock.advance(3 * 24 * 60);
    const flooder = someone();
    await send(messages.dam, [flooder, flooder, flooder, flooder]);
    expect((await readClaim(saring, claim._id)).resurfaced).to.equal(undefined);
    await send(messages.dam, [someone()]);
    expect((await readClaim(saring, claim._id)).resurfaced?.reports).to.equal(3);
  });

  it('is found and counted by an index', async () => {
    const { Report } = saring.context.models;
    const claim = await send(messages.dam, [someone()]);
    const since = { $gt: new Date(0) };
    const plans = [
      await Report.find({ claim, surplus: true, createdAt: since }).explain(),
      await Report.find({ sender: { $in: [someone()] }, claim }).explain(),
    ].map((plan) => JSON.stringify(plan));
    expect(plans[0]).to.include('claim_1_surplus_1_createdAt_-1');
    for (const plan of plans) expect(plan).not.to.include('COLLSCAN');
  });
});
