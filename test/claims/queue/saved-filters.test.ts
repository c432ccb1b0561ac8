import { expect } from 'chai';
import { aPerson, signIn } from '../../helpers/accounts.js';
import { aClaim } from '../../helpers/claims.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('claims: saved filters', () => {
  let saring: Saring;
  let hers: Browser;
  let his: Browser;
  let editors: Browser;
  before(async () => {
    saring = await startSaring();
    hers = await signIn(saring, await aPerson(saring, { name: 'Ratna' }));
    his = await signIn(saring, await aPerson(saring, { name: 'Budi' }));
    editors = await signIn(saring, 'editor');
    await aClaim(saring, { statement: 'Kabar vaksin di sekolah', topic: 'health' });
    await aClaim(saring, { statement: 'Kabar kereta malam', topic: 'transport' });
  });
  after(() => saring.close());

  const send = (browser: Browser, path: string, fields: Record<string, string>) =>
    browser.post(`/meja/saringan${path}`).type('form').send(fields);
  const navOf = async (browser: Browser, path = '/meja') => {
    const { text } = await browser.get(path).expect(200);
    return /<nav class="saved".*?<\/nav>/s.exec(text)?.[0] ?? '';
  };
  const idOf = async (name: string) => {
    const found = await saring.context.models.SavedFilter.findOne({ name }).lean();
    return String(found?._id);
  };

  it('are for staff, and say what is wrong with a name', async () => {
    await saring.request.get('/meja/saringan').expect(303);
    const { text } = await send(hers, '', { name: '  ', topic: 'health' }).expect(400);
    expect(text).to.include('id="masalah"').and.include('name="topic" value="health"');
    await send(hers, '', { name: 'a'.repeat(61) }).expect(400);
    await send(hers, '', { name: 'Aneh', topic: 'gosip' }).expect(400);
    await send(hers, '/x/ubah', { name: 'Aneh' }).expect(400);
  });

  it('stand above the queue with the filters that were saved, for their owner alone', async () => {
    const page = await hers.get('/meja?topic=health&untouched=never').expect(200);
    expect(page.text).to.include('action="/meja/saringan"').and.include('name="untouched" value="never"');
    await send(hers, '', { name: 'Kesehatan baru', topic: 'health', untouched: 'never' })
      .expect(303)
      .expect('Location', '/meja?topic=health&untouched=never');
    expect(await navOf(hers)).to.include('topic&#x3D;health&amp;untouched&#x3D;never">Kesehatan baru</a>');
    expect(await navOf(hers, '/meja?topic=health&untouched=never')).to.include(
      'aria-current="page">Kesehatan baru',
    );
    expect(await navOf(his)).not.to.include('Kesehatan baru');
    const { text } = await send(hers, '', { name: 'Kesehatan baru', topic: 'food' }).expect(400);
    expect(text).to.include('Anda sudah punya saringan dengan nama ini.');
    await send(his, '', { name: 'Kesehatan baru', topic: 'food' }).expect(303);
  });

  it('are renamed, shared and deleted by their owner; what the team shares editors may delete', async () => {
    await send(hers, '', { name: 'Kereta', topic: 'transport' }).expect(303);
    const id = await idOf('Kereta');
    await send(his, `/${id}/ubah`, { name: 'Bus' }).expect(404);
    await send(hers, `/${id}/ubah`, { name: 'Kereta & bus', shared: 'yes' }).expect(303);
    expect(await navOf(his)).to.include('Kereta &amp; bus');
    await send(his, `/${id}/ubah`, { name: 'Bus' }).expect(403);
    await send(his, `/${id}/hapus`, {}).expect(403);
    const bad = await send(hers, `/${id}/ubah`, { name: '' }).expect(400);
    expect(bad.text).to.include('<details class="confirm" open');
    const page = await editors.get('/meja/saringan').expect(200);
    expect(page.text).to.include(`/meja/saringan/${id}/hapus`).and.not.include(`/meja/saringan/${id}/ubah`);
    await send(editors, `/${id}/hapus`, {}).expect(303);
    expect(await navOf(his)).not.to.include('Kereta &amp; bus');
    await send(editors, `/${id}/hapus`, {}).expect(404);
    await send(editors, `/${await idOf('Kesehatan baru')}/hapus`, {}).expect(404);
  });

  it('are thirty at most', async () => {
    const editor = await signIn(saring, 'editor');
    for (let place = 0; place < 30; place += 1)
      await send(editor, '', { name: `Ke-${place}`, q: 'a' }).expect(303);
    await send(editor, '', { name: 'Terlalu banyak', q: 'a' }).expect(409);
  });

  it('are read by an index', async () => {
    const { SavedFilter } = saring.context.models;
    for (const filter of [{ shared: true }, { 'owner.person': '0'.repeat(24) }]) {
      const plan = JSON.stringify(await SavedFilter.find(filter).sort({ name: 1 }).explain('queryPlanner'));
      expect(plan).to.include('IXSCAN').and.not.include('COLLSCAN').and.not.include('"SORT"');
    }
  });

  it('are all shown to their owner, also more than one may save', async () => {
    const { SavedFilter } = saring.context.models;
    const nur = await aPerson(saring, { name: 'Nur' });
    const owner = { person: nur.person._id, name: 'Nur' };
    await SavedFilter.insertMany(
      Array.from({ length: 31 }, (_, place) => ({
        name: `Saringan ${String(place).padStart(2, '0')}`,
        owner,
        shared: false,
        query: { topic: 'health' },
        createdAt: saring.clock.now(),
      })),
    );
    const browser = await signIn(saring, nur);
    expect(await navOf(browser))
      .to.include('Saringan 00')
      .and.include('Saringan 30');
    const { text } = await send(browser, '', { name: 'Satu lagi', topic: 'food' }).expect(409);
    expect(text).to.include('Anda sudah punya 30 saringan');
  });
});
