import { expect } from 'chai';
import { parse as parseCsv } from 'csv-parse/sync';
import { Types } from 'mongoose';
import { recordAction, type RecordedAction } from '../../src/audit/record-action.js';
import { settingLine } from '../../src/settings/setting-line.js';
import { settings } from '../../src/settings/settings.schema.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('the audit log in words', () => {
  let saring: Saring;
  let admin: TestPerson;
  let browser: Awaited<ReturnType<typeof signIn>>;
  before(async () => {
    saring = await startSaring();
    admin = await aPerson(saring, { role: 'admin', name: 'Damar Contoh' });
    browser = await signIn(saring, admin);
  });
  after(() => saring.close());

  const by = { person: new Types.ObjectId(), name: 'Wulan Contoh' };
  const pageOf = async (query: string) => (await browser.get(`/meja/audit${query}`).expect(200)).text;
  const act = (more: Partial<RecordedAction>) =>
    recordAction(saring.context, { by, action: 'twin.merged', on: { kind: 'twin', id: 'x' }, ...more });
  /** The changes of a page as its reader sees them. */
  const changes = (page: string) =>
    [...page.matchAll(/<div><dt>([^<]+)<\/dt><dd>(.*?)<\/dd><\/div>/gu)].map(
      ([, field = '', told = '']) => `${field}: ${told.replaceAll(/<[^>]+>/gu, '').trim()}`,
    );

  it('names somebody once who signs in', async () => {
    const page = await pageOf('?action=sign-in.done');
    expect(page).to.include('<strong>Damar Contoh</strong>').and.not.include('“Damar Contoh”');
  });

  it('tells of a setting what changed, field by field', async () => {
    const { initial } = settings.priority;
    const priority = { ...initial, topics: { ...initial.topics, health: 0.5 }, waitingDays: 7 };
    const at = saring.clock.now();
    await act(settingLine({ _id: 'priority', value: priority, version: 1, by, at }, initial));
    const { steps } = settings.checklist.initial;
    const [first, second, ...rest] = steps;
    if (!first || !second) throw new Error('the list has no steps');
    const changed = [{ ...first, label: 'Mencari sumber' }, { ...second, retired: true }, ...rest];
    await act(settingLine({ _id: 'checklist', value: { steps: changed }, version: 1, by, at }, { steps }));
    const page = await pageOf('?action=settings.changed');
    expect(page).to.include('“Urutan antrean”').and.include('“Daftar periksa”');
    expect(changes(page)).to.deep.equal([
      `Langkah: ${first.label} → Mencari sumber`,
      `Langkah: ${second.label} → Nama: ${second.label}; Tidak dipakai lagi: ya`,
      'Topik · Kesehatan: 0,9 → 0,5',
      'Hari tunggu: 30 → 7',
    ]);
  });

  it('names claims, tasks and evidence instead of their ids', async () => {
    const { context } = saring;
    const sent = await submitReport(saring, {
      text: 'Air rebusan daun sirsak menyembuhkan demam berdarah, hubungi 0812-3456-7890',
    });
    const { claim } = sent;
    const statement = (await context.models.Claim.findById(claim).lean())?.statement ?? '';
    const id = String(claim);
    await act({ action: 'claim.taken', on: { kind: 'claim', id } });
    await act({
      action: 'match.confirmed',
      on: { kind: 'match', id: String(new Types.ObjectId()) },
      also: [id],
      before: { claim: id },
    });
    await act({
      action: 'evidence.moved-up',
      on: { kind: 'evidence', id: String(new Types.ObjectId()), label: id },
    });
    const page = await pageOf(`?person=${String(by.person)}`);
    const words = page.replaceAll(/<[^>]+>/gu, ' ').replaceAll(/\s+/gu, ' ');
    expect(words).not.to.match(/“[0-9a-f]{24}”/);
    expect(words).not.to.include('3456');
    const named = statement.slice(0, 40);
    expect(words).to.include(`mengambil atau menyerahkan klaim “${named}`);
    expect(words).to.include(`Klaim “${named}`);
    expect(words).to.include(`menaikkan bukti pada klaim “${named}`);
  });

  it('says which lines were added later, and exports in the order of their numbers', async () => {
    const now = saring.clock.now().getTime();
    const on = (id: string) => ({
      on: { kind: 'notice', id } as const,
      action: 'notice.retried',
      also: ['urut'],
    });
    await act({ ...on('tepat'), at: new Date(now) });
    await act({ ...on('lama'), at: new Date(now - 3 * 60 * 60_000) });
    await act({ ...on('lama juga'), at: new Date(now - 4 * 60 * 60_000) });
    await act({ ...on('sebentar'), at: new Date(now - 60_000) });
    const page = await pageOf('?thing=urut');
    const lines = page.split('<li id="baris-').slice(1);
    expect(lines.map((line) => line.includes('dicatat belakangan'))).to.deep.equal([
      false,
      false,
      true,
      true,
    ]);
    const csv = await browser.get('/meja/audit/ekspor?format=csv&thing=urut').expect(200);
    const rows = parseCsv<Record<string, string>>(csv.text, { columns: true });
    expect(rows.map(({ id }) => id)).to.deep.equal(['tepat', 'lama', 'lama juga', 'sebentar']);
  });

  it('leads from what is not on the desk back to the queue, in the desk’s own frame', async () => {
    const lost = await browser.get('/meja/tidak-ada').expect(404);
    const verifier = await signIn(saring, 'verifier');
    const refused = await verifier.get('/meja/orang').expect(403);
    for (const { text } of [lost, refused]) {
      expect(text).to.include('<body class="desk">').and.include('Kembali ke antrean');
    }
    expect((await saring.request.get('/meja/tidak-ada')).text).not.to.include('<body class="desk">');
    expect((await browser.get('/tidak-ada').expect(404)).text).not.to.include('<body class="desk">');
  });

  it('names the weight that cannot be used in its summary, and leads back the same way everywhere', async () => {
    const { text } = await browser
      .post('/meja/pengaturan/prioritas')
      .type('form')
      .send({ version: '0', do: 'save', 'topics.health': 'banyak' })
      .expect(400);
    expect(text)
      .to.match(/href="#topics\.health">Kesehatan: /u)
      .and.match(/href="#waitingDays">Hari sampai/u);
    for (const page of ['keamanan', 'prioritas']) {
      expect((await browser.get(`/meja/pengaturan/${page}`)).text).to.match(
        /<a class="go" href="\/meja\/pengaturan">.*<span>Pengaturan<\/span><\/a>/u,
      );
    }
  });
});
