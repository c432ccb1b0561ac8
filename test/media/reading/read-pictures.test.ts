import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import sharp from 'sharp';
import { readPictures } from '../../../src/media/reading/read-pictures.js';
import { searchClaims } from '../../../src/claims/list-claims.js';
import { ReaderDied } from '../../../src/media/reading/text-reader.js';
import type { Report } from '../../../src/reports/report.model.js';
import { aDesk, publish } from '../../helpers/clarifications.js';
import { signIn } from '../../helpers/accounts.js';
import { readReport } from '../../helpers/claims.js';
import { submitReport } from '../../helpers/reports.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

const sample = (key: string) => readFile(new URL(`../../../seed/pictures/${key}.png`, import.meta.url));

/** The words of the screenshot, as somebody would type them. */
const typed =
  'Selamat! Nomor Anda menang undian mobil, segera hubungi panitia dan kirim biaya balik nama lewat transfer';

/** A message drawn as a picture, which the samples do not have. */
function screenshotOf(text: string): Promise<Buffer> {
  const lines = text.match(/.{1,34}(?:\s|$)/gu) ?? [];
  const drawn = lines.map(
    (line, at) =>
      `<text x="24" y="${60 + at * 36}" font-family="DejaVu Sans" font-size="24">${line.trim()}</text>`,
  );
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="${100 + lines.length * 36}"><rect width="100%" height="100%" fill="#fff"/>${drawn.join('')}</svg>`,
    ),
  )
    .png()
    .toBuffer();
}

describe('reading the pictures of reports', function () {
  this.timeout(120_000);
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const send = (file: Buffer, text = '') => submitReport(saring, { text, files: [file] });
  const read = () => readPictures(saring.context);
  const now = (report: Report) => readReport(saring, report._id);

  it('gives a claim that came as a picture alone the words in it, and finds it by them', async () => {
    const report = await send(await sample('sms-undian-mobil'), 'Ini dari grup RT, benar tidak?');
    await read();
    const after = await now(report);
    expect(after.pictures[0]?.reading).to.match(/undian|mobil/i);
    expect(after.toRead).to.equal(undefined);
    const claim = await saring.context.models.Claim.findById(after.claim).lean();
    expect(claim?.statement).to.not.match(/^Gambar yang dilaporkan|grup RT/);
    expect(claim?.examples.join(' ')).to.contain(after.pictures[0]?.reading?.split('\n')[0]);
    const found = await searchClaims(saring.context, { q: 'undian mobil', limit: 5, statuses: ['open'] });
    expect(found.items.map(({ _id }) => String(_id))).to.include(String(after.claim));
  });

  it('answers a screenshot of what was answered before, with the reason that a machine read it', async () => {
    const desk = await aDesk(saring);
    const known = await submitReport(saring, { text: typed });
    await publish(saring, desk, { claims: [String(known.claim)] });
    const report = await send(await screenshotOf(typed));
    expect(String(report.claim)).to.not.equal(String(known.claim));
    await read();
    const after = await now(report);
    expect(String(after.claim)).to.equal(String(known.claim));
    expect(after.match).to.include({ state: 'confirmed', decidedBy: 'matcher' });
    expect(after.match.by).to.deep.equal(['reading']);
    const left = await saring.context.models.Claim.findById(report.claim).lean();
    expect(left).to.include({ status: 'merged' });
    const ticket = await saring.request.get(`/lacak/${report.ticket}`);
    expect(ticket.text).to.contain('dibaca mesin');
  });

  it('moves nothing that a person decided, or whose own words chose', async () => {
    const known = await submitReport(saring, { text: typed });
    const report = await send(
      await screenshotOf(typed),
      'Bendungan Karangsari jebol tadi malam, warga tiga desa mengungsi',
    );
    await read();
    const after = await now(report);
    expect(String(after.claim)).to.equal(String(report.claim));
    expect(String(after.claim)).to.not.equal(String(known.claim));
    expect(after.pictures[0]?.reading).to.match(/undian\s+mobil/i);
  });

  it('shows the desk what a machine read, marked as that and with its numbers masked', async () => {
    const report = await send(
      await screenshotOf('Kirim biaya balik nama mobil undian kepada panitia di nomor 081234567890 hari ini'),
    );
    await read();
    const browser = await signIn(saring, 'verifier');
    const page = await browser.get(`/meja/klaim/${String(report.claim)}`);
    expect(page.text).to.contain('Teks terbaca mesin');
    expect(page.text).to.contain('balik nama mobil');
    expect(page.text).to.not.contain('081234567890');
  });

  it('reads a picture once, however often it was sent', async () => {
    const file = await sample('sms-undian-mobil');
    const first = await send(file);
    await read();
    const second = await send(file);
    saring.context.textReader = {
      read: () => Promise.reject(new Error('read again')),
      close: () => undefined,
    };
    await read();
    expect((await now(second)).pictures[0]?.reading).to.equal((await now(first)).pictures[0]?.reading);
  });

  it('goes on after a picture that cannot be read', async () => {
    const report = await send(await sample('sms-undian-mobil'));
    const { textReader } = saring.context;
    saring.context.textReader = { ...textReader, read: () => Promise.reject(new Error('the process ended')) };
    await read();
    const after = await now(report);
    expect(after.toRead).to.equal(undefined);
    expect(after.pictures[0]?.reading).to.equal('');
    textReader.close();
  });

  it('leaves what waits to the next start when Saring is stopped, also in the middle of a picture', async () => {
    const report = await send(await sample('sms-undian-mobil'));
    const reading = read();
    saring.context.textReader.close();
    await reading;
    const after = await now(report);
    expect(after.toRead).to.equal(true);
    expect(after.pictures[0]?.reading).to.equal(undefined);
  });

  it('tries a picture again whose reader died, once', async () => {
    const report = await send(await sample('sms-undian-mobil'));
    const tried: number[] = [];
    saring.context.textReader = {
      read: () => {
        tried.push(1);
        return tried.length === 1
          ? Promise.reject(new ReaderDied('killed'))
          : Promise.resolve('Anda menang mobil');
      },
      close: () => undefined,
    };
    await read();
    expect((await now(report)).pictures[0]?.reading).to.equal('Anda menang mobil');
  });

  it('reads the newest first', async () => {
    const first = await send(await sample('sms-undian-mobil'));
    saring.clock.advance(1);
    const second = await send(await sample('sms-blokir-bank'));
    const order: string[] = [];
    saring.context.textReader = {
      read: () => Promise.resolve(String(order.push('read'))),
      close: () => undefined,
    };
    await read();
    expect((await now(second)).pictures[0]?.reading).to.equal('1');
    expect((await now(first)).pictures[0]?.reading).to.equal('2');
  });

  it('reads what came before pictures were read', async () => {
    const report = await send(await sample('sms-undian-mobil'));
    await saring.context.models.Report.updateOne({ _id: report._id }, { $unset: { toRead: 1 } });
    await read();
    expect((await now(report)).pictures[0]?.reading).to.match(/mobil/i);
  });
});
