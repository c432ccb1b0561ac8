import { expect } from 'chai';
import { Types } from 'mongoose';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import { createContext, type Context } from '../../src/context.js';
import { seal, unseal } from '../../src/privacy/seal.js';
import { sealOldContacts } from '../../src/privacy/seal-old-contacts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { signIn } from '../helpers/accounts.js';
import { readContact, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer, type MailServer } from '../notices/mail-server.js';

const secret = 'one secret of more than thirty-two characters';
const other = 'another secret of more than thirty-two characters';
const email = 'rina@contoh.example';

/** The same Saring as another process of it sees it, with other settings. */
const withConfig = ({ context }: Saring, change: Partial<Context['config']>): Context =>
  Object.assign(createContext({ ...context, config: { ...context.config, ...change } }), {
    indexed: context.indexed,
  });

describe('a sealed contact', () => {
  const report = new Types.ObjectId();
  const config = { secret, secretBefore: undefined };
  const sealed = seal(config, 'contact', report, email);

  it('opens again, and tells nothing', () => {
    expect(unseal(config, 'contact', report, sealed)).to.equal(email);
    expect(sealed).not.to.include('rina').and.not.to.include(Buffer.from('rina').toString('base64url'));
    expect(seal(config, 'contact', report, email)).not.to.equal(sealed);
  });

  it('opens with the secret before, and with no other one', () => {
    expect(unseal({ secret: other, secretBefore: secret }, 'contact', report, sealed)).to.equal(email);
    expect(unseal({ secret: other, secretBefore: undefined }, 'contact', report, sealed)).to.equal(undefined);
  });

  it('opens in no other report', () => {
    expect(unseal(config, 'contact', new Types.ObjectId(), sealed)).to.equal(undefined);
  });

  it('opens no more once a bit of it has changed, and never throws', () => {
    const [form, id, packed = ''] = sealed.split('.');
    const bytes = Buffer.from(packed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
      expect(unseal(config, 'contact', report, `${form}.${id}.${changed.toString('base64url')}`)).to.equal(
        undefined,
      );
    }
    for (const broken of ['', 'v1', 'v1..', `v1.${id}.`, `v2.${id}.${packed}`, email])
      expect(unseal(config, 'contact', report, broken)).to.equal(undefined);
  });
});

describe('contacts in the store', () => {
  let saring: Saring;
  let server: MailServer;
  beforeEach(async () => {
    server = await aMailServer();
    saring = await startSaring({ env: { SMTP_URL: server.url, BASE_URL: 'https://saring.example' } });
  });
  afterEach(async () => {
    await saring.close();
    await server.close();
  });

  it('are sealed, and in no collection as they are', async () => {
    const report = await submitReport(saring, { contact: { email } });
    expect(await readContact(saring, report)).to.equal(email);
    const { connection } = saring.context.store;
    for (const { name } of await connection.listCollections()) {
      const all = await connection.collection(name).find({}).toArray();
      expect(JSON.stringify(all), name).not.to.include('rina');
    }
  });

  it('seals what an earlier Saring left open, once', async () => {
    const { models, store } = saring.context;
    const report = await submitReport(saring);
    await store.connection
      .collection('reports')
      .updateOne({ _id: report._id }, { $set: { contact: { email } } });
    await models.Position.deleteOne({ _id: 'seal-old-contacts' });
    expect(await sealOldContacts(saring.context)).to.equal(1);
    expect(await readContact(saring, report)).to.equal(email);
    expect(await models.Report.countDocuments({ claim: report.claim, wantsNews: true })).to.equal(1);
    expect(await sealOldContacts(saring.context)).to.equal(0);
  });

  it('keep a notice on the desk while they cannot be read, and reach the reporter once they can', async () => {
    const report = await submitReport(saring, { contact: { email } });
    await publish(saring, await aDesk(saring), { claims: [String(report.claim)] });
    await deliverNotices(withConfig(saring, { secret: other }));
    const { Notice } = saring.context.models;
    expect(await Notice.findOne({ report: report._id }).lean()).to.include({
      status: 'failed',
      problem: 'unreadable-address',
      attempts: 0,
    });
    expect(server.mails).to.have.length(0);
    const browser = await signIn(saring, 'editor');
    const { text } = await browser.get('/meja/pemberitahuan').expect(200);
    expect(text).to.include('SECRET').and.not.include('rina');
    await browser.post('/meja/pemberitahuan/kirim-ulang').expect(303);
    await deliverNotices(withConfig(saring, { secret: other, secretBefore: saring.context.config.secret }));
    const recipients = server.mails.map(({ to }) => JSON.stringify(to));
    expect(recipients.filter((to) => to.includes(email))).to.have.length(1);
  });

  it('let a repeated submission repeat with another SECRET, too', async () => {
    const submission = { contact: { email }, idempotencyKey: 'sama' };
    const first = await submitReport(saring, submission);
    const strange = { ...saring, context: withConfig(saring, { secret: other }) };
    expect((await submitReport(strange, submission)).ticket).to.equal(first.ticket);
    const without = submitReport(strange, { idempotencyKey: 'sama' }).catch((error: unknown) => error);
    expect(await without).to.include({ code: 'unprocessable' });
  });
});
