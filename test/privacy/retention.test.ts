import { expect } from 'chai';
import { setAsideClaim } from '../../src/claims/set-aside-claim.js';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import { forgetSenders, removeOldContacts } from '../../src/privacy/remove-contacts.js';
import { senderKey } from '../../src/privacy/sender-key.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson } from '../helpers/accounts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { messages, readContact, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer, type MailServer } from '../notices/mail-server.js';

const day = 24 * 60;
const contact = { email: 'rina@contoh.example' };

describe('how long contacts are kept', () => {
  let saring: Saring;
  let server: MailServer;
  beforeEach(async () => {
    server = await aMailServer();
    saring = await startSaring({ env: { SMTP_URL: server.url, CONTACT_RETENTION_DAYS: '30' } });
  });
  afterEach(async () => {
    await saring.close();
    await server.close();
  });

  const has = async (report: Report) => (await readContact(saring, report)) !== undefined;
  const lines = () => saring.context.models.AuditLine.find({ action: 'report.contacts-removed' }).lean();

  it('is as long as nobody has answered', async () => {
    const report = await submitReport(saring, { contact });
    for (let month = 0; month < 12; month += 1) {
      saring.clock.advance(31 * day);
      expect(await removeOldContacts(saring.context)).to.equal(0);
    }
    expect(await has(report)).to.equal(true);
    expect(await lines()).to.have.length(0);
  });

  it('ends so many days after the answer was sent, whenever it is looked at', async () => {
    const report = await submitReport(saring, { contact });
    const waiting = await submitReport(saring, { text: messages.garlic, contact });
    saring.clock.advance(45 * day);
    await removeOldContacts(saring.context);
    await publish(saring, await aDesk(saring), { claims: [String(report.claim)] });
    saring.clock.advance(2 * day);
    await deliverNotices(saring.context);
    saring.clock.advance(30 * day - 1);
    expect(await removeOldContacts(saring.context)).to.equal(0);
    expect(await has(report)).to.equal(true);
    saring.clock.advance(1);
    expect(await removeOldContacts(saring.context)).to.equal(1);
    expect(await has(report)).to.equal(false);
    expect(await has(waiting)).to.equal(true);
    expect(await saring.context.models.Report.countDocuments({ wantsNews: true })).to.equal(1);
    expect(await removeOldContacts(saring.context)).to.equal(0);
    const [line, ...others] = await lines();
    expect(others).to.have.length(0);
    expect(line?.after).to.deep.equal({ count: 1, days: 30 });
  });

  it('ends so many days after the claim was set aside', async () => {
    const report = await submitReport(saring, { contact });
    const { signedIn } = await aPerson(saring);
    await setAsideClaim(saring.context, { id: String(report.claim), by: signedIn, reason: 'opinion' });
    saring.clock.advance(30 * day - 1);
    expect(await removeOldContacts(saring.context)).to.equal(0);
    saring.clock.advance(1);
    expect(await removeOldContacts(saring.context)).to.equal(1);
  });

  it('removes hundreds in one run, with one line in the audit log', async () => {
    const report = await submitReport(saring, { contact });
    const { Report } = saring.context.models;
    const whole = await Report.findById(report._id).select('+contact').lean();
    const { _id, ...rest } = whole as Report;
    expect(_id).to.be.an('object');
    await Report.insertMany(
      Array.from({ length: 250 }, (_, at) => ({
        ...rest,
        ticket: `SRG-0000-${String(at).padStart(4, '0')}`,
      })),
    );
    await publish(saring, await aDesk(saring), { claims: [String(report.claim)] });
    saring.clock.advance(31 * day);
    expect(await removeOldContacts(saring.context)).to.equal(251);
    expect(await lines()).to.have.length(1);
  });
});

describe('where reports come from', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring({ env: { TRUST_PROXY: '1' } });
  });
  afterEach(() => saring.close());

  const address = '203.0.113.77';
  const send = (text: string, from = address) =>
    saring.request.post('/api/v1/reports').set('X-Forwarded-For', from).send({ text }).expect(201);
  const senderOf = async (ticket: string) =>
    (await saring.context.models.Report.findOne({ ticket }).lean())?.sender;

  it('is kept as a keyed hash that is another one every day, and can be made again', async () => {
    const today = saring.clock.now();
    const first = await send(messages.dam);
    const second = await send(messages.garlic);
    const stranger = await send(messages.voucher, '203.0.113.78');
    saring.clock.advance(day);
    const tomorrow = await send(messages.ballots);
    const [one, same, other, next] = await Promise.all(
      [first, second, stranger, tomorrow].map(({ body }) => senderOf(body.ticket as string)),
    );
    expect(one).to.match(/^[0-9a-f]{32}$/);
    expect(same).to.equal(one);
    expect(new Set([one, other, next]).size).to.equal(3);
    expect(senderKey(saring.context.config, address, today)).to.equal(one);
    expect(senderKey(saring.context.config, address, saring.clock.now())).to.equal(next);
    expect(senderKey({ ...saring.context.config, secret: 'x'.repeat(40) }, address, today)).not.to.equal(one);
  });

  it('is the household’s in IPv6', () => {
    const { config } = saring.context;
    const now = saring.clock.now();
    const key = (ip: string) => senderKey(config, ip, now);
    expect(key('2001:db8:1:200::1')).to.equal(key('2001:db8:1:2ff::9'));
    expect(key('2001:db8:1:200::1')).not.to.equal(key('2001:db8:1:300::1'));
    expect(key('::ffff:203.0.113.77')).to.equal(key('203.0.113.77'));
  });

  it('is forgotten after seven days, again and again', async () => {
    const { body } = await send(messages.dam);
    saring.clock.advance(7 * day - 1);
    expect(await forgetSenders(saring.context)).to.equal(0);
    saring.clock.advance(1);
    expect(await forgetSenders(saring.context)).to.equal(1);
    expect(await senderOf(body.ticket as string)).to.equal(undefined);
    expect(await forgetSenders(saring.context)).to.equal(0);
  });
});
