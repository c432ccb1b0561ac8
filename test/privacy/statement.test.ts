import { expect } from 'chai';
import { editClaim } from '../../src/claims/edit-claim.js';
import { takeClaim } from '../../src/claims/take-claim.js';
import { aPerson, signIn } from '../helpers/accounts.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('a statement that staff word with a number in it', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('is public without the number, and staff see so', async () => {
    const text = 'Panitia undian Bank Contoh membagikan hadiah mobil di alun-alun Karangsari besok pagi';
    const report = await submitReport(saring, { text });
    const { signedIn: by } = await aPerson(saring, { role: 'verifier' });
    const id = String(report.claim);
    await takeClaim(saring.context, { id, by });
    const statement = 'Undian Bank Contoh meminta biaya ke rekening BCA 8412907755, WA 0813-5555-0147';
    const claim = await editClaim(saring.context, { id, by, statement });
    const browser = await signIn(saring, 'verifier');
    const pages = await Promise.all(
      [
        `/klaim/${claim.slug}`,
        '/',
        '/klaim',
        `/api/v1/claims/${claim.slug}`,
        `/lacak/${report.ticket}`,
        `/cari?q=undian`,
      ].map(async (path) => (await saring.request.get(path)).text),
    );
    const match = await saring.request.post('/api/v1/match').send({ text });
    const desk = await browser.get(`/meja/klaim/${id}`).expect(200);
    for (const [at, page] of [...pages, match.text].entries())
      expect(page, String(at)).not.to.match(/8412907755|5555-?0147/u);
    expect(pages[0]).to.include('rekening BCA •••, WA •••');
    expect(desk.text).to.include('rekening BCA •••, WA •••').and.include('tampil sebagai •••');
  });
});
