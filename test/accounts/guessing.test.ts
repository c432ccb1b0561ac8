import { expect } from 'chai';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const path = '/meja/akun/kata-sandi';
const fresh = 'gajah terbang rendah';

describe('accounts: guessing', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring({ env: { SIGN_IN_ATTEMPTS: '3' } });
  });
  afterEach(() => saring.close());

  type Browser = ReturnType<Saring['browser']>;
  const enter = (who: TestPerson, browser: Browser, password = who.password) =>
    browser.post('/masuk').type('form').send({ email: who.person.email, password });
  const change = (browser: Browser, current: string) =>
    browser.post(path).type('form').send({ current, password: fresh, again: fresh });
  const locks = () => saring.context.models.AuditLine.countDocuments({ action: 'sign-in.failed-locked' });

  it('the current password in a browser that was left open is counted, and locks', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    for (let turn = 0; turn < 3; turn += 1) await change(browser, 'salah sekali ini').expect(400);
    expect((await change(browser, who.password).expect(400)).text).to.include('Terlalu sering salah');
    expect(await locks()).to.equal(1);
    // The same tries as at signing in.
    await enter(who, browser).expect(401);
    saring.clock.advance(16);
    await change(browser, who.password).expect(303);
  });

  it('the current password without the browser’s own cookie is counted with everybody’s', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    const session = browser.jar.getCookie('saring', {
      domain: '127.0.0.1',
      path: '/',
      secure: false,
      script: false,
    });
    for (let turn = 0; turn < 3; turn += 1) {
      await change(saring.request, 'salah').set('Cookie', `saring=${session?.value}`).expect(400);
    }
    await enter(who, saring.browser()).expect(401);
  });

  it('by strangers locks no browser that the person is known to use', async () => {
    const who = await aPerson(saring);
    const other = await aPerson(saring);
    const known = await signIn(saring, who);
    const others = await signIn(saring, other);
    for (let turn = 0; turn < 4; turn += 1) await enter(who, saring.browser(), 'salah').expect(401);
    await enter(who, saring.browser()).expect(401);
    // Somebody else's known browser is a stranger's.
    await enter(who, others).expect(401);
    await enter(who, known).expect(303);
    // Strangers stay locked out, and its own tries are counted, too.
    await enter(who, saring.browser()).expect(401);
    for (let turn = 0; turn < 3; turn += 1) await enter(who, known, 'salah').expect(401);
    await enter(who, known).expect(401);
    expect(await locks()).to.equal(2);
    const admin = await signIn(saring, 'admin');
    await admin.post(`/meja/orang/${String(who.person._id)}/buka-kunci`).expect(303);
    await enter(who, known).expect(303);
  });

  it('is of no use any more once the password is changed: tokens are revoked', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    const call = () => saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${who.token}`);
    await call().expect(200);
    expect((await browser.get(path)).text).to.include('semua token API Anda dicabut');
    await change(browser, who.password).expect(303);
    expect((await browser.get('/meja/akun')).text).to.include('1 token API Anda dicabut.');
    await call().expect(401);
    const line = await saring.context.models.AuditLine.findOne({ action: 'person.password-changed' }).lean();
    expect(line?.after).to.deep.equal({ tokensRevoked: 1 });
  });

  it('at capitals opens nothing to somebody who has to set up a second step first', async () => {
    await saring.context.models.Setting.create({
      _id: 'security',
      value: { requireTwoStep: 'everyone' },
      version: 1,
      at: saring.clock.now(),
      by: { person: (await aPerson(saring)).person._id, name: 'Wulan Contoh' },
    });
    const browser = await signIn(saring, 'verifier');
    for (const desk of ['/meja/akun/kata-sandi', '/MEJA/akun/kata-sandi', '/Meja/Akun/Kata-Sandi', '/MEJA']) {
      await browser.get(desk).expect(303).expect('Location', '/meja/akun/dua-langkah');
    }
    await browser.get('/meja/akun/Dua-Langkah').expect(200);
    const bearer = (await aPerson(saring)).token;
    const { headers } = await saring.request
      .get('/API/v1/queue')
      .set('Authorization', `Bearer ${bearer}`)
      .expect(403);
    expect(headers['content-type']).to.include('json');
  });
});
