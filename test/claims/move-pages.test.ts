import { expect } from 'chai';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

const nowhere = 'ffffffffffffffffffffffff';

describe('claims: moving and undoing on the desk', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let hers: Browser;
  let his: Browser;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    hers = await signIn(saring, ratna);
    his = await signIn(saring, await aPerson(saring, { name: 'Budi' }));
  });
  afterEach(() => saring.close());

  const pageOf = (claim: { _id: unknown }) => `/meja/klaim/${String(claim._id)}`;
  const send = (browser: Browser, path: string, fields: Record<string, string | string[]>) =>
    browser.post(path).type('form').send(fields);
  const garlic = () => aReportedClaim(saring, [messages.garlic]);
  const dam = (count = 2) => aReportedClaim(saring, Array<string>(count).fill(messages.dam));
  /** The hidden fields of the form that a page sends to an address. */
  const fieldsOf = (text: string, action: string): Record<string, string> => {
    const form = text.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
    const fields = form.split('</form>')[0]?.matchAll(/name="(\w+)" value="([^"]*)"/g) ?? [];
    return Object.fromEntries([...fields].map(([, name, value]) => [name, value]));
  };

  for (const action of ['urungkan-gabung', 'urungkan-pisah']) {
    it(`${action}: not signed in, from another site, of a claim that is not there or not moved`, async () => {
      const claim = await aClaim(saring);
      await saring.request
        .post(`${pageOf(claim)}/${action}`)
        .type('form')
        .send({})
        .expect(401);
      await send(hers, `${pageOf(claim)}/${action}`, {})
        .set('Sec-Fetch-Site', 'cross-site')
        .expect(403);
      await send(hers, `/meja/klaim/${nowhere}/${action}`, {}).expect(404);
      await send(hers, `${pageOf(claim)}/${action}`, { version: 'x' }).expect(400);
      await send(hers, `${pageOf(claim)}/${action}`, { version: '7' }).expect(409);
      const { text } = await send(hers, `${pageOf(claim)}/${action}`, { version: '0' }).expect(409);
      expect(text)
        .to.include('urungkan')
        .and.include(`href="${pageOf(claim)}"`);
      expect((await readClaim(saring, claim._id)).version).to.equal(0);
    });
  }

  it('says before a merge what reporters will read, and that it can be undone', async () => {
    const [a, b] = [await dam(), await garlic()];
    const into = `${pageOf(a.claim)}/gabung?into=${String(b.claim._id)}`;
    const { text } = await hers.get(into).expect(200);
    expect(text).to.include('Laporan Anda digabung dengan 2 laporan lain tentang hal yang sama.');
    expect(text).to.include('bisa diurungkan');
    const english = await hers.get(`/en${into}`).expect(200);
    expect(english.text).to.include('Your report was put together with 2 other reports');
    const empty = await aClaim(saring, { reportCount: 0 });
    const none = await hers.get(`${pageOf(empty)}/gabung?into=${String(b.claim._id)}`).expect(200);
    expect(none.text).not.to.include('laporan lain');
  });

  it('undoes a merge from the page of the claim', async () => {
    const [a, b] = [await dam(), await garlic()];
    await send(hers, `${pageOf(a.claim)}/ambil`, { version: '0' }).expect(303);
    await send(hers, `${pageOf(a.claim)}/gabung`, { version: '1', into: String(b.claim._id) }).expect(303);
    const { text } = await hers.get(pageOf(a.claim)).expect(200);
    const action = `${pageOf(a.claim)}/urungkan-gabung`;
    expect(text).to.include('dengan 2 laporan yang dibawanya, dan statusnya kembali “Sedang diperiksa”');
    expect((await hers.get(`/en${pageOf(a.claim)}`)).text).to.include('Undo the merge');
    await send(hers, action, fieldsOf(text, action)).expect(303).expect('Location', pageOf(a.claim));
    const after = (await hers.get(pageOf(a.claim)).expect(200)).text;
    expect(after).to.include('Klaim ini berdiri sendiri lagi dengan 2 laporan.');
    expect(after).to.include('Penggabungan diurungkan: 2 laporan kembali ke sini');
    expect(after).to.include('Anda sedang mengerjakan klaim ini').and.not.include('urungkan-gabung');
    const target = (await hers.get(pageOf(b.claim)).expect(200)).text;
    expect(target).to.include('Penggabungan diurungkan: 2 laporan kembali ke klaim asalnya');
    expect(target).not.to.include('urungkan-gabung');
    const late = await send(his, action, fieldsOf(text, action)).expect(409);
    expect(late.text).to.include('Ratna sudah mengurungkan penggabungan klaim ini baru saja.');
  });

  it('undoes a merge from the history of the other claim, once for each time it came', async () => {
    const [a, b, c] = [await dam(), await garlic(), await aReportedClaim(saring, [messages.voucher])];
    const action = `${pageOf(a.claim)}/urungkan-gabung`;
    const into = String(b.claim._id);
    await send(hers, `${pageOf(a.claim)}/gabung`, { into }).expect(303);
    await send(hers, action, {}).expect(303);
    await send(hers, `${pageOf(a.claim)}/gabung`, { into }).expect(303);
    const { text } = await hers.get(pageOf(b.claim)).expect(200);
    expect(text.split(`action="${action}"`)).to.have.length(2);
    await send(hers, `${pageOf(b.claim)}/gabung`, { into: String(c.claim._id) }).expect(303);
    await send(hers, action, fieldsOf(text, action)).expect(303).expect('Location', pageOf(a.claim));
    expect((await readClaim(saring, c.claim._id)).reportCount).to.equal(2);
  });

  it('says so, without a button, when nothing would come back', async () => {
    const [a, b] = [await dam(1), await garlic()];
    await send(hers, `${pageOf(a.claim)}/laporan/${String(a.reports[0]?._id)}`, {
      claim: String(b.claim._id),
      state: 'confirmed',
    }).expect(303);
    const { text } = await hers.get(pageOf(a.claim)).expect(200);
    expect(text).to.include('tidak ada laporan yang akan kembali').and.not.include('urungkan-gabung');
  });

  describe('choosing another claim for reports', () => {
    it('is for staff, and only for reports of a claim that lives', async () => {
      const [a, b] = [await dam(), await garlic()];
      const page = (claim: { _id: unknown }, reports: unknown) =>
        `${pageOf(claim)}/pindah?reports=${String(reports)}`;
      const own = a.reports[0]?._id;
      await saring.request.get(page(a.claim, own)).expect(303);
      await hers.get(`${pageOf(a.claim)}/pindah`).expect(400);
      await hers.get(page(a.claim, 'x')).expect(400);
      await hers.get(page(a.claim, b.reports[0]?._id)).expect(400);
      await hers.get(`${page(a.claim, own)}&version=x`).expect(400);
      await hers.get(page({ _id: nowhere }, own)).expect(404);
      await send(hers, `${pageOf(a.claim)}/gabung`, { into: String(b.claim._id) }).expect(303);
      await hers.get(page(a.claim, own)).expect(409);
    });

    it('finds it by words or address, shows what changes, moves them, and can be undone', async () => {
      const a = await dam(3);
      const asking = await submitReport(saring, {
        text: messages.dam,
        contact: { email: 'rina@contoh.example' },
      });
      const { claim: into } = await aReportedClaim(saring, ['Toko swalayan bagi-bagi kupon gratis hari ini']);
      await publishAnswer(saring, String(into._id), 'Kupon itu palsu');
      const ids = [String(a.reports[0]?._id), String(asking._id)];
      const page = `${pageOf(a.claim)}/pindah?reports=${ids.join('&reports=')}&version=0`;
      const found = (await hers.get(`${page}&q=kupon+swalayan`).expect(200)).text;
      expect(found).to.include('2 laporan yang Anda pilih').and.include(asking.ticket);
      const chosen = /href="([^"]*into=[^"]*)"/.exec(found)?.[1] ?? '';
      const link = chosen.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
      expect(link).to.include(`into=${String(into._id)}`);
      for (const wrong of [`into=${nowhere}`, `into=${a.claim.slug}`, 'q=https://contoh.example/klaim/x']) {
        const refused = await hers.get(`${page}&${wrong}`).expect(400);
        expect(refused.text).to.include('id="masalah"').and.include(asking.ticket);
      }
      const preview = (await hers.get(link).expect(200)).text;
      expect(preview).to.include('Kupon itu palsu').and.include('1 orang dikabari lewat surel');
      expect(preview).to.include('Verifikator memindahkan laporan Anda ke klaim lain');
      const fields = { version: '0', reports: ids, into: String(into._id) };
      await send(hers, `${pageOf(a.claim)}/pisah`, { ...fields, version: '5' }).expect(409);
      await send(hers, `${pageOf(a.claim)}/pisah`, { ...fields, into: nowhere }).expect(400);
      await send(hers, `${pageOf(a.claim)}/pisah`, fields)
        .expect(303)
        .expect('Location', pageOf(into));
      const there = (await hers.get(pageOf(into)).expect(200)).text;
      expect(there).to.include('2 laporan sudah dipindahkan ke klaim ini.');
      expect(there).to.include('2 laporan dipindahkan ke sini dari klaim lain');
      expect((await hers.get(pageOf(a.claim))).text).to.include('2 laporan dipindahkan ke klaim lain');
      const action = `${pageOf(into)}/urungkan-pisah`;
      await send(hers, action, fieldsOf(there, action)).expect(303);
      const counts = [await readClaim(saring, a.claim._id), await readClaim(saring, into._id)];
      expect(counts.map(({ reportCount }) => reportCount)).to.deep.equal([4, 1]);
    });

    it('undoes a split in one step from the history of the new claim', async () => {
      const a = await dam(3);
      const [first] = a.reports;
      const answer = await send(hers, `${pageOf(a.claim)}/pisah`, {
        version: '0',
        reports: String(first?._id),
      });
      const page = answer.headers['location'] ?? '';
      const { text } = await hers.get(page).expect(200);
      expect(text).to.include('Urungkan pemisahan').and.include('Dibuka untuk 1 laporan');
      const action = `${page}/urungkan-pisah`;
      await send(hers, action, fieldsOf(text, action)).expect(303).expect('Location', pageOf(a.claim));
      const back = (await hers.get(pageOf(a.claim)).expect(200)).text;
      expect(back).to.include('Pemisahan sudah diurungkan.');
      expect(String((await readReport(saring, first?._id ?? '')).claim)).to.equal(String(a.claim._id));
      await send(his, action, fieldsOf(text, action)).expect(409);
    });
  });
});
