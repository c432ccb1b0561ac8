import { expect } from 'chai';
import { changeRole, disablePerson } from '../../src/accounts/administer.js';
import type { AppError } from '../../src/errors.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const idOf = ({ person }: TestPerson) => String(person._id);

const isRefused = async (response: PromiseLike<{ status: number; text: string }>) => {
  const { status, text } = await response;
  expect(status).to.equal(409);
  expect(text).to.include('admin terakhir');
};

const outcome = (done: Promise<number>) =>
  done.then(
    () => 'done',
    (error: AppError) => error.code,
  );

describe('accounts: people', () => {
  let saring: Saring;
  let boss: TestPerson;
  let admin: Awaited<ReturnType<typeof signIn>>;
  beforeEach(async () => {
    saring = await startSaring();
    boss = await aPerson(saring, { role: 'admin', name: 'Wulan Contoh' });
    admin = await signIn(saring, boss);
  });
  afterEach(() => saring.close());

  const add = (more: Record<string, string> = {}) =>
    admin
      .post('/meja/orang')
      .type('form')
      .send({ name: 'Sari Contoh', email: 'sari@contoh.example', role: 'verifier', ...more });

  it('are for admins only', async () => {
    await saring.request.get('/meja/orang').expect(303);
    await saring.request.post('/meja/orang').expect(401);
    for (const role of ['verifier', 'editor'] as const) {
      const browser = await signIn(saring, role);
      await browser.get('/meja/orang').expect(403);
      await browser.post('/meja/orang').type('form').send({}).expect(403);
      await browser.post(`/meja/orang/${idOf(boss)}/nonaktifkan`).expect(403);
      await browser
        .post(`/meja/orang/${idOf(boss)}/peran`)
        .type('form')
        .send({ role: 'verifier' })
        .expect(403);
      await browser.post(`/meja/orang/${idOf(boss)}/kata-sandi`).expect(403);
    }
  });

  it('are added with everything right, and an e-mail of their own', async () => {
    const bad = await add({ email: 'sari', name: '', role: 'bos' }).expect(400);
    expect(bad.text).to.include('href="#email"').and.include('href="#name"').and.include('href="#role"');
    await add().expect(201);
    const again = await add({ email: 'SARI@contoh.example' }).expect(409);
    expect(again.text).to.include('href="#email"').and.include('value="SARI@contoh.example"');
    await add({ name: '<script>alert(1)</script>', email: 'lain@contoh.example' }).expect(201);
    expect((await admin.get('/meja/orang').expect(200)).text).not.to.include('<script>alert');
  });

  it('get another role, at once', async () => {
    const other = await aPerson(saring);
    const browser = await signIn(saring, other);
    await browser.get('/meja/orang').expect(403);
    const path = `/meja/orang/${idOf(other)}/peran`;
    await admin.post(path).type('form').send({ role: 'bos' }).expect(400);
    await admin
      .post('/meja/orang/ffffffffffffffffffffffff/peran')
      .type('form')
      .send({ role: 'admin' })
      .expect(404);
    await admin.post('/meja/orang/bukan-id/peran').type('form').send({ role: 'admin' }).expect(404);
    const { text } = await admin.get('/meja/orang').expect(200);
    const choices = text.slice(text.indexOf(`id="peran-${idOf(other)}"`)).split('</select>')[0];
    expect(choices).to.include('<option value="verifier" selected>').and.include('value="admin"');
    await admin.post(path).type('form').send({ role: 'admin' }).expect(303);
    await browser.get('/meja/orang').expect(200);
  });

  it('who are disabled are nobody from that moment on, and themselves again when enabled', async () => {
    const other = await aPerson(saring);
    const browser = await signIn(saring, other);
    await browser.get('/meja/akun').expect(200);
    await admin.post(`/meja/orang/${idOf(other)}/nonaktifkan`).expect(303);
    await browser.get('/meja/akun').expect(303);
    await saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${other.token}`).expect(401);
    await saring.request
      .post('/masuk')
      .type('form')
      .send({ email: other.person.email, password: other.password })
      .expect(401);
    await admin.post(`/meja/orang/${idOf(other)}/aktifkan`).expect(303);
    await browser.get('/meja/akun').expect(303);
    await signIn(saring, other);
  });

  describe('the last admin', () => {
    it('stays an admin', async () => {
      const path = `/meja/orang/${idOf(boss)}`;
      await isRefused(admin.post(`${path}/peran`).type('form').send({ role: 'editor' }));
      await isRefused(admin.post(`${path}/nonaktifkan`));
      await admin.get('/meja/orang').expect(200);
    });

    it('is not kept in by an admin who is disabled', async () => {
      const other = await aPerson(saring, { role: 'admin' });
      await admin.post(`/meja/orang/${idOf(other)}/nonaktifkan`).expect(303);
      await isRefused(admin.post(`/meja/orang/${idOf(boss)}/nonaktifkan`));
    });

    it('remains also when two admins remove each other at the same moment', async () => {
      const other = await aPerson(saring, { role: 'admin' });
      const asker = { by: boss.signedIn, language: 'id' } as const;
      const answers = await Promise.all([
        outcome(disablePerson(saring.context, boss.person._id, asker)),
        outcome(changeRole(saring.context, other.person._id, { role: 'verifier' }, asker)),
      ]);
      expect(answers).to.include('wrong_state');
      const left = await saring.context.models.Person.countDocuments({
        role: 'admin',
        disabledAt: { $exists: false },
      });
      expect(left).to.be.greaterThan(0);
    });
  });

  it('who are no admins any more leave no link behind that they made', async () => {
    const { AuditLine, Invitation } = saring.context.models;
    const waiting = () => Invitation.countDocuments({ waitingFor: { $gt: '' } });
    const leave: [string, object, string][] = [
      ['nonaktifkan', {}, 'Akun sudah dinonaktifkan.'],
      ['peran', { role: 'editor' }, 'Peran sudah diubah.'],
    ];
    await add({ email: 'tetap@contoh.example' }).expect(201);
    for (const [act, sent, said] of leave) {
      const other = await aPerson(saring, { role: 'admin' });
      const victim = await aPerson(saring);
      const theirs = await signIn(saring, other);
      const invited = await theirs
        .post('/meja/orang')
        .type('form')
        .send({ name: 'Sari Contoh', email: `${act}@contoh.example`, role: 'admin' })
        .expect(201);
      await theirs.post(`/meja/orang/${idOf(victim)}/kata-sandi`).expect(201);
      // Whoever sends it again vouches for it from then on.
      await theirs
        .post('/meja/orang')
        .type('form')
        .send({ name: 'Dewi Contoh', email: `lagi-${act}@contoh.example`, role: 'verifier' })
        .expect(201);
      const again = await Invitation.findOne({ email: `lagi-${act}@contoh.example` }).lean();
      await admin.post(`/meja/orang/undangan/${String(again?._id)}/kirim-ulang`).expect(201);
      const before = await waiting();
      await admin
        .post(`/meja/orang/${idOf(other)}/${act}`)
        .type('form')
        .send(sent)
        .expect(303);
      expect((await admin.get('/meja/orang')).text)
        .to.include(said)
        .and.include('2 tautan undangan atau kata sandi yang dibuatnya ditarik.');
      expect(await waiting()).to.equal(before - 2);
      const link = /id="tautan">https?:\/\/[^/<]+([^<]+)</.exec(invited.text)?.[1] ?? '';
      await saring
        .browser()
        .post(link)
        .type('form')
        .send({ password: 'gajah terbang rendah', again: 'gajah terbang rendah' })
        .expect(410);
    }
    const lines = await AuditLine.find({ action: 'person.invitation-withdrawn' }).lean();
    expect(lines.map(({ by }) => by?.name)).to.deep.equal(Array(4).fill('Wulan Contoh'));
  });
});
