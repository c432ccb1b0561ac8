import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Claim, SetAsideReason } from '../../src/claims/claim.model.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { focused, useChromium } from '../helpers/browser.js';
import { aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { aTwin, focusedClaim, press, pressAway, rowsOf, said } from './at-the-keyboard.js';

/** What Ratna decides of each claim; nobody else knows before. */
type Decision =
  | { does: 'take' | 'take-inside' | 'split' | 'take-at-second-thought' | 'leave' }
  | { does: 'set-aside'; reason: SetAsideReason; note?: string }
  | { does: 'mark'; level: 'severe' }
  | { does: 'merge'; into: string; search: string };

const bridge = 'Jembatan gantung Cimanggu ditutup selamanya mulai pekan ini karena talinya hampir putus';
const twenty: readonly [text: string, decision: Decision][] = [
  ['Bendungan Karangsari jebol tadi malam, warga tiga desa diminta mengungsi ke balai', { does: 'take' }],
  ['Rebusan bawang putih tiga kali sehari menyembuhkan diabetes tanpa dokter', { does: 'take' }],
  ['Supermarket membagikan voucher belanja dua juta bagi yang mengisi survei', { does: 'take-inside' }],
  [
    'Tujuh kontainer surat suara tercoblos ditemukan di pelabuhan peti kemas',
    { does: 'mark', level: 'severe' },
  ],
  ['Jual obat kuat murah bergaransi hubungi nomor di bawah', { does: 'set-aside', reason: 'spam' }],
  [
    'Menurut saya walikota sekarang yang paling malas sepanjang sejarah',
    { does: 'set-aside', reason: 'opinion' },
  ],
  [
    'Besok malam arwah leluhur turun membawa pesan rahasia bagi keturunannya',
    { does: 'set-aside', reason: 'not-checkable', note: 'Tidak ada yang dapat dicari.' },
  ],
  ['Kapan pendaftaran kursus menjahit gelombang kedua dibuka', { does: 'set-aside', reason: 'out-of-scope' }],
  ['Jam tangan tiruan termurah sejagat beli dua gratis satu', { does: 'set-aside', reason: 'spam' }],
  [bridge, { does: 'leave' }],
  [
    'Dilarang lewat, warga Cimanggu menyeberang sungai naik rakit bambu',
    { does: 'merge', into: bridge, search: 'jembatan gantung Cimanggu' },
  ],
  ['Ribuan ular sanca lepas dari kebun binatang setelah banjir', { does: 'leave' }],
  [
    'Pawang kehilangan seluruh reptil peliharaannya kemarin sore',
    {
      does: 'merge',
      into: 'Ribuan ular sanca lepas dari kebun binatang setelah banjir',
      search: 'ular sanca lepas',
    },
  ],
  ['Kuota internet seratus gigabita gratis untuk yang meneruskan pesan ini', { does: 'split' }],
  ['Kantor pos menahan kiriman warga dengan kartu keluarga lama', { does: 'take-at-second-thought' }],
  ['Sirene di hilir sungai dimatikan supaya tidak terdengar', { does: 'take' }],
  ['Masker kain dicuci air garam menyaring virus setahun penuh', { does: 'take' }],
  ['Pintu air dikunci agar sawah kekeringan menjelang panen', { does: 'leave' }],
  ['Irigasi sengaja dibendung perusahaan saat musim tanam', { does: 'leave' }],
  ['Vaksin flu burung membuat ayam bertelur hitam', { does: 'take' }],
];
/** These two are one, and the list of twins knows. */
const gates = 'Pintu air dikunci agar sawah kekeringan menjelang panen';
const irrigation = 'Irigasi sengaja dibendung perusahaan saat musim tanam';
const quota = 'Kuota internet seratus gigabita gratis untuk yang meneruskan pesan ini';
const kind: readonly SetAsideReason[] = ['spam', 'not-checkable', 'opinion', 'out-of-scope'];

describe('twenty claims, triaged by keyboard alone', function () {
  this.timeout(180_000);

  const the = useChromium({ stay: true });
  let ratna: TestPerson;
  let page: Page;
  /** By what was reported. */
  const claims = new Map<string, Claim>();
  const reports = new Map<string, Report[]>();
  const decisions = new Map<string, Decision>();
  const mouse: string[] = [];
  const idOf = (text: string) => String(claims.get(text)?._id);
  const now = (text: string) => readClaim(the.saring, idOf(text));

  before(async () => {
    const { saring } = the;
    ratna = await aPerson(saring, { role: 'verifier', name: 'Ratna Verifikator' });
    for (const [text, decision] of twenty) {
      const texts = text === quota ? [text, `INFO: ${text}`, `${text} katanya begitu`] : [text];
      const made = await aReportedClaim(saring, texts);
      claims.set(text, made.claim);
      reports.set(text, made.reports);
      decisions.set(String(made.claim._id), decision);
    }
    const [one, other] = [claims.get(gates), claims.get(irrigation)];
    if (one && other) await aTwin(saring, one, other);
    page = await the.visit({ size: 'desktop' });
    await page.context().exposeFunction('mouseUsed', (what: string) => mouse.push(what));
    await page.context().addInitScript(`
      for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) {
        addEventListener(kind, (event) => event.isTrusted && mouseUsed(kind), true);
      }
    `);
  });

  it('begins with twenty claims that nobody has touched', async () => {
    expect(decisions.size).to.equal(20);
    await page.goto('/masuk');
    for (let step = 0; step < 20 && (await focused(page)) !== 'email'; step += 1) await press(page, 'Tab');
    await page.keyboard.type(ratna.person.email);
    await press(page, 'Tab');
    await page.keyboard.type(ratna.password);
    await pressAway(page, 'Enter');
    expect(new URL(page.url()).pathname).to.equal('/meja');
    expect(await rowsOf(page)).to.have.members([...decisions.keys()]);
  });

  const doIt = async (id: string, decision: Decision): Promise<void> => {
    switch (decision.does) {
      case 'take':
        await pressAway(page, 'a');
        await said(page, '1 klaim sekarang Anda kerjakan.');
        return;
      case 'take-inside':
        await pressAway(page, 'o');
        await pressAway(page, 'a');
        await said(page, 'Klaim ini sekarang Anda kerjakan.');
        await pressAway(page, 'b');
        return;
      case 'set-aside':
        await press(page, 's', String(kind.indexOf(decision.reason) + 1));
        if (decision.note) {
          await press(page, 'Tab');
          await page.keyboard.type(decision.note);
        }
        await pressAway(page, 'Enter');
        await said(page, '1 klaim disisihkan.');
        return;
      case 'mark':
        await pressAway(page, 'h', '1', 'Enter');
        return;
      case 'merge': {
        await pressAway(page, 'm');
        await press(page, '/');
        await page.keyboard.type(decision.search);
        await pressAway(page, 'Enter');
        const target = idOf(decision.into);
        const isThere = () =>
          page.evaluate<boolean>(`document.activeElement.href?.includes('into=${target}') ?? false`);
        for (let step = 0; step < 12 && !(await isThere()); step += 1) await press(page, 'j');
        await pressAway(page, 'o');
        await page.getByRole('heading', { name: 'Periksa sebelum menggabungkan' }).waitFor();
        await page.getByText('1 laporan pindah.').waitFor();
        expect((await readClaim(the.saring, id)).status).to.equal('open');
        await pressAway(page, 'y');
        await said(page, 'Klaim sudah digabungkan ke sini.');
        await pressAway(page, 'b');
        return;
      }
      case 'split':
        await pressAway(page, 'o');
        await press(page, 'j');
        // The row of the wording that says something else: similar claims and suggestions come before the reports.
        for (let step = 0; step < 20; step += 1) {
          const text = await page.evaluate<string>('document.activeElement.innerText');
          if (text.includes('katanya begitu')) break;
          await press(page, 'j');
        }
        await press(page, 'x', 'v');
        await pressAway(page, 'Enter');
        await said(page, '1 laporan sudah dipisahkan ke klaim baru ini.');
        await pressAway(page, 'b');
        return;
      case 'take-at-second-thought':
        await pressAway(page, 's', '1', 'Enter');
        await pressAway(page, 'z');
        expect(await focusedClaim(page)).to.equal(id);
        await pressAway(page, 'a');
        return;
      case 'leave':
        await press(page, 'j');
    }
  };

  it('decides each, one after the other', async () => {
    const todo = new Map(decisions);
    await press(page, 'j');
    let way = 'j';
    for (let step = 0; step < 120 && todo.size > 0; step += 1) {
      const at = await focusedClaim(page);
      expect(
        at,
        `nothing has the keyboard; left: ${[...todo.values()].map(({ does }) => does).join()}`,
      ).not.to.equal('');
      const decision = todo.get(at);
      todo.delete(at);
      if (decision) {
        await doIt(at, decision);
        continue;
      }
      await press(page, way);
      if ((await focusedClaim(page)) === at) way = way === 'j' ? 'k' : 'j';
    }
    expect(todo.size).to.equal(0);
  });

  it('decides the twins in one key', async () => {
    await pressAway(page, 'g', 'k');
    await press(page, 'j');
    await pressAway(page, 'y');
    await said(page, 'Kedua klaim sudah digabungkan.');
  });

  it('leaves in the store exactly what was decided', async () => {
    const { saring } = the;
    for (const [text, decision] of twenty) {
      const claim = await now(text);
      switch (decision.does) {
        case 'set-aside':
          expect(claim.status, text).to.equal('set-aside');
          expect(claim.setAside?.reason, text).to.equal(decision.reason);
          expect(claim.setAside?.note, text).to.equal(decision.note);
          break;
        case 'merge':
          expect(claim.status, text).to.equal('merged');
          expect(String(claim.mergedInto), text).to.equal(idOf(decision.into));
          break;
        case 'mark':
          expect(claim.harm?.level, text).to.equal('severe');
          expect(claim.status, text).to.equal('open');
          break;
        case 'split':
        case 'leave':
          expect(claim.status, text).to.equal(text === irrigation ? 'merged' : 'open');
          break;
        default:
          expect(claim.status, text).to.equal('checking');
          expect(claim.assignee?.name, text).to.equal('Ratna Verifikator');
          expect(claim.setAside, text).to.equal(undefined);
      }
    }
    for (const text of [bridge, 'Ribuan ular sanca lepas dari kebun binatang setelah banjir', gates, quota]) {
      expect((await now(text)).reportCount, text).to.equal(2);
    }
    expect(String((await now(irrigation)).mergedInto)).to.equal(idOf(gates));
    const split = await readReport(saring, String(reports.get(quota)?.[2]?._id));
    expect(String(split.claim)).not.to.equal(idOf(quota));
    expect((await readClaim(saring, split.claim)).reportCount).to.equal(1);
    const { Claim, Report } = saring.context.models;
    expect(await Claim.countDocuments({})).to.equal(21);
    expect(await Report.countDocuments({})).to.equal(22);
    expect(mouse, 'a mouse was used').to.deep.equal([]);
  });
});
