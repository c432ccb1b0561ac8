import { expect } from 'chai';
import { withdrawEvidence } from '../../src/casework/change-evidence.js';
import { tickStep } from '../../src/casework/tick-step.js';
import { noteClaim } from '../../src/claims/note-claim.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { expectAccessible, sidewaysOverflow, signInAt, sizes, useChromium } from '../helpers/browser.js';
import { ask, gather } from '../helpers/casework.js';
import { aReportedClaim } from '../helpers/claims.js';
import { messages } from '../helpers/reports.js';

const openAll = "document.querySelectorAll('details').forEach((one) => (one.open = true))";

describe('casework: its pages', function () {
  this.timeout(180_000);

  const the = useChromium();
  let eka: TestPerson;
  let paths: string[];

  before(async () => {
    const { saring } = the;
    eka = await aPerson(saring, { role: 'admin', name: 'Eka Penyunting' });
    const ratna = await aPerson(saring, { name: 'Ratna Dewi' });
    const { claim } = await aReportedClaim(saring, [messages.dam]);
    const id = String(claim._id);
    const first = await gather(saring, claim._id, ratna);
    await gather(saring, claim._id, eka, { stance: 'context', title: 'Wawancara', url: undefined });
    const gone = await gather(saring, claim._id, eka, { text: 'Foto dari tahun lalu.' });
    await withdrawEvidence(saring.context, {
      id: gone._id,
      by: eka.signedIn,
      version: 0,
      reason: 'Salah bendungan',
    });
    await tickStep(saring.context, { claim: id, by: eka.signedIn, step: 'date-and-place', ticked: true });
    const due = { at: new Date(saring.clock.now().getTime() + 3_600_000), hour: true };
    await ask(saring, ratna, eka, { claim: id, due, text: '@Ratna sudah menelepon; tanyakan jam patroli.' });
    saring.clock.advance(120);
    await noteClaim(saring.context, { id, by: eka.signedIn, text: '@Ratna tolong cek lagi.' });
    paths = [
      `/meja/klaim/${id}`,
      `/meja/klaim/${id}/bukti`,
      `/meja/klaim/${id}/bukti/${String(first._id)}`,
      `/meja/klaim/${id}/bukti/${String(gone._id)}`,
      `/meja/klaim/${id}/catatan/0`,
      '/meja/tugas',
      '/meja/tugas?list=overdue',
      '/meja/pengaturan/daftar-periksa',
    ];
  });

  for (const size of ['phone', 'desktop'] as const) {
    it(`can be read by everybody and fit ${sizes[size].width} pixels, folded open, in both languages`, async () => {
      for (const language of ['id', 'en'] as const) {
        const page = await the.visit({ size, language });
        await signInAt(page, eka);
        for (const path of paths) {
          await page.goto(`${language === 'en' ? '/en' : ''}${path}`);
          await page.evaluate(openAll);
          await expectAccessible(page);
          expect(await sidewaysOverflow(page), `${language} ${path}`).to.equal(0);
          const shots = process.env['SHOTS'];
          if (shots && language === 'id') {
            const name = path.replaceAll(/[^a-z]+/g, '-').slice(0, 60);
            await page.screenshot({ path: `${shots}/${size}${name}.png`, fullPage: true });
          }
        }
      }
    });
  }
});
