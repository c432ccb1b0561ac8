import { expect } from 'chai';
import { decideMatch } from '../../src/claims/decide-match.js';
import { keepStatistics } from '../../src/statistics/keep-statistics.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { expectAccessible, signInAt, sizes, useChromium } from '../helpers/browser.js';
import { aDesk } from '../helpers/clarifications.js';
import { aNewsroom } from '../browser/a-newsroom.js';

const openAll = "document.querySelectorAll('main details').forEach((one) => (one.open = true))";

describe('statistics: the page in a browser', function () {
  this.timeout(180_000);

  const the = useChromium();
  let eka: TestPerson;

  before(async () => {
    const { saring } = the;
    const desk = await aDesk(saring);
    const { unsure } = await aNewsroom(saring, desk);
    const claim = String(unsure.match.claim);
    await decideMatch(saring.context, {
      report: unsure.ticket,
      claim,
      by: desk.author.signedIn,
      state: 'confirmed',
    });
    eka = await aPerson(saring, { role: 'editor', name: 'Eka Penyunting' });
    await keepStatistics(saring.context);
  });

  for (const size of ['phone', 'desktop'] as const) {
    it(`can be read by everybody and fits ${sizes[size].width} pixels, folded open, in both languages`, async () => {
      for (const language of ['id', 'en'] as const) {
        const page = await the.visit({ size, language });
        await signInAt(page, eka);
        for (const [query, status] of [
          ['', 200],
          ['?period=year', 200],
          ['?period=range&from=2025-11-17&to=x', 400],
          ['?topic=food', 200],
        ] as const) {
          const response = await page.goto(`${language === 'en' ? '/en' : ''}/meja/statistik${query}`);
          expect(response?.status(), query).to.equal(status);
          await page.evaluate(openAll);
          await expectAccessible(page);
        }
      }
    });
  }

  it('chooses a period and a topic without JavaScript', async () => {
    const page = await the.visit({ javaScript: false });
    await signInAt(page, eka);
    await page.goto('/meja/statistik');
    await page.getByLabel('Rentang waktu').selectOption('range');
    await page.getByLabel('Dari tanggal').fill('2026-02-24');
    await page.getByLabel('Topik', { exact: true }).selectOption('disaster');
    await page.getByRole('button', { name: 'Tampilkan' }).click();
    await page.getByText('23 Februari 2026').first().waitFor();
    await page.getByText('hanya topik Bencana').waitFor();
    expect(await page.getByLabel('Topik', { exact: true }).inputValue()).to.equal('disaster');
    await page.locator('.chart-table summary').first().click();
    await page.getByRole('rowheader', { name: 'Pekan 2 Maret 2026' }).first().waitFor();
  });
});
