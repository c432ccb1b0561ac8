import { expect } from 'chai';
import { initialPriority } from '../../../src/claims/priority-setting.js';
import { typedPriority } from '../../../src/claims/queue/priority-form.js';
import { readSetting } from '../../../src/settings/read-setting.js';
import { aPerson, signIn } from '../../helpers/accounts.js';
import { aClaim, readClaim } from '../../helpers/claims.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
const path = '/meja/pengaturan/prioritas';

describe('claims: the weights of the queue', () => {
  let saring: Saring;
  let admin: Browser;
  before(async () => {
    saring = await startSaring();
    admin = await signIn(saring, await aPerson(saring, { role: 'admin', name: 'Ani' }));
  });
  after(() => saring.close());

  const form = (change: Record<string, string> = {}) => ({
    ...typedPriority(initialPriority),
    version: '0',
    do: 'save',
    ...change,
  });
  const send = (fields: Record<string, string>) => admin.post(path).type('form').send(fields);

  it('are for admins, and every bad field is named', async () => {
    await saring.request.get(path).expect(303);
    await (await signIn(saring, 'editor')).get(path).expect(403);
    const { text } = await send(
      form({ 'topics.health': '101', velocityHalf: 'sepuluh', waitingDays: '0' }),
    ).expect(400);
    for (const id of ['topics.health', 'velocityHalf', 'waitingDays'])
      expect(text).to.include(`href="#${id}"`);
    expect(text).to.include('Isi dengan bilangan bulat.').and.include('Terlalu besar: paling besar 100.');
    expect((await readSetting(saring.context, 'priority')).version).to.equal(0);
  });

  it('show what they would change before anything is saved', async () => {
    await aClaim(saring, { statement: 'Kabar sekolah', topic: 'education', reportCount: 5 });
    await aClaim(saring, { statement: 'Kabar obat', topic: 'health', reportCount: 5 });
    const { text } = await send(
      form({ do: 'preview', 'topics.education': '100', 'topics.health': '10' }),
    ).expect(200);
    const table = /<tbody>.*?<\/tbody>/s.exec(text)?.[0] ?? '';
    expect(table.indexOf('Kabar sekolah')).to.be.below(table.indexOf('Kabar obat'));
    expect(table).to.match(/<td class="num"[^>]*>1<\/td><td class="num"[^>]*>2<\/td>/);
    expect(text).to.include('Belum ada yang disimpan.').and.include('name="topics.education"');
    expect((await readSetting(saring.context, 'priority')).version).to.equal(0);
  });

  it('are saved, put the queue in order, and stand on the page about the method; the second to save is told', async () => {
    const claim = await aClaim(saring, { topic: 'education' });
    await send(form({ 'topics.education': '95', waitingDays: '14' }))
      .expect(303)
      .expect('Location', path);
    const { text } = await admin.get(path).expect(200);
    expect(text).to.include('Bobot baru berlaku.').and.include('Terakhir diubah Ani');
    expect((await readClaim(saring, claim._id)).priorityParts?.harm).to.equal(0.95);
    const late = await send(form({ 'topics.education': '20' })).expect(409);
    expect(late.text).to.include('Ani baru saja menyimpan pengaturan ini.').and.include('value="20"');
    for (const [page, words] of [
      ['/metodologi', 'bahaya × kecepatan × jangkauan × waktu tunggu'],
      ['/en/metodologi', 'harm × velocity × reach × waiting'],
    ] as const) {
      const method = (await saring.request.get(page).expect(200)).text;
      expect(method)
        .to.include(words)
        .and.include('95%')
        .and.match(/14 (?:hari|days)/);
    }
  });
});
