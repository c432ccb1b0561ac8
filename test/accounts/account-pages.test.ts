import { expect } from 'chai';
import { browserOf } from '../../src/accounts/browser-name.js';
import { addPerson } from '../../src/accounts/add-person.js';
import { addToken } from '../../src/accounts/tokens.js';
import { aPerson, signIn } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const idsIn = (html: string, action: string) =>
  [...html.matchAll(new RegExp(`/meja/akun/${action}/([0-9a-f]+)/`, 'g'))].map((match) => match[1] ?? '');

const form = (current: string, password: string, again = password) => ({ current, password, again });

const make = (browser: Awaited<ReturnType<typeof signIn>>, label: string) =>
  browser.post('/meja/akun/token').type('form').send({ label, scopes: 'read' });

describe("accounts: one's own account", () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  describe('the password', () => {
    const path = '/meja/akun/kata-sandi';

    it('is only for those who are signed in', async () => {
      await saring.request.get(path).expect(303);
      await saring.request.post(path).type('form').send(form('a', 'b')).expect(401);
    });

    it('must be long, varied, new, typed twice, and the current one right', async () => {
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      const fieldOf = async (sent: object) => {
        const { text } = await browser.post(path).type('form').send(sent).expect(400);
        return /href="#(\w+)"/.exec(text.slice(text.indexOf('id="masalah"')))?.[1];
      };
      expect(await fieldOf(form(who.password, 'pendek'))).to.equal('password');
      expect(await fieldOf(form(who.password, 'aaaaaaaaaaaaaa'))).to.equal('password');
      expect(await fieldOf(form(who.password, who.password))).to.equal('password');
      expect(await fieldOf(form(who.password, 'gajah terbang rendah', 'gajah terbang tinggi'))).to.equal(
        'again',
      );
      expect(await fieldOf(form('bukan kata sandinya', 'gajah terbang rendah'))).to.equal('current');
    });

    it('works from the next sign-in on, and signs every other browser out', async () => {
      const who = await aPerson(saring);
      const [here, there] = [await signIn(saring, who), await signIn(saring, who)];
      await here.post(path).type('form').send(form(who.password, 'gajah terbang rendah')).expect(303);
      await here.get('/meja/akun').expect(200);
      await there.get('/meja/akun').expect(303);
      await signIn(saring, { ...who, password: 'gajah terbang rendah' });
      await saring.request
        .post('/masuk')
        .type('form')
        .send({ email: who.person.email, password: who.password })
        .expect(401);
    });

    it('that was given for once must be replaced before anything else', async () => {
      const { oneTimePassword: once = '' } = await addPerson(saring.context, {
        name: 'Sari Contoh',
        email: 'sari@contoh.example',
        role: 'verifier',
      });
      const browser = saring.browser();
      await browser
        .post('/masuk')
        .type('form')
        .send({ email: 'sari@contoh.example', password: once })
        .expect(303)
        .expect('Location', path);
      for (const page of ['/meja', '/meja/akun', '/meja/klaim/abc', '/meja/klarifikasi']) {
        await browser.get(page).expect(303).expect('Location', path);
      }
      await browser.get('/api/v1/queue').expect(403);
      await browser.get('/en/meja').expect(303).expect('Location', `/en${path}`);
      await browser.post(path).type('form').send(form(once, 'gajah terbang rendah')).expect(303);
      await browser.get('/meja/akun').expect(200);
    });
  });

  describe('sessions', () => {
    it('are listed, and each can be signed out', async () => {
      const who = await aPerson(saring);
      const [here, there] = [await signIn(saring, who), await signIn(saring, who)];
      const { text } = await here.get('/meja/akun').expect(200);
      const others = idsIn(text, 'sesi');
      expect(others).to.have.length(1);
      await here.post(`/meja/akun/sesi/${others[0]}/akhiri`).expect(303);
      await there.get('/meja/akun').expect(303);
      await here.get('/meja/akun').expect(200);
    });

    it('can all be signed out but this one', async () => {
      const who = await aPerson(saring);
      const [here, there] = [await signIn(saring, who), await signIn(saring, who)];
      await here.post('/meja/akun/sesi/akhiri-lainnya').expect(303);
      await there.get('/meja/akun').expect(303);
      await here.get('/meja/akun').expect(200);
    });

    it("of other people are not one's own to end", async () => {
      const who = await aPerson(saring);
      const [one, same] = [await signIn(saring, who), await signIn(saring, who)];
      const { text } = await one.get('/meja/akun').expect(200);
      const stranger = await signIn(saring, 'admin');
      await stranger.post(`/meja/akun/sesi/${idsIn(text, 'sesi')[0]}/akhiri`).expect(404);
      await stranger.post('/meja/akun/sesi/bukan-sesi/akhiri').expect(404);
      await same.get('/meja/akun').expect(200);
    });
  });

  describe('tokens', () => {
    it('that the command line made are named in the reader’s language', async () => {
      const who = await aPerson(saring);
      await addToken(saring.context, who.person._id, 'command line');
      const browser = await signIn(saring, who);
      const { text } = await browser.get('/meja/akun').expect(200);
      expect(text).to.include('Dari baris perintah').and.not.include('<strong>command line');
      const english = await browser.get('/en/meja/akun').expect(200);
      expect(english.text).to.include('From the command line');
    });

    it('need a name', async () => {
      const browser = await signIn(saring, 'verifier');
      await make(browser, ' ').expect(400);
      await saring.request.post('/meja/akun/token').type('form').send({ label: 'bot' }).expect(401);
    });

    it('are shown once, work, and stop working when they are revoked', async () => {
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      const { text } = await make(browser, 'bot <redaksi>').expect(201);
      const token = /id="token-baru">(saring_[\w-]+)</.exec(text)?.[1] ?? '';
      expect(text).to.include('bot &lt;redaksi&gt;');
      await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${token}`).expect(200);
      const later = await browser.get('/meja/akun').expect(200);
      expect(later.text).not.to.include(token);
      expect(later.text).to.match(/Dibuat <time[^>]+>[^<]+<\/time> · terakhir dipakai <time/);
      const stored = await saring.context.models.Token.find({ person: who.person._id }).lean();
      expect(JSON.stringify(stored)).not.to.include(token);
      for (const id of idsIn(later.text, 'token'))
        await browser.post(`/meja/akun/token/${id}/cabut`).expect(303);
      await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${token}`).expect(401);
    });

    it("of other people are not one's own to revoke", async () => {
      const who = await aPerson(saring);
      const [owned] = await saring.context.models.Token.find({ person: who.person._id }).lean();
      const stranger = await signIn(saring, 'admin');
      await stranger.post(`/meja/akun/token/${String(owned?._id)}/cabut`).expect(404);
      await stranger.post('/meja/akun/token/bukan-token/cabut').expect(404);
      await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${who.token}`).expect(200);
    });

    it('are at most twenty', async () => {
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      for (let made = 1; made < 20; made += 1) await make(browser, `bot ${made}`).expect(201);
      await make(browser, 'satu lagi').expect(409);
    });
  });

  it('names browsers shortly', () => {
    const agents: [string, string][] = [
      [
        'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36',
        'Chrome · Android',
      ],
      [
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605 Version/17 Safari/605',
        'Safari · macOS',
      ],
      [
        'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0',
        'Edge · Windows',
      ],
      ['curl/8.5', ''],
    ];
    for (const [agent, name] of agents) expect(browserOf(agent)).to.equal(name);
  });
});
