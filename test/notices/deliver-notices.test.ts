import { expect } from 'chai';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import type { Clarification } from '../../src/clarifications/clarification.model.js';
import { backOff, deliverNotices, leaseMinutes } from '../../src/notices/deliver-notices.js';
import type { Notice } from '../../src/notices/notice.model.js';
import { createMailer, type Mail, type Mailer } from '../../src/notices/mailer.js';
import { oweAnswers } from '../../src/notices/owe-answers.js';
import { oweNews } from '../../src/notices/owe-news.js';
import { stopNotices } from '../../src/notices/stop-notices.js';
import { seal } from '../../src/privacy/seal.js';
import type { Report } from '../../src/reports/report.model.js';
import { aDesk, publish, type Desk } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer, type MailServer } from './mail-server.js';

describe('delivering notices', () => {
  let server: MailServer;
  let saring: Saring;
  let desk: Desk;
  beforeEach(async () => {
    server = await aMailServer();
    saring = await startSaring({ env: { SMTP_URL: server.url, BASE_URL: 'https://saring.example' } });
    desk = await aDesk(saring);
  });
  afterEach(async () => {
    await saring.close();
    await server.close();
  });

  const notices = () => saring.context.models.Notice.find().sort({ _id: 1 }).lean();
  const only = async (): Promise<Notice> => {
    const [notice, ...others] = await notices();
    expect(others).to.have.length(0);
    if (!notice) throw new Error('nothing is owed');
    return notice;
  };
  const deliver = () => deliverNotices(saring.context);
  const correct = (article: Clarification, title: string) =>
    correctClarification(
      saring.context,
      article._id,
      { title },
      { by: desk.editor.signedIn, note: `Judul menjadi ${title}.` },
    );

  async function answered(
    reports: Parameters<typeof submitReport>[1][] = [{ contact: { email: 'rina@contoh.example' } }],
  ): Promise<{ article: Clarification; reports: Report[] }> {
    const stored: Report[] = [];
    for (const report of reports) stored.push(await submitReport(saring, report));
    const article = await publish(saring, desk, { claims: [String(stored[0]?.claim)] });
    return { article, reports: stored };
  }

  it('writes to every reporter who left an address, once', async () => {
    const { reports } = await answered([
      { contact: { email: 'rina@contoh.example' } },
      {},
      { contact: { email: 'budi@contoh.example' }, language: 'en' },
    ]);
    await Promise.all([deliver(), deliver(), deliver()]);
    await deliver();
    expect(server.mails).to.have.length(2);
    expect(server.attempts).to.equal(2);
    const rina = server.mails.find((mail) => JSON.stringify(mail.to).includes('rina@contoh.example'));
    const budi = server.mails.find((mail) => JSON.stringify(mail.to).includes('budi@contoh.example'));
    expect(rina?.subject).to.equal('Laporan Anda sudah dijawab: Bendungan Karangsari tidak jebol');
    expect(rina?.text)
      .to.include('SALAH: Bendungan Karangsari tidak jebol')
      .and.include('Petugas bendungan memastikan')
      .and.include('https://saring.example/klarifikasi/bendungan-karangsari-tidak-jebol')
      .and.include(`https://saring.example/lacak/${reports[0]?.ticket}`)
      .and.include(`https://saring.example/berhenti/${reports[0]?.ticket}`);
    expect(rina?.html).to.equal(false);
    expect(rina?.from?.value).to.deep.equal([{ name: 'Saring', address: 'saring@saring.example' }]);
    expect(budi?.subject).to.equal('Your report has been answered: Bendungan Karangsari tidak jebol');
    expect(budi?.text)
      .to.include('FALSE: ')
      .and.include(`https://saring.example/en/lacak/${reports[2]?.ticket}`);
    expect((await notices()).map(({ status }) => status)).to.deep.equal(['sent', 'sent']);
  });

  it('gives the same news the same Message-ID, and a way to stop by one click', async () => {
    await answered();
    await deliver();
    const notice = await only();
    const [mail] = server.mails;
    expect(mail?.messageId).to.equal(`<notice-${String(notice._id)}@saring.example>`);
    expect(mail?.headers.get('auto-submitted')).to.equal('auto-generated');
    expect(JSON.stringify(mail?.headers.get('list')))
      .to.include('https://saring.example/berhenti/SRG-')
      .and.include('List-Unsubscribe=One-Click');
  });

  it('owes nothing twice, however often it is asked', async () => {
    const { article, reports } = await answered();
    const [report] = reports;
    if (!report) throw new Error('there is no report');
    await Promise.all(Array.from({ length: 4 }, () => oweAnswers(saring.context, report.claim)));
    await oweNews(saring.context, article._id);
    await deliver();
    await oweAnswers(saring.context, report.claim);
    await deliver();
    expect(server.mails).to.have.length(1);
  });

  describe('when the server fails', () => {
    it('waits longer each time, then leaves it to a person', async () => {
      server.temper = 'refuses for now';
      await answered();
      for (const [at, wait] of backOff.entries()) {
        await deliver();
        expect(await only()).to.include({ status: 'waiting', attempts: at + 1 });
        saring.clock.advance(wait - 0.1);
        await deliver();
        expect(server.attempts).to.equal(at + 1);
        saring.clock.advance(0.1);
      }
      await deliver();
      expect(await only()).to.include({ status: 'failed', problem: 'gave-up', attempts: backOff.length + 1 });
      saring.clock.advance(100_000);
      await deliver();
      expect(server.attempts).to.equal(8);
      expect(server.mails).to.have.length(0);
    });

    it('sends once it recovers', async () => {
      server.temper = 'refuses the address';
      await answered();
      await deliver();
      const notice = await only();
      expect(notice.lastError).to.include('no such mailbox ***');
      server.temper = 'takes';
      saring.clock.advance(1);
      await deliver();
      expect(server.mails).to.have.length(1);
      const sent = await only();
      expect(sent).to.include({ status: 'sent', attempts: 2 });
      expect(sent).to.not.have.any.keys('lastError', 'leaseUntil', 'problem');
    });

    it('tries again when the connection broke before the mail was handed over', async () => {
      server.temper = 'breaks off before the mail';
      await answered();
      await deliver();
      expect(await only()).to.include({ status: 'waiting', attempts: 1 });
      server.temper = 'takes';
      saring.clock.advance(1);
      await deliver();
      expect(server.mails).to.have.length(1);
    });

    it('does not try others while nobody answers', async () => {
      await answered([
        { contact: { email: 'rina@contoh.example' } },
        { contact: { email: 'budi@contoh.example' } },
      ]);
      await server.close();
      await deliver();
      const attempts = (await notices()).map((notice) => notice.attempts);
      expect(attempts).to.have.members([0, 1]);
      server = await aMailServer();
    });

    it('never sends again what the server may have taken', async () => {
      server.temper = 'takes it and breaks off';
      await answered();
      await deliver();
      expect(await only()).to.include({ status: 'failed', problem: 'unsure' });
      server.temper = 'takes';
      saring.clock.advance(10_000);
      await deliver();
      expect(server.mails).to.have.length(1);
    });

    it('never sends again what a process was sending when it died', async () => {
      await answered();
      const { _id } = await only();
      const leaseUntil = new Date(saring.clock.now().getTime() + leaseMinutes * 60_000);
      await saring.context.models.Notice.updateOne(
        { _id },
        { $set: { status: 'sending', leaseUntil, attempts: 1 } },
      );
      await deliver();
      expect(await only()).to.include({ status: 'sending' });
      saring.clock.advance(leaseMinutes);
      await deliver();
      expect(await only()).to.include({ status: 'failed', problem: 'unsure' });
      expect(server.mails).to.have.length(0);
    });

    it('knows that it was sent even when the lease ran out meanwhile', async () => {
      await answered();
      const mailer = createMailer(saring.context.config);
      const { Notice } = saring.context.models;
      const slow: Mailer = {
        ...mailer,
        async send(mail: Mail) {
          await mailer.send(mail);
          // Another process gives it up in the moment before this one notes what happened.
          await Notice.updateMany({}, { $set: { status: 'failed', problem: 'unsure' } });
        },
      };
      await deliverNotices({ ...saring.context, mailer: slow });
      const sent = await only();
      expect(sent).to.include({ status: 'sent' });
      expect(sent).to.not.have.property('problem');
    });
  });

  describe('without a mail server', () => {
    it('keeps everything, and sends it once there is one', async () => {
      const unset: Mailer = { ...createMailer(saring.context.config), configured: false };
      const context = { ...saring.context, mailer: unset };
      const report = await submitReport(saring, { contact: { email: 'rina@contoh.example' } });
      await publish({ ...saring, context }, desk, { claims: [String(report.claim)] });
      expect(await only()).to.include({ status: 'kept', attempts: 0 });
      await deliverNotices(context);
      expect(await only()).to.include({ status: 'kept' });
      await deliver();
      expect(await only()).to.include({ status: 'sent' });
      expect(server.mails).to.have.length(1);
      await deliver();
      expect(server.mails).to.have.length(1);
    });

    it('keeps what was waiting when the server is taken away', async () => {
      await answered();
      const unset: Mailer = { ...createMailer(saring.context.config), configured: false };
      await deliverNotices({ ...saring.context, mailer: unset });
      expect(await only()).to.include({ status: 'kept' });
    });
  });

  describe('what became moot while it waited', () => {
    it('is not sent to somebody who no longer asks', async () => {
      const { reports } = await answered();
      if (reports[0]) await stopNotices(saring.context, reports[0]);
      await deliver();
      expect(await only()).to.include({ status: 'withdrawn', problem: 'no-address' });
      expect(server.attempts).to.equal(0);
    });

    it('is not sent when the article was retracted', async () => {
      const { article } = await answered();
      await retractClarification(saring.context, article._id, { by: desk.editor.signedIn, reason: 'Keliru' });
      await deliver();
      expect(await only()).to.include({ status: 'withdrawn', problem: 'no-answer' });
      expect(server.mails).to.have.length(0);
    });

    it('is not sent when the report belongs to another claim now', async () => {
      const { reports } = await answered();
      const elsewhere = await submitReport(saring, {
        text: 'Kabar lain sama sekali tentang ikan hiu di sawah',
      });
      await saring.context.models.Report.updateOne(
        { _id: reports[0]?._id },
        { $set: { claim: elsewhere.claim } },
      );
      await deliver();
      expect(await only()).to.include({ status: 'withdrawn', problem: 'no-answer' });
    });
  });

  describe('corrections and retractions', () => {
    it('reach those who were told, with the reason, once each', async () => {
      const { article } = await answered([
        { contact: { email: 'rina@contoh.example' } },
        { contact: { email: 'budi@contoh.example' } },
      ]);
      await deliver();
      saring.clock.advance(60);
      await correct(article, 'Judul kedua');
      await deliver();
      expect(server.mails.slice(2).map(({ subject }) => subject)).to.deep.equal([
        'Koreksi: Judul kedua',
        'Koreksi: Judul kedua',
      ]);
      expect(server.mails[2]?.text).to.include('Yang dikoreksi: Judul menjadi Judul kedua.');
      saring.clock.advance(60);
      await retractClarification(saring.context, article._id, {
        by: desk.editor.signedIn,
        reason: 'Sumbernya ternyata keliru.',
      });
      await deliver();
      await deliver();
      expect(server.mails).to.have.length(6);
      expect(server.mails[5]?.subject).to.equal('Klarifikasi ditarik: Judul kedua');
      expect(server.mails[5]?.text).to.include('Alasannya: Sumbernya ternyata keliru.');
    });

    it('are not news to whoever is told for the first time afterwards', async () => {
      const { article } = await answered();
      await correct(article, 'Judul kedua');
      await deliver();
      expect(server.mails.map(({ subject }) => subject)).to.deep.equal([
        'Laporan Anda sudah dijawab: Judul kedua',
      ]);
      await oweNews(saring.context, article._id);
      await deliver();
      expect(server.mails).to.have.length(1);
    });

    it('that follow each other quickly are told once', async () => {
      const { article } = await answered();
      await deliver();
      await correct(article, 'Judul kedua');
      await correct(article, 'Judul ketiga');
      await deliver();
      expect(server.mails.map(({ subject }) => subject)).to.deep.equal([
        'Laporan Anda sudah dijawab: Bendungan Karangsari tidak jebol',
        'Koreksi: Judul ketiga',
      ]);
      expect((await notices()).map(({ status }) => status)).to.deep.equal(['sent', 'withdrawn', 'sent']);
    });

    it('reach also the one whose mail was on its way at that moment', async () => {
      const { article } = await answered();
      const mailer = createMailer(saring.context.config);
      const overtaken: Mailer = {
        ...mailer,
        async send(mail: Mail) {
          await mailer.send(mail);
          if (mail.subject.startsWith('Laporan')) await correct(article, 'Judul kedua');
        },
      };
      await deliverNotices({ ...saring.context, mailer: overtaken });
      expect(server.mails.map(({ subject }) => subject)).to.deep.equal([
        'Laporan Anda sudah dijawab: Bendungan Karangsari tidak jebol',
        'Koreksi: Judul kedua',
      ]);
    });
  });

  it('lets no title or address write a header of its own', async () => {
    const report = await submitReport(saring, { contact: { email: 'rina@contoh.example' } });
    await publish(saring, desk, {
      title: 'Judul Bcc: semua@contoh.example',
      claims: [String(report.claim)],
    });
    // Past the schemas, as if one of them had a hole.
    await saring.context.models.Clarification.updateMany(
      {},
      { $set: { title: 'Judul\r\nBcc: semua@contoh.example\r\n\r\nIsi palsu' } },
    );
    const two = seal(
      saring.context.config,
      'contact',
      report._id,
      'rina@contoh.example, semua@contoh.example',
    );
    await saring.context.models.Report.updateOne({ _id: report._id }, { $set: { 'contact.sealed': two } });
    await deliver();
    for (const mail of server.mails) {
      expect(mail.bcc).to.equal(undefined);
      expect(mail.headers.has('bcc')).to.equal(false);
      expect(mail.subject).to.equal('Laporan Anda sudah dijawab: Judul Bcc: semua@contoh.example Isi palsu');
    }
    expect(server.attempts).to.be.at.most(1);
  });
});
