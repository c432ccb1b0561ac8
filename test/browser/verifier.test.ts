import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Claim } from '../../src/claims/claim.model.js';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { signInAt, useChromium } from '../helpers/browser.js';
import { readClaim } from '../helpers/claims.js';
import { aPicture, submitReport } from '../helpers/reports.js';

const aid =
  'Bantuan tunai dua juta rupiah untuk semua pemilik kartu keluarga dibagikan lewat tautan pendaftaran yang ditutup malam ini';
/** Not surely the same: somebody must look. */
const perhapsAid = [
  'Bantuan tunai dua juta untuk kartu keluarga cair malam ini lewat kantor pos, cukup bawa fotokopi',
  'Ada bantuan tunai lagi katanya, cukup isi pendaftaran lewat tautan',
];

describe('a claim, from the queue to a correction', function () {
  this.timeout(120_000);

  const the = useChromium({ stay: true });
  let ratna: TestPerson;
  let bayu: TestPerson;
  let eka: TestPerson;
  const come = async (who: TestPerson): Promise<Page> => {
    const page = await the.visit({ size: 'desktop' });
    await signInAt(page, who);
    return page;
  };
  const said = (page: Page, sentence: string) => page.getByRole('status').getByText(sentence).waitFor();
  // Each step begins where the one before ended.
  let broken = false;
  beforeEach(() => {
    if (broken) throw new Error('the step before this one failed');
  });
  afterEach(function () {
    broken = this.currentTest?.state === 'failed';
  });

  const title = 'Tidak ada bantuan tunai dua juta rupiah lewat tautan';
  const statement = 'Pemilik kartu keluarga mendapat bantuan tunai dua juta rupiah lewat sebuah tautan.';
  let page: Page;
  let editor: Page;
  let citizen: Page;
  let claim: Claim;
  let twin: Claim;
  let spam: Report;
  let reports: Report[];
  let articlePath: string;

  const openFromQueue = async (of: Claim) => {
    await page.goto('/meja');
    await page.getByLabel('Cari klaim').fill(of.statement.split(' ').slice(0, 6).join(' '));
    await page.getByRole('button', { name: 'Terapkan' }).click();
    await page.getByRole('link', { name: of.statement, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: of.statement }).waitFor();
  };

  before(async () => {
    const { saring } = the;
    ratna = await aPerson(saring, { role: 'verifier', name: 'Ratna Verifikator' });
    bayu = await aPerson(saring, { role: 'verifier', name: 'Bayu Verifikator' });
    eka = await aPerson(saring, { role: 'editor', name: 'Eka Penyunting' });
    const first = await submitReport(saring, {
      text: aid,
      channel: 'whatsapp',
      region: 'ID-JB',
      contact: { email: 'warga@contoh.example' },
      files: [await aPicture('png')],
    });
    reports = [first, await submitReport(saring, { text: `${aid} 🙏` })];
    for (const text of perhapsAid) reports.push(await submitReport(saring, { text }));
    claim = await readClaim(saring, first.claim);
    const queue = await submitReport(saring, {
      text: 'Antrean di kelurahan mengular sampai jalan raya karena pembagian amplop berisi uang',
    });
    twin = await readClaim(saring, queue.claim);
    spam = await submitReport(saring, {
      text: 'Jual jam tangan tiruan termurah sejagat, beli dua gratis satu',
    });
    await submitReport(saring, {
      text: 'Kantor pos menahan kiriman uang warga yang belum mengganti kartu keluarga lama',
    });
    page = await come(ratna);
    citizen = await the.visit();
  });

  it('opens what is most pressing, with everything that people sent', async () => {
    await page.goto('/meja');
    await page.getByRole('listitem').getByRole('link', { name: claim.statement, exact: true }).click();
    await page.getByRole('heading', { name: '2 laporan' }).waitFor();
    // Both say the same: one row stands for them.
    await page.getByRole('link', { name: 'Buka 2 laporan ini satu per satu' }).click();
    const shot = page.getByRole('img', { name: `Gambar 1 pada laporan ${reports[0]?.ticket}` });
    await shot.scrollIntoViewIfNeeded();
    await expectLoaded(page, shot);
    expect(await page.getByRole('main').innerText())
      .to.contain('minta dikabari')
      .and.not.contain('warga@');
  });

  it('takes it, and the one who comes second is told who has it', async () => {
    const second = await come(bayu);
    await second.goto(page.url());
    await page.getByRole('button', { name: 'Ambil klaim ini' }).click();
    await said(page, 'Klaim ini sekarang Anda kerjakan.');
    const [answer] = await Promise.all([
      second.waitForResponse((response) => response.request().method() === 'POST'),
      second.getByRole('button', { name: 'Ambil klaim ini' }).click(),
    ]);
    expect(answer.status()).to.equal(409);
    await second.getByRole('heading', { name: 'Ratna Verifikator sudah mengambil klaim ini' }).waitFor();
    await second.getByRole('link', { name: 'Lihat klaim ini sekarang' }).click();
    await second.getByText('Ratna Verifikator sedang mengerjakan klaim ini').waitFor();
  });

  it('words the statement and chooses its topic', async () => {
    await page.getByRole('textbox', { name: 'Pernyataan' }).fill(statement);
    await page.getByLabel('Topik', { exact: true }).selectOption({ label: 'Bantuan sosial' });
    await page.getByRole('button', { name: 'Simpan', exact: true }).click();
    await said(page, 'Perubahan sudah disimpan.');
    await page.getByRole('heading', { level: 1, name: statement }).waitFor();
    await page.getByText(`Sebelumnya: ${claim.statement}`).waitFor();
  });

  it('confirms one suggestion and rejects another', async () => {
    const [, , same, other] = reports.map(({ ticket }) => ticket);
    const suggested = page.getByRole('region', { name: 'Laporan yang mungkin sama' });
    expect(
      await suggested
        .getByRole('article', { name: `Laporan ${same}` })
        .locator('mark')
        .count(),
    ).to.be.above(1);
    await suggested.getByRole('button', { name: `Ya, klaim yang sama ${same}` }).click();
    await said(page, 'Laporan sudah dipindahkan ke klaim yang sama.');
    await page.getByRole('heading', { name: '3 laporan' }).waitFor();
    await suggested.getByRole('button', { name: `Bukan ${other}` }).click();
    await said(page, 'bukan bagian dari klaim tersebut');
    for (const ticket of [same, other]) {
      expect(await suggested.getByRole('article', { name: `Laporan ${ticket}` }).count()).to.equal(0);
    }
  });

  it('merges a claim that is the same one', async () => {
    await openFromQueue(twin);
    await page.getByRole('link', { name: 'Gabungkan', exact: true }).click();
    await page.getByLabel('Cari klaim tujuan').fill('bantuan tunai kartu keluarga');
    await page.getByRole('button', { name: 'Cari', exact: true }).click();
    await page
      .getByRole('link', { name: `Pilih ${statement}` })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Periksa sebelum menggabungkan' }).waitFor();
    await page.getByText('1 laporan pindah.').waitFor();
    await page.getByRole('button', { name: 'Gabungkan' }).click();
    await said(page, 'Klaim sudah digabungkan ke sini.');
    await page.getByRole('heading', { level: 1, name: statement }).waitFor();
    await page.getByRole('heading', { name: '4 laporan' }).waitFor();
    await citizen.goto(`/klaim/${twin.slug}`);
    expect(new URL(citizen.url()).pathname).to.equal(`/klaim/${claim.slug}`);
  });

  it('sets one aside with a reason, which its reporter reads', async () => {
    await openFromQueue(await readClaim(the.saring, spam.claim));
    await page.getByText('Sisihkan', { exact: true }).first().click();
    await page.getByLabel('Spam').check();
    await page.getByLabel('Keterangan').fill('Iklan jam tangan');
    await page.getByRole('button', { name: 'Sisihkan' }).click();
    await said(page, 'Klaim ini sudah disisihkan.');
    await citizen.goto(`/lacak/${spam.ticket}`);
    await citizen.getByText('Laporan ini tidak kami proses lebih lanjut.').waitFor();
    const shown = await citizen.getByRole('main').innerText();
    expect(shown).to.contain('promosi atau kiriman sampah').and.not.contain('Iklan jam tangan');
  });

  it('leaves a note for colleagues', async () => {
    await page.goto(`/meja/klaim/${String(claim._id)}`);
    await page
      .getByRole('textbox', { name: 'Catatan baru' })
      .fill('Sudah menghubungi dinas sosial.\nMenunggu balasan.');
    await page.getByRole('button', { name: 'Tambah catatan' }).click();
    await said(page, 'Catatan sudah ditambahkan.');
    await page.getByRole('region', { name: 'Catatan' }).getByText('Menunggu balasan.').first().waitFor();
  });

  it('writes a clarification: template, preview, sources, cover, another claim', async () => {
    await page.getByRole('link', { name: 'Tulis klarifikasi' }).click();
    await page.getByLabel('Judul', { exact: true }).fill(title);
    await page
      .getByLabel('Ringkasan satu kalimat')
      .fill('Dinas sosial tidak membagikan bantuan lewat tautan.');
    await page.getByRole('radio', { name: /^Salah/ }).check();
    await page.getByLabel('Jenis').selectOption({ label: 'Konten tiruan' });
    await page.getByRole('button', { name: 'Pakai kerangka' }).click();
    const body = page.getByLabel('Isi', { exact: true });
    expect(await body.inputValue()).to.match(/^## Klaim[^]*## Fakta[^]*## Kesimpulan/);
    await body.press('Control+End');
    await page.keyboard.type('\nDinas sosial **tidak pernah** meminta warga mengisi tautan.');
    await page.getByRole('button', { name: 'Lihat pratinjau' }).click();
    await page.locator('[data-preview] strong').getByText('tidak pernah').waitFor();
    await page.locator('[data-preview]').getByRole('heading', { name: 'Kesimpulan' }).waitFor();

    const titles = page.getByLabel('Judul sumber');
    const urls = page.getByLabel('Tautan sumber');
    const rows = await titles.count();
    await page.getByRole('button', { name: 'Tambah baris sumber' }).click();
    expect(await titles.count()).to.equal(rows + 1);
    await titles.first().fill('Keterangan dinas sosial');
    await urls.first().fill('https://dinas-sosial.example/keterangan');
    await titles.last().fill('Daftar penerima bantuan');
    await urls.last().fill('https://bantuan.example/daftar');

    const linked = page.locator('[data-linked]');
    await linked.getByRole('checkbox', { name: statement }).waitFor();
    await page.getByLabel('Cari klaim').fill('kantor pos menahan kiriman');
    await page.getByRole('checkbox', { name: /menahan kiriman uang/ }).check();
    await linked.getByRole('checkbox', { name: /menahan kiriman uang/ }).waitFor();

    await page
      .getByLabel('Gambar sampul')
      .last()
      .setInputFiles({
        name: 'sampul.png',
        mimeType: 'image/png',
        buffer: await aPicture('png', { seed: 5 }),
      });
    await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Keterangan gambar' }).waitFor();
    expect(await titles.nth(1).inputValue()).to.equal('Daftar penerima bantuan');
    await page
      .getByLabel('Gambar sampul')
      .last()
      .setInputFiles({
        name: 'sampul.png',
        mimeType: 'image/png',
        buffer: await aPicture('png', { seed: 5 }),
      });
    await page.getByLabel('Keterangan gambar').fill('Tangkapan layar formulir palsu');
    await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
    await said(page, 'Artikel diajukan. Editor akan meninjaunya.');
    articlePath = new URL(page.url()).pathname;
    const [, second] =
      (await the.saring.context.models.Clarification.findOne({ title }).lean())?.sources ?? [];
    expect(second).to.deep.include({
      title: 'Daftar penerima bantuan',
      url: 'https://bantuan.example/daftar',
    });
  });

  it('cannot publish what she wrote', async () => {
    expect(await page.getByText('Terbitkan', { exact: true }).count()).to.equal(0);
    await page.getByText('Menunggu tinjauan editor.').waitFor();
    const answer = await page.request.post(`${articlePath}/terbitkan`, { form: { version: '1' } });
    expect(answer.status()).to.equal(403);
  });

  it('gets it back with a note from the editor, and mends it', async () => {
    editor = await come(eka);
    await editor
      .getByRole('navigation', { name: 'Menu utama' })
      .getByRole('link', { name: 'Klarifikasi' })
      .click();
    await editor.getByRole('link', { name: 'Menunggu tinjauan' }).click();
    await editor.getByRole('link', { name: title }).click();
    await editor.getByText('5 laporan akan dijawab').waitFor();
    await editor.getByText('1 pelapor akan menerima surel').waitFor();
    await editor.getByLabel('Apa yang perlu diperbaiki?').fill('Sebutkan siapa yang membuat tautannya.');
    await editor.getByRole('button', { name: 'Kembalikan' }).click();
    await said(editor, 'Artikel dikembalikan kepada penulisnya.');

    await page.goto(articlePath);
    await page.getByText('Sebutkan siapa yang membuat tautannya.').first().waitFor();
    await page.getByLabel('Ringkasan satu kalimat').fill('Tautan itu dibuat penipu, bukan dinas sosial.');
    await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
    await said(page, 'Artikel diajukan.');
  });

  it('sees it published by the editor, and so does everyone who asked', async () => {
    await editor.goto(articlePath);
    await editor.getByText('Terbitkan', { exact: true }).click();
    await editor.getByRole('button', { name: 'Ya, terbitkan sekarang' }).click();
    await said(editor, 'Artikel terbit.');

    for (const { ticket } of reports.slice(0, 3)) {
      await citizen.goto(`/lacak/${ticket}`);
      await citizen.getByText('Klarifikasinya sudah terbit.').waitFor();
    }
    await citizen.getByRole('link', { name: title }).click();
    await expectLoaded(citizen, citizen.getByRole('img', { name: 'Tangkapan layar formulir palsu' }));

    // Without a mail server the notice is kept, and shown.
    await deliverNotices(the.saring.context);
    await editor.getByRole('navigation', { name: 'Menu utama' }).getByText('Lainnya').click();
    await editor.getByRole('link', { name: 'Pemberitahuan' }).click();
    await editor.getByRole('navigation', { name: 'Keadaan pemberitahuan' }).getByText('Disimpan').click();
    const row = editor.getByRole('row').filter({ hasText: `Laporan ${reports[0]?.ticket}` });
    expect(await row.innerText())
      .to.contain('Laporan dijawab')
      .and.not.contain('warga@contoh.example');
  });

  it('is corrected in the open', async () => {
    await editor.goto(articlePath);
    await editor.getByRole('link', { name: 'Koreksi' }).click();
    await editor.getByLabel('Apa yang salah dan apa yang diperbaiki?').fill('Nama dinasnya keliru.');
    await editor
      .getByLabel('Ringkasan satu kalimat')
      .fill('Tautan itu dibuat penipu, bukan dinas kependudukan.');
    // Enter shows what it would look like; only the second question publishes.
    await editor.getByLabel('Judul', { exact: true }).press('Enter');
    await editor.locator('[data-preview] strong').getByText('tidak pernah').waitFor();
    await editor.getByText('Terbitkan koreksi', { exact: true }).click();
    await editor.getByText('0 pelapor akan menerima surel').waitFor();
    await editor.getByRole('button', { name: 'Ya, terbitkan koreksi' }).click();
    await said(editor, 'Koreksi terbit.');
    await citizen.reload();
    await citizen.getByText('bukan dinas kependudukan').first().waitFor();
    await citizen
      .getByRole('region', { name: 'Koreksi', exact: true })
      .getByText('Nama dinasnya keliru.')
      .waitFor();
    await citizen.getByRole('link', { name: 'Baca versi sebelumnya' }).click();
    await citizen.getByText('bukan dinas sosial').first().waitFor();
  });
});

/** The picture came, and is one. */
async function expectLoaded(page: Page, picture: ReturnType<Page['getByRole']>): Promise<void> {
  await picture.waitFor();
  const src = (await picture.getAttribute('src')) ?? '';
  // Decoding waits for the picture, and fails when it is none. (The site's policy forbids to poll for it by script.)
  await page.evaluate(`document.querySelector('img[src="${src}"]').decode()`);
}
