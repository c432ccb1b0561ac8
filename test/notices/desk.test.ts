import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Types } from 'mongoose';
import { maskAddress, maskText } from '../../src/notices/mask-address.js';
import type { Notice } from '../../src/notices/notice.model.js';
import { signIn } from '../helpers/accounts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('masking addresses', () => {
  const tables: [string, string][] = [
    ['rina@contoh.example', 'r***@contoh.example'],
    ['a@b.example', 'a***@b.example'],
    ['"a@b"@c.example', '"***@c.example'],
    ['no address', '***'],
    ['@x', '***'],
  ];
  for (const [address, masked] of tables) {
    it(address, () => expect(maskAddress(address)).to.equal(masked));
  }
  it('in what a server says', () => {
    expect(maskText('550 5.1.1 <rina@contoh.example>: no\n such  user')).to.equal(
      '550 5.1.1 <***>: no such user',
    );
    expect(maskText('x'.repeat(1000))).to.have.length(300);
  });
});

describe('the outbox on the desk', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const owed = async (change: Partial<Notice> = {}) => {
    const email = `rina${String(new Types.ObjectId())}@contoh.example`;
    const { Notice } = saring.context.models;
    const report = await submitReport(saring, {
      text: Array.from({ length: 5 }, () => randomBytes(6).toString('hex')).join(' '),
      contact: { email },
    });
    await publish(saring, await aDesk(saring), { title: 'Jawaban <aneh>', claims: [String(report.claim)] });
    await Notice.updateOne({ report: report._id }, { $set: change });
    const notice = await Notice.findOne({ report: report._id }).lean();
    if (!notice) throw new Error('nothing is owed');
    return { notice, report, email };
  };

  it('is for staff', async () => {
    const { notice } = await owed();
    await saring.request.get('/meja/pemberitahuan').expect(303);
    await saring.request.post('/meja/pemberitahuan/kirim-ulang').expect(401);
    await saring.request.post(`/meja/pemberitahuan/${String(notice._id)}/kirim-ulang`).expect(401);
  });

  it('shows what is kept, without whole addresses', async () => {
    const { email, report } = await owed();
    const browser = await signIn(saring, 'verifier');
    const { text } = await browser.get('/meja/pemberitahuan?status=kept').expect(200);
    expect(text)
      .to.include('alamat pelapor (tersandi)')
      .and.include(report.ticket)
      .and.include('Jawaban &lt;aneh&gt;')
      .and.include('SMTP_URL')
      .and.not.include(email);
    await browser.get('/en/meja/pemberitahuan?status=kept').expect(200);
    await browser.get('/meja/pemberitahuan?status=apa').expect(400);
    await browser.get('/meja/pemberitahuan?status=kept&cursor=x').expect(400);
  });

  it('sends a failed one again, once', async () => {
    const { notice } = await owed({ status: 'failed', problem: 'unsure', attempts: 3 });
    const browser = await signIn(saring, 'verifier');
    const page = await browser.get('/meja/pemberitahuan').expect(200);
    expect(page.text).to.include('Tidak pasti apakah sudah terkirim').and.include('Tetap kirim ulang');
    const path = `/meja/pemberitahuan/${String(notice._id)}/kirim-ulang`;
    await browser.post(path).expect(303);
    const again = await saring.context.models.Notice.findById(notice._id).lean();
    expect(again).to.include({ status: 'waiting', attempts: 0 });
    expect(again).to.not.have.property('problem');
    await browser.post(path).expect(409);
    await browser.post('/meja/pemberitahuan/64b7f0000000000000000001/kirim-ulang').expect(404);
    await browser.post('/meja/pemberitahuan/x/kirim-ulang').expect(404);
  });

  it('sends all that were given up again, and none of which it is not certain', async () => {
    const given = await owed({ status: 'failed', problem: 'gave-up', lastError: 'greylisted' });
    const unsure = await owed({ status: 'failed', problem: 'unsure' });
    const browser = await signIn(saring, 'editor');
    await browser.post('/meja/pemberitahuan/kirim-ulang').expect(303);
    const { Notice } = saring.context.models;
    expect(await Notice.findById(given.notice._id).lean()).to.include({ status: 'waiting' });
    expect(await Notice.findById(unsure.notice._id).lean()).to.include({ status: 'failed' });
  });

  it('goes through all pages', async () => {
    const one = await startSaring();
    try {
      const now = one.clock.now();
      await one.context.models.Notice.insertMany(
        Array.from({ length: 65 }, (_, number) => ({
          key: `k${number}`,
          kind: 'answered',
          report: new Types.ObjectId(),
          clarification: new Types.ObjectId(),
          status: 'sent',
          nextAttemptAt: now,
          sentAt: now,
          createdAt: new Date(now.getTime() + (number % 7) * 1000),
        })),
      );
      const browser = await signIn(one, 'verifier');
      let path: string | undefined = '/meja/pemberitahuan?status=sent';
      const rows: number[] = [];
      while (path) {
        const { text }: { text: string } = await browser.get(path).expect(200);
        rows.push(text.match(/<tr>/g)?.length ?? 0);
        path = text
          .replaceAll('&amp;', '&')
          .replaceAll('&#x3D;', '=')
          .match(/href="(\/meja\/pemberitahuan[^"]*cursor=[^"]*)"/)?.[1];
      }
      // A row more each: the table's head.
      expect(rows).to.deep.equal([31, 31, 6]);
    } finally {
      await one.close();
    }
  });

  it('lets a reporter stop by a button, in both languages, and forgets the address', async () => {
    const { report, email } = await owed();
    const path = `/berhenti/${report.ticket}`;
    const { text, headers } = await saring.request.get(path).expect(200);
    expect(text).to.include(report.ticket).and.not.include(email);
    expect(headers['cache-control']).to.equal('no-store');
    await saring.request.get(`/en${path}`).expect(200);
    const addresses = () => saring.context.models.Report.countDocuments({ _id: report._id, wantsNews: true });
    expect(await addresses()).to.equal(1);
    await saring.request.post(path).type('form').send({ 'List-Unsubscribe': 'One-Click' }).expect(200);
    await saring.request.post(path).expect(200);
    expect(await addresses()).to.equal(0);
    await saring.request.get('/berhenti/SRG-0000-0000').expect(404);
    await saring.request.post('/berhenti/x').expect(404);
  });
});
