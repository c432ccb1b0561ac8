import { expect } from 'chai';
import qrcode from 'qrcode';
import { hashRecoveryCode, keyAddress, stepOf } from '../../src/accounts/one-time-codes.js';
import { seal, unseal } from '../../src/privacy/seal.js';
import { codeAt, setUp, signIn, aPerson, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const page = '/meja/akun/dua-langkah';
const wrong = '000000';

describe('accounts: the second step of signing in', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring({ env: { SIGN_IN_ATTEMPTS: '3' } });
  });
  afterEach(() => saring.close());

  const password = (who: TestPerson, browser = saring.browser()) =>
    browser
      .post('/masuk')
      .type('form')
      .send({ email: who.person.email, password: who.password, next: '/meja/klarifikasi' })
      .expect(303)
      .then((answer) => ({ browser, answer }));

  /** Somebody with the password right in a browser, and a code to come. */
  async function half(who: TestPerson) {
    const { browser, answer } = await password(who);
    expect(answer.headers['location']).to.equal('/masuk/kode');
    return browser;
  }
  const code = (browser: Awaited<ReturnType<typeof half>>, given: string) =>
    browser.post('/masuk/kode').type('form').send({ code: given });
  const actions = async () =>
    (await saring.context.models.AuditLine.find({}).sort({ seq: 1 }).lean()).map(({ action }) => action);
  const letters = async (about: string) =>
    saring.context.models.Notice.countDocuments({ 'letter.about': about });
  const stored = (who: TestPerson) =>
    saring.context.models.Person.findById(who.person._id).select('+secondStep').lean();

  it('is set up by a key as a picture and as text, and a code that proves it', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    await saring.request.get(page).expect(303);
    await saring.request.post(page).type('form').send({ code: wrong }).expect(401);
    const { text } = await browser.get(page).expect(200);
    const key = /id="kunci">([A-Z2-7 ]+)</.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
    expect(key).to.match(/^[A-Z2-7]{32}$/);
    const picture = /<img class="qr" src="data:image\/svg\+xml;base64,((?:[A-Za-z0-9+/]|&#x3D;)+)"/.exec(
      text,
    )?.[1];
    const address = keyAddress(key, { site: saring.context.config.siteName, email: who.person.email });
    expect(Buffer.from(picture?.replaceAll('&#x3D;', '=') ?? '', 'base64').toString()).to.equal(
      await qrcode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 }),
    );
    expect((await browser.get(page)).text, 'the key stays while it is being set up').to.include(
      key.slice(0, 4),
    );
    await browser.post(page).type('form').send({ code: '' }).expect(400);
    await browser.post(page).type('form').send({ code: wrong }).expect(400);
    const on = await browser
      .post(page)
      .type('form')
      .send({ code: codeAt(key, saring.clock.now()) })
      .expect(201);
    expect([...on.text.matchAll(/<li><code class="mono">([a-z2-9-]{14})<\/code>/g)]).to.have.length(10);
    const kept = JSON.stringify(await stored(who));
    expect(kept).not.to.include(key);
    const sessions = await saring.context.models.Session.find({}).lean();
    expect(JSON.stringify(sessions)).not.to.include(key);
    expect(await actions()).to.include('two-step.turned-on');
    expect(await letters('twoStepOn')).to.equal(1);
  });

  it('asks for the password, too, in a browser that signed in a while ago', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    saring.clock.advance(16);
    const { text } = await browser.get(page).expect(200);
    const key = /id="kunci">([A-Z2-7 ]+)</.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
    const right = codeAt(key, saring.clock.now());
    const refused = await browser.post(page).type('form').send({ code: right }).expect(400);
    expect(refused.text).to.include('href="#current"');
    await browser.post(page).type('form').send({ code: right, current: who.password }).expect(201);
  });

  it('gives nothing to whoever has the password alone', async () => {
    const who = await aPerson(saring);
    await setUp(saring, who);
    const browser = await half(who);
    for (const path of ['/meja', '/meja/akun', '/meja/orang', page]) {
      const answer = await browser.get(path).expect(303);
      expect(answer.headers['location']).to.match(/^\/masuk\?next=/);
    }
    await browser.get('/api/v1/queue').expect(401);
    await browser.post('/meja/akun/token').type('form').send({ label: 'x', scopes: 'read' }).expect(401);
    expect((await browser.get('/masuk').expect(200)).text).to.include('name="password"');
  });

  it('lets in with a code of now, one step before or one after, and leads on', async () => {
    const who = await aPerson(saring);
    const { key } = await setUp(saring, who);
    for (const seconds of [-30, 0, 30]) {
      saring.clock.advance(5);
      const browser = await half(who);
      const at = new Date(saring.clock.now().getTime() + seconds * 1000);
      await code(browser, codeAt(key, at)).expect(303).expect('Location', '/meja/klarifikasi');
      await browser.get('/meja/akun').expect(200);
    }
    saring.clock.advance(5);
    for (const seconds of [-90, 90]) {
      const at = new Date(saring.clock.now().getTime() + seconds * 1000);
      await code(await half(who), codeAt(key, at)).expect(401);
    }
  });

  it('takes no code twice, also when it is sent twice at the same moment', async () => {
    const who = await aPerson(saring);
    const { key } = await setUp(saring, who);
    saring.clock.advance(2);
    const now = codeAt(key, saring.clock.now());
    const browsers = [await half(who), await half(who)];
    const answers = await Promise.all(browsers.map((browser) => code(browser, now)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([303, 401]);
    await code(await half(who), now).expect(401);
    const before = codeAt(key, new Date(saring.clock.now().getTime() - 30_000));
    await code(await half(who), before).expect(401);
  });

  it('waits five minutes for a code', async () => {
    const who = await aPerson(saring);
    const { key } = await setUp(saring, who);
    const browser = await half(who);
    saring.clock.advance(5.1);
    await browser.get('/masuk/kode').expect(303).expect('Location', '/masuk');
    const late = await code(browser, codeAt(key, saring.clock.now())).expect(401);
    expect(late.text).to.include('sudah habis');
    await browser.get('/meja/akun').expect(303);
  });

  it('is over for whoever knew a password that was changed meanwhile, or of somebody disabled', async () => {
    const who = await aPerson(saring);
    const { key, browser: owner } = await setUp(saring, who);
    const thief = await half(who);
    saring.clock.advance(1);
    const chosen = 'gajah terbang rendah';
    await owner
      .post('/meja/akun/kata-sandi')
      .type('form')
      .send({ current: who.password, password: chosen, again: chosen })
      .expect(303);
    await code(thief, codeAt(key, saring.clock.now())).expect(401);
    const late = await half({ ...who, password: chosen });
    await saring.context.models.Person.updateOne(
      { _id: who.person._id },
      { $set: { disabledAt: new Date() } },
    );
    await code(late, codeAt(key, saring.clock.now())).expect(401);
  });

  it('gives new session ids: what was planted, or seen at the password, opens nothing', async () => {
    const who = await aPerson(saring);
    const { key } = await setUp(saring, who);
    saring.clock.advance(1);
    const browser = await half(who);
    const cookie = () =>
      browser.jar.getCookie('saring', { domain: '127.0.0.1', path: '/', secure: false, script: false })
        ?.value;
    const before = cookie();
    await code(browser, codeAt(key, saring.clock.now())).expect(303);
    expect(cookie()).not.to.equal(before);
    await saring.request.get('/meja/akun').set('Cookie', `saring=${before}`).expect(303);
    await saring.request.get('/masuk/kode').set('Cookie', `saring=${before}`).expect(303);
  });

  describe('recovery codes', () => {
    it('sign in once each, however they are typed, and the person is told', async () => {
      const who = await aPerson(saring);
      const { codes } = await setUp(saring, who);
      const [first = '', second = ''] = codes;
      const browser = await half(who);
      await code(browser, ` ${first.toUpperCase().replaceAll('-', ' ')} `).expect(303);
      expect((await browser.get('/meja/klarifikasi').expect(200)).text).to.include('tersisa 9');
      await code(await half(who), first).expect(401);
      const racing = [await half(who), await half(who)];
      const answers = await Promise.all(racing.map((one) => code(one, second)));
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([303, 401]);
      expect((await stored(who))?.secondStep?.recovery).to.have.length(8);
      expect(await letters('recoveryUsed')).to.equal(2);
      expect(JSON.stringify(await stored(who))).not.to.include(first);
    });

    it('are replaced by new ones, with a code', async () => {
      const who = await aPerson(saring);
      const { key, codes, browser } = await setUp(saring, who);
      const renew = `${page}/kode-pemulihan`;
      await browser.post(renew).type('form').send({ code: wrong }).expect(400);
      saring.clock.advance(1);
      const { text } = await browser
        .post(renew)
        .type('form')
        .send({ code: codeAt(key, saring.clock.now()) })
        .expect(201);
      const renewed = [...text.matchAll(/<code class="mono">([a-z2-9-]{14})<\/code>/g)].map(
        (match) => match[1] ?? '',
      );
      expect(renewed).to.have.length(10);
      await code(await half(who), codes[0] ?? '').expect(401);
      await code(await half(who), renewed[0] ?? '').expect(303);
      expect(await actions()).to.include('two-step.codes-renewed');
    });
  });

  describe('wrong codes', () => {
    it('lock the account, also for the right one, and the person is told once', async () => {
      const who = await aPerson(saring);
      const { key } = await setUp(saring, who);
      saring.clock.advance(1);
      const browser = await half(who);
      for (let time = 0; time < 3; time += 1) await code(browser, wrong).expect(401);
      await code(browser, codeAt(key, saring.clock.now())).expect(401);
      await saring
        .browser()
        .post('/masuk')
        .type('form')
        .send({ email: who.person.email, password: who.password })
        .expect(401);
      expect(await letters('accountLocked')).to.equal(1);
      expect((await actions()).filter((action) => action === 'sign-in.failed-locked')).to.have.length(1);
      saring.clock.advance(16);
      await code(await half(who), codeAt(key, saring.clock.now())).expect(303);
    });

    it('are not forgiven by typing the right password again', async () => {
      const who = await aPerson(saring);
      await setUp(saring, who);
      for (let time = 0; time < 3; time += 1) await code(await half(who), wrong).expect(401);
      await saring
        .browser()
        .post('/masuk')
        .type('form')
        .send({ email: who.person.email, password: who.password })
        .expect(401);
    });

    it('count against the account whatever is sent at the same moment', async () => {
      const who = await aPerson(saring);
      const { key } = await setUp(saring, who);
      saring.clock.advance(1);
      const browsers: Awaited<ReturnType<typeof half>>[] = [];
      for (let time = 0; time < 5; time += 1) browsers.push(await half(who));
      await Promise.all(browsers.map((browser) => code(browser, wrong).expect(401)));
      await code(browsers[0] ?? saring.browser(), codeAt(key, saring.clock.now())).expect(401);
    });

    it('stop locking when an admin unlocks', async () => {
      const who = await aPerson(saring);
      const { key } = await setUp(saring, who);
      saring.clock.advance(1);
      const browser = await half(who);
      for (let time = 0; time < 3; time += 1) await code(browser, wrong).expect(401);
      const admin = await signIn(saring, 'admin');
      expect((await admin.get('/meja/orang')).text).to.include('buka-kunci');
      await admin.post(`/meja/orang/${String(who.person._id)}/buka-kunci`).expect(303);
      await code(browser, codeAt(key, saring.clock.now())).expect(303);
      expect(await actions()).to.include('person.unlocked');
    });
  });

  it('is turned off with the password and a code, nothing less', async () => {
    const who = await aPerson(saring);
    const { key, browser } = await setUp(saring, who);
    saring.clock.advance(1);
    const right = codeAt(key, saring.clock.now());
    const off = (sent: object) => browser.post(`${page}/matikan`).type('form').send(sent);
    await off({ code: right }).expect(400);
    await off({ current: 'bukan kata sandinya', code: right }).expect(400);
    await off({ current: who.password, code: wrong }).expect(400);
    await off({ current: who.password, code: right }).expect(303);
    const { answer } = await password(who);
    expect(answer.headers['location']).to.equal('/meja/klarifikasi');
    expect(await actions()).to.include('two-step.turned-off');
    expect(await letters('twoStepOff')).to.equal(1);
    expect(await stored(who)).not.to.have.property('secondStep');
  });

  it('is taken away by an admin, who is written down; the person is told and signed out', async () => {
    const who = await aPerson(saring);
    const { browser } = await setUp(saring, who);
    const path = `/meja/orang/${String(who.person._id)}/dua-langkah`;
    await (await signIn(saring, 'editor')).post(path).expect(403);
    const admin = await signIn(saring, 'admin');
    await admin.post(path).expect(303);
    await admin.post(path).expect(404);
    await browser.get('/meja/akun').expect(303);
    const { answer } = await password(who);
    expect(answer.headers['location']).to.equal('/meja/klarifikasi');
    expect(await letters('twoStepReset')).to.equal(1);
    expect(await actions()).to.include('two-step.reset');
  });

  describe('that an admin asks for', () => {
    const security = '/meja/pengaturan/keamanan';
    const require = async (rule: string) => {
      const boss = await aPerson(saring, { role: 'admin' });
      const admin = await signIn(saring, boss);
      await admin.post(security).type('form').send({ requireTwoStep: rule, version: 0 }).expect(303);
      return { boss, admin };
    };

    it('is chosen by admins only, and not over somebody who was first', async () => {
      await saring.request.get(security).expect(303);
      for (const role of ['verifier', 'editor'] as const) {
        const browser = await signIn(saring, role);
        await browser.get(security).expect(403);
        await browser.post(security).type('form').send({ requireTwoStep: 'nobody', version: 0 }).expect(403);
      }
      const other = await signIn(saring, 'admin');
      expect((await other.get(security).expect(200)).text).to.match(/value="nobody" checked/);
      await other.post(security).type('form').send({ requireTwoStep: 'all', version: 0 }).expect(400);
      await other.post(security).type('form').send({ requireTwoStep: 'nobody', version: 0 }).expect(303);
      const raced = await other
        .post(security)
        .type('form')
        .send({ requireTwoStep: 'everyone', version: 0 })
        .expect(409);
      expect(raced.text).to.include('role="alert"');
      expect(await actions()).to.include('settings.changed');
    });

    it('leads to setting it up before anything else, and lets on afterwards', async () => {
      const { admin, boss } = await require('everyone');
      await admin.get('/meja/orang').expect(303).expect('Location', page);
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      for (const path of ['/meja', '/meja/akun', '/meja/klarifikasi', '/meja/gambar/abc']) {
        await browser.get(path).expect(303).expect('Location', page);
      }
      await browser.get('/en/meja').expect(303).expect('Location', `/en${page}`);
      await browser.post('/meja/akun/token').type('form').send({ label: 'x', scopes: 'read' }).expect(303);
      await browser.get('/api/v1/queue').expect(403);
      const refused = await saring.request
        .get('/api/v1/queue')
        .set('Authorization', `Bearer ${who.token}`)
        .expect(403);
      expect(refused.body.error.message).to.include('masuk dua langkah');
      await setUp(saring, who, browser);
      await browser.get('/meja').expect(200);
      await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${who.token}`).expect(200);
      await setUp(saring, boss, admin);
      await admin.get('/meja/orang').expect(200);
    });

    it('of admins leaves the others alone', async () => {
      const { admin } = await require('admins');
      await admin.get('/meja').expect(303).expect('Location', page);
      await (await signIn(saring, 'editor')).get('/meja').expect(200);
    });

    it('comes after choosing a password', async () => {
      await require('everyone');
      const who = await aPerson(saring);
      await saring.context.models.Person.updateOne(
        { _id: who.person._id },
        { $set: { mustChangePassword: true } },
      );
      const { browser } = await password(who);
      await browser.get('/meja').expect(303).expect('Location', '/meja/akun/kata-sandi');
    });
  });
});

describe('accounts: what the second step is kept by', () => {
  const config = { secret: 'a secret of forty characters for a test', secretBefore: undefined };

  it('opens for its owner and its SECRET only, and not when it was changed', () => {
    const sealed = seal(config, 'second step', 'ani', 'KUNCI');
    expect(sealed).not.to.include('KUNCI');
    expect(seal(config, 'second step', 'ani', 'KUNCI')).not.to.equal(sealed);
    expect(unseal(config, 'second step', 'ani', sealed)).to.equal('KUNCI');
    expect(unseal(config, 'second step', 'budi', sealed)).to.equal(undefined);
    const other = { ...config, secret: 'another secret of forty characters here' };
    expect(unseal(other, 'second step', 'ani', sealed)).to.equal(undefined);
    expect(unseal({ ...other, secretBefore: config.secret }, 'second step', 'ani', sealed)).to.equal('KUNCI');
    expect(unseal(config, 'second step', 'ani', `${sealed.slice(0, -2)}AA`)).to.equal(undefined);
    expect(unseal(config, 'second step', 'ani', '')).to.equal(undefined);
  });

  // RFC 6238, appendix B, the SHA-1 key, the last six digits.
  const rfcKey = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [seconds, given] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ] as const) {
    it(`has the codes of RFC 6238: ${given} after ${seconds} seconds`, () => {
      expect(stepOf(rfcKey, given, new Date(seconds * 1000))).to.equal(Math.floor(seconds / 30));
    });
  }

  it('keeps recovery codes under a key, each with its owner', () => {
    const hashes = [
      hashRecoveryCode(config.secret, 'ani', 'aaaa-bbbb-cccc'),
      hashRecoveryCode(config.secret, 'budi', 'aaaa-bbbb-cccc'),
      hashRecoveryCode('another secret of forty characters here', 'ani', 'aaaa-bbbb-cccc'),
    ];
    expect(new Set(hashes).size).to.equal(3);
  });
});
