import { expect } from 'chai';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import { oweLetter } from '../../src/notices/owe-letter.js';
import { aPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer, type MailServer } from './mail-server.js';

describe('letters to staff', () => {
  let server: MailServer;
  let saring: Saring;
  beforeEach(async () => {
    server = await aMailServer();
    saring = await startSaring({ env: { SMTP_URL: server.url, BASE_URL: 'https://saring.example' } });
  });
  afterEach(async () => {
    await saring.close();
    await server.close();
  });

  it('go out once, to the address that the person has now, and forget where they led', async () => {
    const { person } = await aPerson(saring, { email: 'lama@contoh.example' });
    const letter = { key: 'a', to: { person: person._id }, about: 'answered', path: '/rahasia/abc' } as const;
    await oweLetter(saring.context, letter);
    await oweLetter(saring.context, letter);
    await saring.context.models.Person.updateOne(
      { _id: person._id },
      { $set: { email: 'baru@contoh.example' } },
    );
    await deliverNotices(saring.context);
    await deliverNotices(saring.context);
    expect(server.mails).to.have.length(1);
    const [mail] = server.mails;
    expect(mail?.headers.get('to')).to.have.property('text', 'baru@contoh.example');
    expect(mail?.text).to.contain('https://saring.example/rahasia/abc');
    expect(mail?.headers.has('list')).to.equal(false);
    const [notice] = await saring.context.models.Notice.find({}).lean();
    expect(notice).to.include({ status: 'sent' });
    expect(JSON.stringify(notice)).to.not.contain('rahasia');
  });

  it('are not sent to somebody who was disabled meanwhile', async () => {
    const { person } = await aPerson(saring);
    await oweLetter(saring.context, { key: 'b', to: { person: person._id }, about: 'answered' });
    await saring.context.models.Person.updateOne(
      { _id: person._id },
      { $set: { disabledAt: saring.clock.now() } },
    );
    await deliverNotices(saring.context);
    expect(server.mails).to.have.length(0);
    const [notice] = await saring.context.models.Notice.find({}).lean();
    expect(notice).to.include({ status: 'withdrawn', problem: 'nobody' });
  });
});
