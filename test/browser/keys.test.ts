import { expect } from 'chai';
import { Types } from 'mongoose';
import type { Page } from 'playwright-core';
import type { Claim } from '../../src/claims/claim.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { expectAccessible, focused, signInAt, sizes, useChromium } from '../helpers/browser.js';
import { aClaim, aReportedClaim, readClaim } from '../helpers/claims.js';
import { submitReport } from '../helpers/reports.js';
import { aTwin, focusInView, focusedClaim, press, pressAway, rowsOf, said } from './at-the-keyboard.js';

describe('the keys of the desk', function () {
  this.timeout(120_000);

  const the = useChromium();
  let ratna: TestPerson;
  const claims: Claim[] = [];
  let reported: Claim;

  before(async () => {
    const { saring } = the;
    ratna = await aPerson(saring, { role: 'verifier', name: 'Ratna Verifikator' });
    const dam =
      'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan';
    const made = await aReportedClaim(saring, [
      dam,
      `Tolong dibaca: ${dam}.`,
      `${dam} Sebarkan ke semua grup`,
    ]);
    reported = made.claim;
    await aReportedClaim(saring, [
      'Bendungan Karangsari disebut retak, warga tiga desa diminta bersiap mengungsi ke lapangan kecamatan',
    ]);
    for (let n = 0; n < 30; n += 1) claims.push(await aClaim(saring));
  });

  const come = async (options: Parameters<typeof the.visit>[0] = { size: 'desktop' }): Promise<Page> => {
    const page = await the.visit(options);
    await signInAt(page, ratna);
    return page;
  };

  it('walks through the rows of the queue, which stay in sight', async () => {
    const page = await come();
    const rows = await rowsOf(page);
    for (const row of rows.slice(0, 15)) {
      await press(page, 'j');
      expect(await focusedClaim(page)).to.equal(row);
      expect(await focusInView(page)).to.equal(true);
    }
    await press(page, 'k', 'k');
    expect(await focusedClaim(page)).to.equal(rows[12]);
    await press(page, 'x');
    expect(await page.getByRole('checkbox', { checked: true }).count()).to.equal(1);
    await press(page, 'x');
    expect(await page.getByRole('checkbox', { checked: true }).count()).to.equal(0);
    await press(page, '/');
    expect(await focused(page)).to.equal('q');
  });

  it('opens a row and comes back to it, and goes from claim to claim', async () => {
    const page = await come();
    const rows = await rowsOf(page);
    await press(page, 'j', 'j');
    await pressAway(page, 'o');
    expect(new URL(page.url()).pathname).to.equal(`/meja/klaim/${rows[1]}`);
    await pressAway(page, ']');
    await pressAway(page, ']');
    expect(new URL(page.url()).pathname).to.equal(`/meja/klaim/${rows[3]}`);
    await pressAway(page, '[');
    await pressAway(page, 'b');
    expect(await focusedClaim(page)).to.equal(rows[2]);
    await pressAway(page, 'Enter');
    expect(new URL(page.url()).pathname).to.equal(`/meja/klaim/${rows[2]}`);
  });

  it('turns the pages of the queue and goes to the other lists', async () => {
    const page = await come();
    const [first] = await rowsOf(page);
    await pressAway(page, 'n');
    expect(await rowsOf(page)).not.to.include(first);
    await pressAway(page, 'p');
    expect((await rowsOf(page))[0]).to.equal(first);
    for (const [key, path] of [
      ['k', '/meja/kembar'],
      ['t', '/meja/tugas'],
      ['c', '/meja/klarifikasi'],
      ['q', '/meja'],
    ] as const) {
      await pressAway(page, 'g', key);
      expect(new URL(page.url()).pathname).to.equal(path);
    }
  });

  it('acts on the row that has the keyboard, and goes on with the next one', async () => {
    const page = await come();
    const rows = await rowsOf(page);
    const [, second = '', third = ''] = rows;
    await press(page, 'j', 'j', 's');
    expect(await focused(page)).to.equal('borongan-alasan');
    await press(page, 'Escape');
    expect(await focusedClaim(page)).to.equal(second);
    expect(await page.getByRole('checkbox', { checked: true }).count()).to.equal(0);
    await pressAway(page, 's', '3', 'Enter');
    await said(page, '1 klaim disisihkan.');
    expect((await readClaim(the.saring, second)).setAside?.reason).to.equal('opinion');
    expect(await focusedClaim(page)).to.equal(third);
    await pressAway(page, 'z');
    expect((await readClaim(the.saring, second)).status).to.equal('open');
    expect(await focusedClaim(page)).to.equal(second);
    await pressAway(page, 'h', '1', 'Enter');
    expect((await readClaim(the.saring, second)).harm?.level).to.equal('severe');
    await pressAway(page, 'u');
    expect((await readClaim(the.saring, second)).harm).to.equal(undefined);
  });

  it('acts on several that are chosen, and Enter in the note sends what the note is for', async () => {
    const page = await come();
    const rows = (await rowsOf(page)).slice(-2);
    await press(page, 'j');
    for (let step = 0; step < 40 && (await focusedClaim(page)) !== rows[0]; step += 1) await press(page, 'j');
    await press(page, 'x', 'j', 'x', 's', '1', 'Tab');
    await page.keyboard.type('Iklan.');
    await pressAway(page, 'Enter');
    for (const row of rows) {
      const claim = await readClaim(the.saring, row);
      expect(claim.status).to.equal('set-aside');
      expect(claim.setAside?.note).to.equal('Iklan.');
    }
  });

  it('leaves alone whoever types, holds another key, reads the help, or switched it off', async () => {
    const page = await come();
    const before = page.url();
    await press(page, '/');
    await page.keyboard.type('jkoxa?');
    expect(await page.locator('#q').inputValue()).to.equal('jkoxa?');
    expect(await page.getByRole('dialog').count()).to.equal(0);
    await page.locator('#q').fill('');
    await press(page, 'Escape');
    await press(page, 'Control+j', 'Alt+j', 'Shift+J');
    expect(await focusedClaim(page)).to.equal('');

    await press(page, 'j', '?');
    const dialog = page.getByRole('dialog', { name: 'Tombol pintas' });
    await dialog.waitFor();
    await press(page, 'j', 'a', 'm');
    expect(page.url()).to.equal(before);
    await press(page, 'Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await focusedClaim(page)).to.equal((await rowsOf(page))[0]);

    const shortcuts = page.locator('[aria-keyshortcuts]');
    expect(await shortcuts.count()).to.be.above(20);
    await press(page, '?');
    const box = dialog.getByRole('checkbox', { name: 'Pakai tombol pintas di peramban ini' });
    await box.focus();
    await press(page, 'Space', 'Escape');
    expect(await shortcuts.count()).to.equal(0);
    await page.reload();
    await press(page, 'j', '?');
    expect(await focusedClaim(page)).to.equal('');
    expect(await dialog.count()).to.equal(0);
    expect(await shortcuts.count()).to.equal(0);
    await page.getByRole('link', { name: 'Tombol pintas' }).press('Enter');
    await box.focus();
    await press(page, 'Space', 'Escape', 'j');
    expect(await focusedClaim(page)).to.equal((await rowsOf(page))[0]);
  });

  it('has a page of its own where no script runs', async () => {
    const page = await come({ javaScript: false });
    await page.getByRole('link', { name: 'Tombol pintas' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tombol pintas' }).waitFor();
    await page.getByText('Sisihkan klaim ini').waitFor();
    await page.getByText('memerlukan JavaScript').waitFor();
    expect(await page.getByRole('checkbox').count()).to.equal(0);
  });

  it('works a claim: statement, note, article, reasons', async () => {
    const page = await come();
    const path = `/meja/klaim/${String(claims[3]?._id)}`;
    await page.goto(path);
    await press(page, 'e');
    expect(await focused(page)).to.equal('statement');
    await page.goto(path);
    await press(page, 'c');
    expect(await focused(page)).to.equal('text');
    await page.goto(path);
    await pressAway(page, 'w');
    expect(new URL(page.url()).pathname).to.equal('/meja/klarifikasi/baru');
    await page.goto(path);
    await pressAway(page, 'a');
    await said(page, 'Klaim ini sekarang Anda kerjakan.');
    await pressAway(page, 's', '3', 'Enter');
    const { setAside } = await readClaim(the.saring, claims[3]?._id);
    expect(setAside?.reason).to.equal('opinion');
  });

  it('decides a report that may belong to the claim in one key', async () => {
    const suggest = async (text: string, other: string, url: string) => {
      const { claim } = await submitReport(the.saring, { text, urls: [url] });
      const report = await submitReport(the.saring, { text: other, urls: [url] });
      expect(report.match.state).to.equal('suggested');
      return { claim, report };
    };
    const page = await come();
    const decide = async ({ claim, report }: Awaited<ReturnType<typeof suggest>>, key: string) => {
      await page.goto(`/meja/klaim/${String(claim)}`);
      const isThere = () =>
        page.evaluate<boolean>(
          `document.activeElement.closest('[data-stop]')?.innerText.includes('${report.ticket}') ?? false`,
        );
      for (let step = 0; step < 10 && !(await isThere()); step += 1) await press(page, 'j');
      await pressAway(page, key);
      return (await the.saring.context.models.Report.findById(report._id).lean())?.match;
    };
    const cup = await suggest(
      'Minum kopi basi tiap pagi menyembuhkan asam urat dalam seminggu',
      'Ampas dari cangkir kemarin jangan dibuang, khasiatnya luar biasa bagi persendian',
      'https://contoh.example/kopi',
    );
    expect(await decide(cup, 'y')).to.deep.include({ state: 'confirmed', claim: cup.claim });
    await said(page, 'Laporan sudah dipindahkan ke klaim yang sama.');
    const plug = await suggest(
      'Colokan listrik di stasiun mencuri isi rekening penumpang kereta',
      'Hati-hati mengisi daya gawai sembarangan, petugas sudah membenarkan kejadiannya',
      'https://contoh.example/colokan',
    );
    expect(await decide(plug, 'n')).to.deep.include({ state: 'rejected', claim: plug.claim });
    await said(page, 'Sudah dicatat: laporan itu bukan bagian dari klaim tersebut.');
  });

  it('merges a claim into another one, and undoes that where it went', async () => {
    const words = ['Jembatan gantung Wanakerta', 'Terminal bus Palumbon'];
    const [one, other] = await Promise.all(
      words.map((place) => aReportedClaim(the.saring, [`${place} dijual kepada pengusaha asing`])),
    );
    const [from, into] = [one?.claim, other?.claim].map((claim) => String(claim?._id));
    const page = await come();
    await page.goto(`/meja/klaim/${from}`);
    await pressAway(page, 'm');
    await press(page, '/');
    await page.keyboard.type('Palumbon');
    await pressAway(page, 'Enter');
    await press(page, 'j');
    await pressAway(page, 'o');
    const preview = page.url();
    expect(new URL(preview).searchParams.get('into')).to.equal(into);
    await pressAway(page, 'n');
    expect(new URL(page.url()).pathname).to.equal(`/meja/klaim/${from}`);
    expect((await readClaim(the.saring, from)).status).to.equal('open');
    await page.goto(preview);
    await pressAway(page, 'y');
    expect(new URL(page.url()).pathname).to.equal(`/meja/klaim/${into}`);
    expect((await readClaim(the.saring, from)).status).to.equal('merged');
    await press(page, 'z');
    await page.getByRole('button', { name: 'Ya, urungkan' }).waitFor();
    await pressAway(page, 'Enter');
    expect((await readClaim(the.saring, from)).status).to.equal('open');
    expect((await readClaim(the.saring, into)).reportCount).to.equal(1);
  });

  it('decides each pair of twins in one key, and takes it back', async () => {
    const { saring } = the;
    const countMerged = () => saring.context.models.Claim.countDocuments({ status: 'merged' });
    const mergedBefore = await countMerged();
    const made: Types.ObjectId[] = [];
    const words = ['abu vulkanik', 'ikan lele', 'uang logam'];
    for (let n = 0; n < 3; n += 1) {
      const { claim: one } = await aReportedClaim(saring, [`Hujan ${words[n]} turun di pasar lama`]);
      const { claim: other } = await aReportedClaim(saring, [`Gudang ${words[n]} terbakar sampai habis`]);
      made.push(await aTwin(saring, one, other));
    }
    const stateOf = async (id: Types.ObjectId | undefined) =>
      (await saring.context.models.Twin.findById(id).lean())?.state;
    const page = await come();
    await pressAway(page, 'g', 'k');
    const order = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.twins > li')].map(({ id }) => id.slice(7))",
    );
    expect(order).to.have.members(made.map(String));
    const [first, second] = order.map((id) => new Types.ObjectId(id));
    await press(page, 'j', 'j', 'k');
    await pressAway(page, 'n');
    await said(page, 'bukan kembar');
    expect(await stateOf(first)).to.equal('dismissed');
    expect(await focused(page)).to.not.equal('');
    expect(await page.evaluate<string>('document.activeElement.id')).to.equal(`kembar-${String(second)}`);
    await pressAway(page, 'z');
    expect(await stateOf(first)).to.equal('suggested');
    await press(page, 'k', 'k', 'k');
    await pressAway(page, 'y');
    await said(page, 'Kedua klaim sudah digabungkan.');
    expect(await stateOf(first)).to.equal('merged');
    await pressAway(page, 'u');
    expect(await stateOf(first)).to.equal('suggested');
    expect(await countMerged()).to.equal(mergedBefore);
    for (const id of made) await saring.context.models.Twin.deleteOne({ _id: id });
  });

  it('drags a claim onto another one: to the preview, and no further', async () => {
    const page = await come();
    const [from = '', to = ''] = await rowsOf(page);
    await Promise.all([
      page.waitForURL(/\/gabung\?into=/),
      drag(page, `#klaim-${from} [data-handle]`, `#klaim-${to} .why`),
    ]);
    expect(page.url()).to.contain(`/meja/klaim/${from}/gabung?into=${to}`);
    await page.getByRole('heading', { name: 'Periksa sebelum menggabungkan' }).waitFor();
    expect((await readClaim(the.saring, from)).status).to.equal('open');
    await page.goto('/meja');
    await page
      .locator(`#klaim-${from}`)
      .getByRole('link', { name: /^Gabungkan/ })
      .waitFor();
  });

  it('drags a wording onto a similar claim: to the preview of moving it', async () => {
    const twin = await aTwin(the.saring, reported, await aClaim(the.saring));
    const page = await come();
    await page.goto(`/meja/klaim/${String(reported._id)}`);
    await Promise.all([
      page.waitForURL(/\/pindah\?/),
      drag(page, '.wordings > li:last-child [data-handle]', '.note[data-drop]'),
    ]);
    await page.getByRole('heading', { name: 'Periksa sebelum memindahkan' }).waitFor();
    expect((await readClaim(the.saring, reported._id)).reportCount).to.equal(3);
    await the.saring.context.models.Twin.deleteOne({ _id: twin });
  });

  it('drags a wording onto a claim that is alike: to the preview of moving it there', async () => {
    const page = await come();
    await page.goto(`/meja/klaim/${String(reported._id)}`);
    const alike = page.locator('section[aria-labelledby=mirip] [data-drop]').first();
    const to = await alike.getAttribute('data-drop');
    await Promise.all([
      page.waitForURL(/\/pindah\?/),
      drag(page, '.wordings > li:last-child [data-handle]', `[aria-labelledby=mirip] [data-drop="${to}"]`),
    ]);
    expect(new URL(page.url()).searchParams.get('into')).to.equal(to);
    await page.getByRole('heading', { name: 'Periksa sebelum memindahkan' }).waitFor();
    expect((await readClaim(the.saring, reported._id)).reportCount).to.equal(3);
  });

  it('counts the tabs anew every half minute, and offers what is new without moving anything', async () => {
    const { saring } = the;
    const page = await come();
    await page.clock.install();
    await page.goto('/meja');
    const rows = await rowsOf(page);
    const count = page.locator('[data-count=open]');
    const before = Number(await count.innerText());
    saring.clock.advance(1);
    await aClaim(saring);
    await page.clock.fastForward(29_000);
    expect(Number(await count.innerText())).to.equal(before);
    await page.clock.fastForward(1000);
    await said(page, 'Ada 1 klaim baru. Muat ulang');
    expect(Number(await count.innerText())).to.equal(before + 1);
    expect(await rowsOf(page)).to.deep.equal(rows);
  });

  for (const size of ['phone', 'desktop'] as const) {
    it(`is for everyone, on a ${size}`, async () => {
      const { saring } = the;
      const [one, other] = [await aClaim(saring), await aClaim(saring)];
      const twin = await aTwin(saring, one, other);
      const page = await come({ size });
      const id = String(reported._id);
      for (const path of [
        '/meja',
        '/meja/tombol',
        '/en/meja/tombol',
        '/meja/kembar',
        `/meja/klaim/${id}`,
        `/meja/klaim/${id}/gabung?q=bendungan`,
        `/meja/klaim/${id}/gabung?into=${String(one._id)}`,
      ]) {
        await page.goto(path);
        await expectAccessible(page);
      }
      await page.goto('/meja');
      await press(page, 'j', 's');
      await expectAccessible(page);
      await press(page, 'Escape', '?');
      await page.getByRole('dialog').waitFor();
      await expectAccessible(page);
      expect(page.viewportSize()).to.deep.equal(sizes[size]);
      await saring.context.models.Twin.deleteOne({ _id: twin });
    });
  }
});

/**
 * By hand: a browser tells of a drag only when the mouse moves on over the place. Forced, because the row’s link lies
 * over all of its card.
 */
async function drag(page: Page, from: string, to: string): Promise<void> {
  // Both in sight: a page that scrolls while the button is down is no drag to Chromium.
  await page.setViewportSize({ width: 1280, height: 4000 });
  await page.locator(from).hover();
  await page.mouse.down();
  await page.locator(to).hover({ force: true });
  await page.locator(to).hover({ force: true, position: { x: 5, y: 5 } });
  await page.mouse.up();
}
