import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { signInAt, useChromium } from '../helpers/browser.js';
import { aDesk } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';
import { aNewsroom } from './a-newsroom.js';

/** Where the elements that match stand on the screen, in pixels. */
const placesOf = (page: Page, selector: string) =>
  page.evaluate<{ top: number; bottom: number; left: number; right: number }[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((found) => found.getBoundingClientRect().toJSON())`,
  );

const linesOf = (places: readonly { top: number }[]) =>
  new Set(places.map(({ top }) => Math.round(top))).size;

describe('a narrow screen', function () {
  this.timeout(120_000);

  const the = useChromium();
  let eka: TestPerson;

  before(async () => {
    await aNewsroom(the.saring, await aDesk(the.saring));
    eka = await aPerson(the.saring, { role: 'editor', name: 'Eka Penyunting' });
  });

  it('shows whole notices: the cells of one stand below each other', async () => {
    const page = await the.visit({});
    await signInAt(page, eka);
    await page.goto('/meja/pemberitahuan');
    const table = page.getByRole('region', { name: 'Pemberitahuan' });
    await table.getByText('Laporan dijawab').first().waitFor();
    const [outside, names] = await page.evaluate<[number, string[]]>(`(() => {
      const table = document.querySelector('.table');
      const cells = [...table.querySelector('tbody tr').children];
      return [table.scrollWidth - table.clientWidth, cells.map((cell) => getComputedStyle(cell, '::before').content)];
    })()`);
    expect(outside).to.equal(0);
    expect(names).to.include('"Kepada"').and.include('"Tentang"');
  });

  it('keeps the queue’s tabs to three lines, also on 320 pixels', async () => {
    const page = await the.visit({});
    await signInAt(page, eka);
    await page.setViewportSize({ width: 320, height: 700 });
    const tabs = await placesOf(page, '.tabs a');
    expect(tabs).to.have.lengthOf.above(4);
    expect(linesOf(tabs)).to.be.at.most(3);
  });

  for (const javaScript of [true, false]) {
    it(`folds the queue’s filters, so that claims come first, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
      const page = await the.visit({ javaScript });
      await signInAt(page, eka);
      const [claim] = await placesOf(page, '.queue h2');
      expect(claim?.top).to.be.below(740);
      const filters = page.getByRole('search');
      const topic = filters.getByLabel('Topik');
      expect(await topic.isVisible()).to.equal(false);
      await filters.getByText('Saringan', { exact: true }).click();
      await topic.selectOption({ label: 'Kesehatan' });
      await filters.getByLabel('Dilihat di').selectOption({ label: 'WhatsApp' });
      await page.getByRole('button', { name: 'Terapkan' }).click();
      await page.waitForURL(/topic=health.*channel=whatsapp/);
      await filters.getByText('sedang dipakai').waitFor();
    });
  }

  it('shows a desk the queue’s filters unfolded', async () => {
    const page = await the.visit({ size: 'desktop' });
    await signInAt(page, eka);
    const filters = page.getByRole('search');
    await filters.getByLabel('Topik').selectOption({ label: 'Kesehatan' });
    expect(await filters.getByLabel('Dilihat di').isVisible()).to.equal(false);
  });

  it('keeps the desk’s menu to one line, and moves nothing when it opens more', async () => {
    const page = await the.visit({});
    await signInAt(page, eka);
    expect(linesOf(await placesOf(page, '.nav > ul > li'))).to.equal(1);
    const more = page.locator('summary', { hasText: 'Lainnya' });
    const [before] = await placesOf(page, 'h1');
    await more.click();
    expect((await placesOf(page, 'h1'))[0]?.top).to.equal(before?.top);
    // It lies over what has the keyboard next, so it goes.
    await page.locator('.more a').last().focus();
    await page.keyboard.press('Tab');
    expect(await page.locator('.more').getAttribute('open')).to.equal(null);
  });

  it('keeps a source’s title and link together', async () => {
    const page = await the.visit({});
    await signInAt(page, eka);
    await page.goto('/meja/klarifikasi/baru');
    const [title, link] = await placesOf(page, '.source:first-child .field');
    expect((link?.top ?? 0) - (title?.bottom ?? 0))
      .to.be.above(0)
      .and.below(30);
  });

  it('gives a card’s title the whole width, below its picture', async () => {
    const page = await the.visit({});
    await page.goto('/klarifikasi');
    const [picture] = await placesOf(page, '.card-with-cover > img');
    const [title] = await placesOf(page, '.card-with-cover h3');
    expect(title?.top).to.be.at.least(picture?.bottom ?? Infinity);
  });

  it('numbers what happens next in one column, as a desk does', async () => {
    const { ticket } = await submitReport(the.saring, {
      text: 'Sumur tua di Ciwangi mengeluarkan emas cair',
    });
    for (const size of ['phone', 'desktop'] as const) {
      const page = await the.visit({ size });
      await page.goto(`/lacak/${ticket}`);
      const steps = await placesOf(page, '.steps li');
      expect(steps).to.have.lengthOf(3);
      expect(new Set(steps.map(({ left }) => left)).size, size).to.equal(1);
    }
  });

  it('leaves out what a desk shows beside a new article', async () => {
    for (const [size, shown] of [
      ['phone', 0],
      ['desktop', 1],
    ] as const) {
      const page = await the.visit({ size });
      await signInAt(page, eka);
      await page.goto('/meja/klarifikasi/baru');
      expect(await page.getByRole('region', { name: 'Sebelum mengajukan' }).count(), size).to.equal(shown);
    }
  });
});
