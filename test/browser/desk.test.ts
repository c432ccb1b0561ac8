import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { focused, signInAt, useChromium, type Size } from '../helpers/browser.js';
import { publish } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';

describe('the desk', function () {
  this.timeout(120_000);

  const the = useChromium();
  let ratna: TestPerson;
  let bayu: TestPerson;
  let eka: TestPerson;
  const come = async (who: TestPerson, size: Size = 'desktop'): Promise<Page> => {
    const page = await the.visit({ size });
    await signInAt(page, who);
    return page;
  };
  const said = (page: Page, sentence: string) => page.getByRole('status').getByText(sentence).waitFor();

  before(async () => {
    ratna = await aPerson(the.saring, { role: 'verifier', name: 'Ratna Verifikator' });
    bayu = await aPerson(the.saring, { role: 'verifier', name: 'Bayu Verifikator' });
    eka = await aPerson(the.saring, { role: 'editor', name: 'Eka Penyunting' });
  });

  it('retracts an article, which stays readable with the reason', async () => {
    const report = await submitReport(the.saring, {
      text: 'Sumur tua di Cibatok mengeluarkan air panas dan dinyatakan tanda gunung akan meletus',
    });
    const claims = [String(report.claim)];
    const article = await publish(
      the.saring,
      { author: ratna, editor: eka },
      { title: 'Air sumur Cibatok tidak panas', claims },
    );
    const page = await come(eka);
    await page.goto(`/meja/klarifikasi/${String(article._id)}`);
    await page.getByRole('link', { name: 'Tarik' }).click();
    await page.getByLabel('Mengapa artikel ini ditarik?').fill('Pengukurannya dilakukan di sumur yang lain.');
    await page.getByRole('button', { name: 'Tarik artikel' }).click();
    await page.getByRole('alert').getByText('Centang dulu').waitFor();
    await page.getByLabel('Ya, saya yakin').check();
    await page.getByRole('button', { name: 'Tarik artikel' }).click();
    await said(page, 'Artikel ditarik.');
    await page.getByRole('link', { name: 'Lihat halaman publik' }).click();
    await page.getByText('Pengukurannya dilakukan di sumur yang lain.').first().waitFor();
    await page.goto(`/lacak/${report.ticket}`);
    await page.getByText('Klarifikasinya ditarik, dan klaim ini kami periksa lagi.').waitFor();
  });

  it('signs out, and the back button shows nothing private', async () => {
    const secret = 'Rahasia meja redaksi yang tidak boleh terlihat lagi';
    await submitReport(the.saring, { text: secret });
    const page = await come(ratna);
    await page.goto('/meja');
    await page.getByRole('link', { name: secret }).click();
    await page.getByRole('heading', { level: 1, name: secret }).waitFor();
    await page.getByRole('button', { name: 'Keluar' }).click();
    await page.waitForURL(`${the.address}/`);
    for (let time = 0; time < 2; time += 1) {
      await page.goBack();
      await page.getByRole('heading', { name: 'Masuk ke meja redaksi' }).waitFor();
      const shown = await page.getByRole('main').innerText();
      expect(shown).not.to.contain(secret).and.not.contain('Ratna');
    }
  });

  it('is told that the password is wrong, and keeps the address', async () => {
    const page = await the.visit({ size: 'desktop' });
    await page.goto('/masuk');
    await page.getByLabel('Surel').fill(bayu.person.email);
    await page.getByLabel('Kata sandi').fill('bukan kata sandinya');
    await page.getByLabel('Kata sandi').press('Enter');
    await page.getByRole('alert').getByText('Surel atau kata sandi tidak cocok').waitFor();
    expect(await page.getByLabel('Surel').inputValue()).to.equal(bayu.person.email);
  });

  it('works on a phone and without a mouse', async () => {
    const text = 'Kereta malam ke Cilayung berhenti beroperasi sebab masinisnya kesurupan di terowongan';
    const { ticket } = await submitReport(the.saring, { text });
    const page = await the.visit();
    const tabTo = async (name: string) => {
      for (let stops = 0; !(await focused(page)).includes(name); stops += 1) {
        expect(stops, `Tab to ${name}`).to.be.lessThan(80);
        await page.keyboard.press('Tab');
      }
    };
    await page.goto('/masuk');
    await tabTo('email');
    await page.keyboard.type(bayu.person.email);
    await tabTo('password');
    await page.keyboard.type(bayu.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/meja');
    await tabTo('Kereta malam');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Kereta malam' }).waitFor();
    await tabTo('Ambil klaim ini');
    await page.keyboard.press('Enter');
    await said(page, 'Klaim ini sekarang Anda kerjakan.');
    await tabTo('Tulis klarifikasi');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/klarifikasi/baru?*');
    await tabTo('title');
    await page.keyboard.type('Kereta malam ke Cilayung tetap berjalan');
    await tabTo('summary');
    await page.keyboard.type('Jadwalnya tidak berubah.');
    await tabTo('verdict-');
    await page.keyboard.press('Space');
    await tabTo('body');
    await page.keyboard.type('Kami menanyakannya kepada kepala stasiun.');
    await tabTo('sources.0.title');
    await page.keyboard.type('Jadwal kereta');
    await tabTo('sources.0.url');
    await page.keyboard.type('https://kereta.example/jadwal');
    await tabTo('Simpan dan ajukan');
    await page.keyboard.press('Enter');
    await said(page, 'Artikel diajukan.');

    const editor = await come(eka, 'phone');
    await editor.goto(new URL(page.url()).pathname);
    await editor.getByText('Terbitkan', { exact: true }).click();
    await editor.getByRole('button', { name: 'Ya, terbitkan sekarang' }).click();
    await said(editor, 'Artikel terbit.');
    await page.goto(`/lacak/${ticket}`);
    await page.getByText('Klarifikasinya sudah terbit.').waitFor();
  });
});
