import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Claim } from '../../src/claims/claim.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { expectAccessible, signInAt, useChromium, type Size } from '../helpers/browser.js';
import { readClaim } from '../helpers/claims.js';
import { draft } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';

describe('two people at one claim', function () {
  this.timeout(120_000);

  const the = useChromium();
  let wulan: TestPerson;
  let eka: TestPerson;
  let claim: Claim;
  const come = async (who: TestPerson, size: Size = 'desktop', javaScript = true): Promise<Page> => {
    const page = await the.visit({ size, javaScript });
    await signInAt(page, who);
    return page;
  };
  const pageOf = ({ _id }: Claim) => `/meja/klaim/${String(_id)}`;
  /** Waits until the page has told the server that it is there, and how. */
  const beat = (page: Page, state: 'looking' | 'writing') =>
    page.waitForResponse(
      (response) =>
        response.url().endsWith('/hadir') && (response.request().postData() ?? '').includes(`state=${state}`),
    );
  const open = async (page: Page, path: string) => {
    await Promise.all([beat(page, 'looking'), page.goto(path)]);
  };
  /** The twenty seconds until the next beat, which a page also sends when one comes back to it. */
  const nextBeat = async (page: Page) => {
    await Promise.all([
      beat(page, 'looking'),
      page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`),
    ]);
  };
  const note = (page: Page) => page.getByRole('textbox', { name: 'Catatan baru' });
  const statement = (page: Page) => page.getByRole('textbox', { name: 'Pernyataan' });

  before(async () => {
    // The store throws away what its own clock says has run out.
    the.saring.clock.set(new Date());
    wulan = await aPerson(the.saring, { role: 'verifier', name: 'Wulan' });
    eka = await aPerson(the.saring, { role: 'editor', name: 'Eka' });
  });
  beforeEach(async () => {
    const report = await submitReport(the.saring, {
      text: `Sumur tua di Cibatok ${Math.random().toString(36).slice(2)} mengeluarkan air panas`,
    });
    claim = await readClaim(the.saring, report.claim);
  });

  it('see each other before they type, and the one who comes second is told what happened', async () => {
    const [hers, his] = [await come(wulan), await come(eka, 'phone')];
    await open(hers, pageOf(claim));
    await open(his, pageOf(claim));
    await his.getByText('Wulan juga sedang melihat klaim ini.').waitFor();
    expect(await his.getByText('Anda tidak terkunci.').isVisible()).to.equal(false);

    await Promise.all([beat(hers, 'writing'), statement(hers).pressSequentially(' Ya')]);
    await nextBeat(his);
    const warning = his.getByText('Wulan sedang menulis di klaim ini.');
    await warning.waitFor();
    await his.getByText('Anda tidak terkunci.').waitFor();
    await expectAccessible(his);

    // The warning stays in sight where one writes, further down.
    await note(his).scrollIntoViewIfNeeded();
    expect((await warning.boundingBox())?.y).to.be.within(0, 200);
    await his.getByRole('button', { name: 'Tetap lanjutkan' }).click();
    await his.getByText('Anda tidak terkunci.').waitFor({ state: 'hidden' });
    await his.getByText('Wulan sedang menulis di klaim ini.').waitFor();

    await statement(hers).fill('Sumur di Cibatok mengeluarkan uap.');
    await hers.getByRole('button', { name: 'Simpan', exact: true }).click();
    await hers.getByText('Perubahan sudah disimpan.').waitFor();

    const mine = 'Air sumur di Cibatok mendidih.';
    await statement(his).fill(mine);
    await nextBeat(his);
    await his.getByText('Wulan sudah mengubah isi klaim ini baru saja.').waitFor();
    // Nothing moved: what was typed is there still, and seeing the latest does not cost it.
    expect(await statement(his).inputValue()).to.equal(mine);
    await his.getByRole('link', { name: 'Lihat keadaan terbaru di tab baru' }).waitFor();
    await expectAccessible(his);

    const [refused] = await Promise.all([
      his.waitForResponse(
        (response) => response.request().isNavigationRequest() && response.request().method() === 'POST',
      ),
      his.getByRole('button', { name: 'Simpan', exact: true }).click(),
    ]);
    expect(refused.status()).to.equal(409);
    await his.getByRole('heading', { level: 1, name: 'Wulan sudah mengubah isi klaim ini' }).waitFor();
    await his.getByText(mine).waitFor();
    await expectAccessible(his);
    expect((await readClaim(the.saring, claim._id)).statement).to.equal('Sumur di Cibatok mengeluarkan uap.');
  });

  it('see that somebody left, and what they did', async () => {
    const [hers, his] = [await come(wulan), await come(eka, 'phone')];
    await open(hers, pageOf(claim));
    await open(his, pageOf(claim));
    await his.getByText('Wulan juga sedang melihat klaim ini.').waitFor();
    await hers.getByRole('button', { name: 'Ambil klaim ini' }).click();
    await hers.getByText('Klaim ini sekarang Anda kerjakan.').waitFor();
    await nextBeat(his);
    await his.getByText('Wulan sudah mengambil klaim ini baru saja.').waitFor();
    await expectAccessible(his);
    await hers.goto('/meja/klarifikasi');
    // A page's farewell travels on its own: nothing waits for it.
    const shown = his.getByText('Wulan juga sedang melihat klaim ini.');
    for (let time = 0; time < 50 && (await shown.count()) > 0; time += 1) await nextBeat(his);
    await shown.waitFor({ state: 'detached' });
    await his.getByRole('link', { name: 'Muat ulang' }).click();
    await his.getByText('Wulan sedang mengerjakan klaim ini').waitFor();
  });

  it('see each other in one draft, on opening it and while it is open', async () => {
    const article = await draft(
      the.saring,
      { author: wulan, editor: eka },
      { title: 'Sumur Cibatok tidak panas', claims: [String(claim._id)] },
    );
    const [hers, his] = [await come(wulan), await come(eka, 'phone')];
    await open(hers, `/meja/klarifikasi/${String(article._id)}`);
    await open(his, `/meja/klarifikasi/${String(article._id)}/sunting`);
    await his.getByText('Wulan juga sedang membuka artikel ini.').waitFor();
    await Promise.all([beat(hers, 'writing'), hers.getByLabel('Ringkasan').pressSequentially('Ya')]);
    await nextBeat(his);
    await his.getByText('Wulan sedang menulis di artikel ini.').waitFor();
    await expectAccessible(his);
  });

  it('see each other without JavaScript', async () => {
    const hers = await come(wulan);
    await open(hers, pageOf(claim));
    await Promise.all([beat(hers, 'writing'), note(hers).pressSequentially('Ya')]);
    const his = await come(eka, 'phone', false);
    await his.goto(pageOf(claim));
    await his.getByText('Wulan sedang menulis di klaim ini.').waitFor();
    await his.getByText('Anda tidak terkunci.').waitFor();
    expect(await his.getByRole('button', { name: 'Tetap lanjutkan' }).count()).to.equal(0);
  });
});
