import { expect } from 'chai';
import { addAgency } from '../../src/agencies/add-agency.js';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer, type MailServer } from '../notices/mail-server.js';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

describe('accounts: what people are told of their account', () => {
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

  const enter = (who: TestPerson, browser: ReturnType<Saring['browser']>) =>
    browser
      .post('/masuk')
      .set('User-Agent', firefox)
      .type('form')
      .send({ email: who.person.email, password: who.password })
      .expect(303);
  const subjects = async (): Promise<string[]> => {
    await deliverNotices(saring.context);
    return server.mails.splice(0).map(({ subject }) => subject ?? '');
  };
  const newBrowser = 'Akun Anda dipakai masuk dari peramban baru';

  it('is a sign-in with a browser that they did not use before: when, with what, and what to do', async () => {
    const who = await aPerson(saring, { email: 'ratna@contoh.example' });
    const browser = saring.browser();
    await enter(who, browser);
    await deliverNotices(saring.context);
    expect(server.mails).to.have.length(1);
    const [mail] = server.mails.splice(0);
    expect(mail?.subject).to.equal(newBrowser);
    expect(JSON.stringify(mail?.to)).to.include('ratna@contoh.example');
    expect(mail?.text)
      .to.include('Firefox · Linux')
      .and.include('2 Maret 2026')
      .and.include('https://saring.example/meja/akun')
      .and.include('ganti kata sandi');
    await browser.post('/keluar').expect(303);
    saring.clock.advance(60);
    await enter(who, browser);
    expect(await subjects()).to.deep.equal([]);
    await enter(who, saring.browser());
    expect(await subjects()).to.deep.equal([newBrowser]);
  });

  it('does not take one person’s browser for another’s', async () => {
    const [one, other] = [await aPerson(saring), await aPerson(saring)];
    const browser = saring.browser();
    await enter(one, browser);
    await subjects();
    await browser.post('/keluar');
    await enter(other, browser);
    expect(await subjects()).to.deep.equal([newBrowser]);
    await browser.post('/keluar');
    await enter(one, browser);
    expect(await subjects()).to.deep.equal([]);
  });

  it('knows a browser by a cookie that scripts cannot read, kept as a hash, for four hundred days', async () => {
    const who = await aPerson(saring);
    const browser = saring.browser();
    const { headers } = await enter(who, browser);
    const cookies = headers['set-cookie'] as unknown as string[];
    const cookie = cookies.find((given) => given.startsWith('saring_peramban=')) ?? '';
    expect(cookie)
      .to.include('HttpOnly')
      .and.include('SameSite=Lax')
      .and.include(`Max-Age=${400 * 86_400}`);
    const value = /=([\w-]{32});/.exec(cookie)?.[1] ?? 'nothing';
    const devices = await saring.context.models.Device.find({}).lean();
    expect(devices).to.have.length(1);
    expect(JSON.stringify(devices)).not.to.include(value);
    await subjects();
    // It signs nobody in.
    await saring.request.get('/meja/akun').set('Cookie', `saring_peramban=${value}`).expect(303);
    saring.clock.advance(401 * 24 * 60);
    await enter(who, browser);
    expect(await subjects()).to.deep.equal([newBrowser]);
  });

  it('is every change of how they sign in, and of what they may', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    const admin = await signIn(saring, 'admin');
    await subjects();
    await browser
      .post('/meja/akun/kata-sandi')
      .type('form')
      .send({ current: who.password, password: 'gajah terbang rendah', again: 'gajah terbang rendah' })
      .expect(303);
    expect(await subjects()).to.deep.equal(['Kata sandi Anda sudah diganti']);
    await browser.post('/meja/akun/token').type('form').send({ label: 'bot', scopes: 'read' }).expect(201);
    expect(await subjects()).to.deep.equal(['Token API baru untuk akun Anda']);
    const role = `/meja/orang/${String(who.person._id)}/peran`;
    await admin.post(role).type('form').send({ role: 'editor' }).expect(303);
    expect(await subjects()).to.deep.equal(['Peran Anda diubah']);
    await admin.post(role).type('form').send({ role: 'editor' }).expect(303);
    expect(await subjects()).to.deep.equal([]);
  });

  it('is a lock, once, which an admin takes off', async () => {
    const who = await aPerson(saring);
    const wrong = () =>
      saring.request
        .post('/masuk')
        .type('form')
        .send({ email: who.person.email, password: 'salah sekali ini' })
        .expect(401);
    for (let time = 0; time < 7; time += 1) await wrong();
    expect(await subjects()).to.deep.equal(['Akun Anda terkunci sementara']);
    const admin = await signIn(saring, 'admin');
    await admin.post(`/meja/orang/${String(who.person._id)}/buka-kunci`).expect(303);
    await enter(who, saring.browser());
  });

  it('goes into the audit log without secrets', async () => {
    const who = await aPerson(saring);
    const browser = saring.browser();
    await enter(who, browser);
    const [line] = await saring.context.models.AuditLine.find({ action: 'sign-in.done' }).lean();
    expect(line?.after).to.deep.equal({ browser: 'Firefox · Linux', newBrowser: true });
    const { _id: agency } = await addAgency(saring.context, {
      name: 'Dinas Contoh',
      shortName: 'Dincon',
      url: 'https://dinas.contoh.example',
    });
    const admin = await signIn(saring, 'admin');
    const role = `/meja/orang/${String(who.person._id)}/peran`;
    await admin.post(role).type('form').send({ role: 'agency' }).expect(400);
    await admin
      .post(role)
      .type('form')
      .send({ role: 'agency', agency: String(agency) })
      .expect(303);
    const [changed] = await saring.context.models.AuditLine.find({ action: 'person.role-changed' }).lean();
    expect(changed).to.deep.include({
      before: { role: 'verifier' },
      after: { role: 'agency', agency: String(agency) },
    });
    // It is another desk: what was begun at the newsroom's has ended.
    await browser.get('/meja/akun').expect(303);
    await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${who.token}`).expect(401);
    await admin.post(role).type('form').send({ role: 'verifier' }).expect(303);
    const person = await saring.context.models.Person.findById(who.person._id).lean();
    expect(person?.agency).to.equal(undefined);
  });
});

describe('accounts: sessions that an admin ends', () => {
  it('are all of a person’s, and theirs to see with their last use', async () => {
    const saring = await startSaring();
    try {
      const who = await aPerson(saring);
      const [here, there] = [await signIn(saring, who), await signIn(saring, who)];
      expect((await here.get('/meja/akun').expect(200)).text).to.match(
        /Masuk <time[^>]+>[^<]+<\/time> · terakhir dipakai/,
      );
      const path = `/meja/orang/${String(who.person._id)}/sesi`;
      await (await signIn(saring, 'editor')).post(path).expect(403);
      const admin = await signIn(saring, 'admin');
      await admin.post('/meja/orang/ffffffffffffffffffffffff/sesi').expect(404);
      await admin.post(path).expect(303);
      await here.get('/meja/akun').expect(303);
      await there.get('/meja/akun').expect(303);
      await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${who.token}`).expect(200);
      const lines = await saring.context.models.AuditLine.find({ action: 'session.all-ended' }).lean();
      expect(lines.map(({ after }) => after)).to.deep.equal([{ count: 2 }]);
      expect((await admin.get('/meja/orang')).text).to.include('2 peramban');
    } finally {
      await saring.close();
    }
  });

  it('have ended in the browser, too, that changed its password: its session id is a new one', async () => {
    const saring = await startSaring();
    try {
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      const cookie = () =>
        browser.jar.getCookie('saring', { domain: '127.0.0.1', path: '/', secure: false, script: false })
          ?.value;
      const before = cookie();
      await browser
        .post('/meja/akun/kata-sandi')
        .type('form')
        .send({ current: who.password, password: 'gajah terbang rendah', again: 'gajah terbang rendah' })
        .expect(303);
      expect(cookie()).not.to.equal(before);
      await saring.request.get('/meja/akun').set('Cookie', `saring=${before}`).expect(303);
      expect((await browser.get('/meja/akun').expect(200)).text).to.include('Kata sandi sudah diganti');
    } finally {
      await saring.close();
    }
  });
});
