import { expect } from 'chai';
import { writeBackup } from '../../src/store/backup.js';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { followClaims } from '../../src/claims/index-claims.js';
import { createPictureIndex } from '../../src/media/picture-index.js';
import { eraseReport } from '../../src/privacy/erase-report.js';
import type { Report } from '../../src/reports/report.model.js';
import { signIn } from '../helpers/accounts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { aPicture, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const number = '0813-5555-0147';
const text = `Bendungan Karangsari jebol tadi malam, warga tiga desa diminta mengungsi, hubungi ${number}`;

describe('erasing what is personal in a report', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const aFullReport = async (): Promise<Report> =>
    submitReport(saring, {
      text,
      doubt: 'Paman saya tinggal di sana',
      region: 'ID-JB',
      channel: 'whatsapp',
      urls: ['https://wa.me/6281355550147', 'https://contoh.example/berita'],
      contact: { email: 'rina@contoh.example' },
      files: [await aPicture('png')],
      sender: 'f'.repeat(32),
    });
  const stored = (report: Report) =>
    saring.context.models.Report.findById(report._id).select('+contact').lean();
  const everything = async () => {
    const { connection } = saring.context.store;
    const all: unknown[] = [];
    for (const { name } of await connection.listCollections())
      all.push(...(await connection.collection(name).find({}).toArray()));
    return JSON.stringify(all);
  };

  it('takes it out of the store at once: contact, doubt, pictures, places, numbers', async () => {
    const report = await aFullReport();
    await publish(saring, await aDesk(saring), { claims: [String(report.claim)] });
    expect(
      await saring.context.models.Notice.countDocuments({ report: report._id, status: 'kept' }),
    ).to.equal(1);
    const page = await saring.request.get(`/lacak/${report.ticket}`).expect(200);
    expect(page.text).to.include('Hapus data saya').and.include(`/lacak/${report.ticket}/hapus`);
    const { headers } = await saring.request.post(`/lacak/${report.ticket}/hapus`).expect(303);
    const after = await saring.request.get(headers['location'] as string).expect(200);
    expect(after.text)
      .to.include('Data pribadi Anda sudah dihapus.')
      .and.include('sesuai permintaan Anda')
      .and.not.include('Hapus data saya');
    const left = await stored(report);
    for (const gone of ['contact', 'wantsNews', 'doubt', 'region', 'channel'])
      expect(left, gone).not.to.have.property(gone);
    // Otherwise whoever floods the desk erases, and cannot be blocked.
    expect(left?.sender).to.equal('f'.repeat(32));
    expect(left?.pictures).to.deep.equal([]);
    expect(left?.urls).to.deep.equal(['https://contoh.example/berita']);
    expect(left?.text).to.equal(text.replace(number, '•••'));
    expect(left?.erasedAt).to.be.an.instanceOf(Date);
    const files = saring.context.store.connection.collection('pictures.files');
    expect(await files.countDocuments({})).to.equal(0);
    expect(await saring.context.store.connection.collection('pictures.chunks').countDocuments({})).to.equal(
      0,
    );
    expect(saring.context.pictures.size).to.equal(0);
    expect(await everything()).not.to.match(/5555-?0147|Paman|rina@/u);
    const notice = await saring.context.models.Notice.findOne({ report: report._id }).lean();
    expect(notice).to.include({ status: 'withdrawn', problem: 'no-address' });
  });

  it('keeps the report counted and matched, and its ticket working', async () => {
    const report = await aFullReport();
    await submitReport(saring, { text: text.replace(number, '') });
    await saring.request.delete(`/api/v1/reports/${report.ticket}`).expect(200);
    const { body } = await saring.request.get(`/api/v1/reports/${report.ticket}`).expect(200);
    expect(body).to.include({ ticket: report.ticket, erased: true });
    expect(body.claim.reportCount).to.equal(2);
    expect(body.history.map(({ event }: { event: string }) => event)).to.include('erased');
    const claim = await saring.context.models.Claim.findById(report.claim).lean();
    expect(claim?.regions).to.deep.equal([]);
    expect(claim?.channels).to.deep.equal([]);
    expect(claim?.examples.join()).not.to.include('0147');
    const later = await submitReport(saring, { text: text.replace(number, 'kami') });
    expect(String(later.claim)).to.equal(String(report.claim));
  });

  it('may be asked again, and finishes what was broken off', async () => {
    const report = await aFullReport();
    const first = await eraseReport(saring.context, report);
    saring.clock.advance(60);
    const second = await eraseReport(saring.context, first);
    expect(second.erasedAt?.getTime()).to.equal(first.erasedAt?.getTime());
    await saring.request.delete(`/api/v1/reports/${report.ticket}`).expect(200);
    const lines = await saring.context.models.AuditLine.find({ action: 'report.erased' }).lean();
    expect(lines).to.have.length(1);
    expect(lines[0]).not.to.have.property('by');
  });

  it('is told on the desk, and to who would block its source', async () => {
    const report = await aFullReport();
    const erased = await eraseReport(saring.context, report);
    await eraseReport(saring.context, erased);
    const browser = await signIn(saring, 'verifier');
    const { text: page } = await browser.get(`/meja/klaim/${String(report.claim)}`).expect(200);
    expect(page).to.include('Data pelapor dihapus atas permintaannya,');
    expect(page.match(/Data pelapor sebuah laporan dihapus atas permintaannya/gu)).to.have.length(1);
    const claim = await saring.context.models.Claim.findById(report.claim).lean();
    expect(claim?.activity.filter(({ action }) => action === 'report-erased')).to.have.length(1);
    // Within its week the source can be blocked; after that the form says what may be the reason.
    const form = `/meja/blokir/baru?laporan=${String(report._id)}`;
    expect((await browser.get(form).expect(200)).text).not.to.include('tidak diketahui lagi');
    await saring.context.models.Report.updateOne(
      { _id: report._id },
      { $unset: { sender: 1, senderUntil: 1 } },
    );
    expect((await browser.get(form)).text).to.include('dihapus atas permintaan pelapor');
  });

  it('leaves alone what others sent', async () => {
    const picture = await aPicture('png');
    const mine = await aFullReport();
    const theirs = await submitReport(saring, { text, files: [picture], doubt: 'Ragu', region: 'ID-BA' });
    await eraseReport(saring.context, mine);
    const left = await stored(theirs);
    expect(left).to.include({ text, doubt: 'Ragu', region: 'ID-BA' });
    expect(left?.pictures).to.have.length(1);
    expect(await saring.context.store.connection.collection('pictures.files').countDocuments({})).to.equal(2);
  });

  it('reaches the picture indexes of other processes', async () => {
    const report = await aFullReport();
    const other = {
      ...saring.context,
      pictures: createPictureIndex(),
      indexed: { ...saring.context.indexed },
    };
    delete other.indexed.pictures;
    await followClaims(other);
    expect(other.pictures.size).to.equal(1);
    saring.clock.advance(1);
    await eraseReport(saring.context, report);
    await followClaims(other);
    expect(other.pictures.size).to.equal(0);
  });

  it('says so when there is no such ticket', async () => {
    await saring.request.post('/lacak/SRG-0000-0000/hapus').expect(404);
    await saring.request.delete('/api/v1/reports/SRG-0000-0000').expect(404);
  });

  it('leaves no address readable in a backup, even before', async () => {
    await aFullReport();
    const folder = await mkdtemp(join(tmpdir(), 'saring-backup-'));
    try {
      const file = join(folder, 'backup');
      await writeBackup(saring.context.store.connection, file, { force: false });
      const bytes = await readFile(file);
      const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      expect(plain.includes('rina@contoh.example')).to.equal(false);
      expect(plain.includes('Karangsari')).to.equal(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
