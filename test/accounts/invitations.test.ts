import { expect } from 'chai';
import { addAgency } from '../../src/agencies/add-agency.js';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import { aPerson, codeAt, setUp, signIn, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer } from '../notices/mail-server.js';

const page = '/meja/orang';
const chosen = 'gajah terbang rendah';
const linkIn = (html: string) => /id="tautan">https?:\/\/[^/<]+([^<]+)</.exec(html)?.[1] ?? '';

describe('accounts: invitations', () => {
  let saring: Saring;
  let boss: TestPerson;
  let admin: Awaited<ReturnType<typeof signIn>>;
  beforeEach(async () => {
    saring = await startSaring();
    boss = await aPerson(saring, { role: 'admin', name: 'Wulan Contoh' });
    admin = await signIn(saring, boss);
  });
  afterEach(() => saring.close());

  const invite = (more: Record<string, string> = {}) =>
    admin
      .post(page)
      .type('form')
      .send({ name: 'Sari Contoh', email: 'Sari@contoh.example', role: 'editor', ...more });
  const accept = (link: string, password = chosen, browser = saring.browser()) =>
    browser.post(link).type('form').send({ password, again: password });
  const idIn = (html: string) => /\/meja\/orang\/undangan\/([0-9a-f]{24})\/tarik/.exec(html)?.[1] ?? '';
  const actions = async () =>
    (await saring.context.models.AuditLine.find({}).sort({ seq: 1 }).lean()).map(({ action }) => action);
  const isDead = async (link: string, sentence: string) => {
    const shown = await saring.request.get(link);
    expect([404, 410]).to.include(shown.status);
    expect(shown.text).to.include(sentence);
    const tried = await accept(link);
    expect([404, 410]).to.include(tried.status);
    expect(tried.headers['set-cookie']).to.equal(undefined);
  };

  it('show who invites to what, and let in with a password of one’s own', async () => {
    const invited = await invite().expect(201);
    // Nobody is told that a mail went out when none can.
    expect(invited.text).to.include('Server surel belum diatur');
    const link = linkIn(invited.text);
    expect(link).to.match(/^\/undangan\/[\w-]{43}$/);
    const shown = await saring.request.get(link).expect(200);
    expect(shown.text).to.include('Wulan Contoh mengundang Anda, Sari Contoh.').and.include('Editor');
    expect(shown.text).to.include('sari@contoh.example');
    expect(shown.headers).to.include({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect(shown.headers['set-cookie']).to.equal(undefined);
    expect((await saring.request.get(`/en${link}`).expect(200)).text).to.include(
      'Wulan Contoh invites you, Sari Contoh.',
    );
    const bad = await saring
      .browser()
      .post(link)
      .type('form')
      .send({ password: 'pendek', again: '' })
      .expect(400);
    expect(bad.text).to.include('href="#password"');
    const browser = saring.browser();
    await accept(link, chosen, browser).expect(303).expect('Location', '/meja');
    expect((await browser.get('/meja/akun').expect(200)).text).to.include('Sari Contoh');
    await browser.get('/meja').expect(200);
    const person = await saring.context.models.Person.findOne({ email: 'sari@contoh.example' }).lean();
    expect(person).to.include({ role: 'editor', mustChangePassword: false });
    expect(await actions()).to.include.members(['person.invited', 'person.joined', 'sign-in.done']);
    await isDead(link, 'Tautan ini sudah dipakai');
  });

  it('are kept as a hash only, in the store and in the letter that waits', async () => {
    const link = linkIn((await invite().expect(201)).text);
    const secret = link.split('/').pop() ?? '';
    const { Invitation, Notice, AuditLine } = saring.context.models;
    for (const kept of [await Invitation.find({}).lean(), await Notice.find({}).lean()]) {
      expect(kept).to.have.length.greaterThan(0);
      expect(JSON.stringify(kept)).not.to.include(secret);
    }
    expect(JSON.stringify(await AuditLine.find({}).lean())).not.to.include(secret);
    expect((await admin.get(page)).text).not.to.include(secret);
  });

  it('go out as a letter with the link', async () => {
    const server = await aMailServer();
    const other = await startSaring({ env: { SMTP_URL: server.url, BASE_URL: 'https://saring.example' } });
    try {
      const browser = await signIn(other, await aPerson(other, { role: 'admin', name: 'Wulan Contoh' }));
      await deliverNotices(other.context);
      const { text } = await browser
        .post(page)
        .type('form')
        .send({ name: 'Sari Contoh', email: 'sari@contoh.example', role: 'verifier' })
        .expect(201);
      await deliverNotices(other.context);
      const mail = server.mails.find(({ subject }) => subject === 'Wulan Contoh mengundang Anda ke Saring');
      expect(mail?.text)
        .to.include(`https://saring.example${linkIn(text)}`)
        .and.include('72 jam');
      expect(JSON.stringify(mail?.to)).to.include('sari@contoh.example');
    } finally {
      await other.close();
      await server.close();
    }
  });

  it('are for admins, with everything right, one for each e-mail', async () => {
    await saring.request.post(page).expect(401);
    await (await signIn(saring, 'editor')).post(page).type('form').send({}).expect(403);
    await invite({ email: boss.person.email }).expect(409);
    await invite().expect(201);
    const again = await invite().expect(409);
    expect(again.text).to.include('href="#email"').and.include('sudah diundang');
    expect(await saring.context.models.Invitation.countDocuments({})).to.equal(1);
  });

  it('run out after seventy-two hours, and the e-mail may be invited anew', async () => {
    const link = linkIn((await invite().expect(201)).text);
    saring.clock.advance(72 * 60 - 1);
    await saring.request.get(link).expect(200);
    saring.clock.advance(2);
    await isDead(link, 'Masa berlaku tautan ini sudah habis');
    expect((await admin.get(page)).text).to.include('Habis masa berlakunya');
    const anew = linkIn((await invite().expect(201)).text);
    await accept(anew).expect(303);
    await isDead(link, 'Masa berlaku tautan ini sudah habis');
  });

  it('are sent again with a new link, after which the old one is dead', async () => {
    const first = await invite().expect(201);
    const id = idIn(first.text);
    await (await signIn(saring, 'editor')).post(`${page}/undangan/${id}/kirim-ulang`).expect(403);
    saring.clock.advance(60 * 60);
    const second = linkIn((await admin.post(`${page}/undangan/${id}/kirim-ulang`).expect(201)).text);
    await isDead(linkIn(first.text), 'Tautan ini tidak dikenal');
    saring.clock.advance(60 * 60);
    await accept(second).expect(303);
    await admin.post(`${page}/undangan/${id}/kirim-ulang`).expect(404);
    await admin.post(`${page}/undangan/bukan-id/kirim-ulang`).expect(404);
    expect(await saring.context.models.Notice.countDocuments({ 'letter.about': 'invitation' })).to.equal(2);
  });

  it('are withdrawn', async () => {
    const { text } = await invite().expect(201);
    await admin.post(`${page}/undangan/${idIn(text)}/tarik`).expect(303);
    await isDead(linkIn(text), 'Undangan ini sudah ditarik');
    expect((await admin.get(page)).text).not.to.include('sari@contoh.example');
    await admin.post(`${page}/undangan/${idIn(text)}/tarik`).expect(404);
    expect(await actions()).to.include('person.invitation-withdrawn');
    await invite().expect(201);
  });

  it('let one in, when two follow the link at the same moment', async () => {
    const link = linkIn((await invite().expect(201)).text);
    const answers = await Promise.all([accept(link), accept(link), accept(link)]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([303, 410, 410]);
    expect(await saring.context.models.Person.countDocuments({ email: 'sari@contoh.example' })).to.equal(1);
  });

  it('do not take an account over that was made meanwhile', async () => {
    const link = linkIn((await invite().expect(201)).text);
    const { password } = await aPerson(saring, { email: 'sari@contoh.example' });
    await accept(link).expect(409);
    await saring.request
      .post('/masuk')
      .type('form')
      .send({ email: 'sari@contoh.example', password })
      .expect(303);
  });

  it('of an agency’s people name an agency that exists, and lead to its desk', async () => {
    const agency = await addAgency(saring.context, {
      name: 'Dinas Contoh',
      shortName: 'Dincon',
      url: 'https://dinas.contoh.example',
    });
    const bad = await invite({ role: 'agency', agency: '' }).expect(400);
    expect(bad.text).to.include('href="#agency"');
    await invite({ role: 'agency', agency: 'f'.repeat(24) }).expect(400);
    const link = linkIn((await invite({ role: 'agency', agency: String(agency._id) }).expect(201)).text);
    expect((await saring.request.get(link)).text).to.include('Dinas Contoh');
    const browser = saring.browser();
    await accept(link, chosen, browser).expect(303).expect('Location', '/meja/permintaan');
    await browser.get('/meja/klarifikasi').expect(403);
    const person = await saring.context.models.Person.findOne({ email: 'sari@contoh.example' }).lean();
    expect(String(person?.agency)).to.equal(String(agency._id));
    // Among the newsroom nobody has an agency, whatever the form sent.
    await invite({ email: 'lain@contoh.example', role: 'editor', agency: String(agency._id) }).expect(201);
    const other = await saring.context.models.Invitation.findOne({ email: 'lain@contoh.example' }).lean();
    expect(other?.agency).to.equal(undefined);
  });

  describe('to a new password', () => {
    const reset = (who: TestPerson) => admin.post(`${page}/${String(who.person._id)}/kata-sandi`);
    const tryIn = (who: TestPerson, password: string) =>
      saring.browser().post('/masuk').type('form').send({ email: who.person.email, password });

    it('shut out whoever has the old one, its sessions and its tokens, and let in by the link', async () => {
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      const link = linkIn((await reset(who).expect(201)).text);
      await browser.get('/meja/akun').expect(303);
      await tryIn(who, who.password).expect(401);
      await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${who.token}`).expect(401);
      expect((await saring.request.get(link).expect(200)).text).to.include('Pilih kata sandi baru');
      await accept(link).expect(303);
      await tryIn(who, chosen).expect(303);
      await isDead(link, 'Tautan ini sudah dipakai');
      expect(await actions()).to.include.members(['person.password-reset', 'person.password-changed']);
    });

    it('do not stand in for the second step', async () => {
      const who = await aPerson(saring);
      const { key } = await setUp(saring, who);
      saring.clock.advance(1);
      const link = linkIn((await reset(who).expect(201)).text);
      const browser = saring.browser();
      await accept(link, chosen, browser).expect(303).expect('Location', '/masuk/kode');
      await browser.get('/meja/akun').expect(303);
      const code = codeAt(key, saring.clock.now());
      await browser.post('/masuk/kode').type('form').send({ code }).expect(303);
      await browser.get('/meja/akun').expect(200);
    });

    it('replace each other, end with a disabled account, and are not for one’s own', async () => {
      const who = await aPerson(saring);
      const first = linkIn((await reset(who).expect(201)).text);
      const second = linkIn((await reset(who).expect(201)).text);
      await isDead(first, 'Undangan ini sudah ditarik');
      await admin.post(`${page}/${String(who.person._id)}/nonaktifkan`).expect(303);
      await isDead(second, 'Undangan ini sudah ditarik');
      await reset(who).expect(404);
      await reset(boss).expect(409);
      await admin.get(page).expect(200);
    });

    it('unlock an account that wrong passwords locked, and the browsers that they locked', async () => {
      const who = await aPerson(saring);
      const known = await signIn(saring, who);
      const inKnown = (password: string) =>
        known.post('/masuk').type('form').send({ email: who.person.email, password });
      for (let time = 0; time < 5; time += 1) await inKnown('salah sekali ini').expect(401);
      await inKnown(who.password).expect(401);
      for (let time = 0; time < 5; time += 1) await tryIn(who, 'salah sekali ini').expect(401);
      await tryIn(who, who.password).expect(401);
      const link = linkIn((await reset(who).expect(201)).text);
      await accept(link).expect(303);
      await tryIn(who, chosen).expect(303);
      await inKnown(chosen).expect(303);
    });
  });
});
