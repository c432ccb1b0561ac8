import { expect } from 'chai';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aReportedClaim } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('reports: a ticket whose report was moved', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna Contoh' });
  });
  afterEach(() => saring.close());

  const page = async ({ ticket }: Report, prefix = '') => {
    const { text } = await saring.request.get(`${prefix}/lacak/${ticket}`).expect(200);
    return text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  };
  const events = async ({ ticket }: Report) => {
    const { body } = await saring.request.get(`/api/v1/reports/${ticket}`).expect(200);
    return (body.history as { event: string }[]).map(({ event }) => event);
  };
  const merge = (from: Report, into: Report) =>
    mergeClaims(saring.context, { id: String(from.claim), into: String(into.claim), by: ratna.signedIn });
  const undo = (report: Report) =>
    unmergeClaim(saring.context, { id: String(report.claim), by: ratna.signedIn });

  it('says that it is the only one as long as it is', async () => {
    const report = await submitReport(saring);
    expect(await page(report)).to.include('Laporan Anda satu-satunya sejauh ini.');
    expect(await page(report, '/en')).to.include('Yours is the only report so far.');
    expect(await events(report)).to.deep.equal(['received']);
  });

  it('says with how many others it was put together, on both sides, and never by whom', async () => {
    const { reports } = await aReportedClaim(saring, [messages.garlic, messages.garlic]);
    const [there] = reports;
    const report = await submitReport(saring, { text: messages.dam });
    if (!there) throw new Error('two reports were sent');
    saring.clock.advance(5);
    await merge(report, there);
    for (const one of [report, there]) {
      const text = await page(one);
      expect(text).to.include('Laporan Anda digabung dengan 2 laporan lain tentang hal yang sama.');
      expect(text).not.to.include('Ratna');
      const english = await page(one, '/en');
      expect(english).to.include('Your report was put together with 2 other reports of the same thing.');
    }
    await submitReport(saring, { text: messages.garlic });
    expect(await page(report)).to.include('digabung dengan 3 laporan lain');
  });

  it('says that the merge was undone, and that the answer was not theirs', async () => {
    const there = await submitReport(saring, { text: messages.garlic });
    await publishAnswer(saring, String(there.claim));
    const report = await submitReport(saring, { text: messages.dam });
    saring.clock.advance(5);
    await merge(report, there);
    expect(await events(report)).to.deep.equal(['received', 'joined', 'already-answered']);
    saring.clock.advance(5);
    await undo(report);
    const text = await page(report);
    expect(text).to.include('Penggabungan itu ternyata keliru dan kami batalkan.');
    expect(text).to.include('Klarifikasi yang tadi kami tunjukkan ternyata bukan untuk laporan Anda.');
    expect(text).to.include('Laporan Anda satu-satunya sejauh ini.');
    expect(text).to.include('Laporan Anda menunggu giliran diperiksa.');
    expect(await page(report, '/en')).to.include('That proved a mistake and was undone.');
    expect(await events(there)).to.deep.equal(['received', 'answered']);
  });

  it('says that it was split off, or moved to another claim', async () => {
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam, messages.dam]);
    const other = await submitReport(saring, { text: messages.garlic });
    const [split, moved] = reports;
    if (!split || !moved) throw new Error('three reports were sent');
    saring.clock.advance(5);
    const asked = { id: String(claim._id), by: ratna.signedIn };
    await splitClaim(saring.context, { ...asked, reports: [String(split._id)] });
    await splitClaim(saring.context, {
      ...asked,
      reports: [String(moved._id)],
      into: String(other.claim),
    });
    expect(await page(split)).to.include('Verifikator melihat laporan Anda tentang hal lain');
    expect(await page(split, '/en')).to.include('it was split off and is checked by itself');
    const text = await page(moved);
    expect(text).to.include('Verifikator memindahkan laporan Anda ke klaim lain yang lebih sesuai.');
    expect(text).to.include('Laporan Anda digabung dengan 1 laporan lain tentang hal yang sama.');
    expect(await events(split)).to.deep.equal(['received', 'split']);
  });
});
