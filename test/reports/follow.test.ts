import { expect } from 'chai';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import { aReportedClaim } from '../helpers/claims.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { wordsOf } from '../helpers/library.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('following a report', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('asks for the ticket, and leads to it however it was typed', async () => {
    expect((await saring.request.get('/lacak').expect(200)).text).to.include('Nomor tiket');
    const found = await saring.request.get('/lacak').query({ tiket: ' srg 7k3q 9fxd ' });
    expect(found.status).to.equal(303);
    expect(found.headers['location']).to.equal('/lacak/SRG-7K3Q-9FXD');
    for (const tiket of [
      'tiket saya SRG-7K3Q-9FXD ya',
      'https://saring.example/lacak/SRG-7K3Q-9FXD?baru=1',
      'Cek https://saring.example/en/lacak/srg7k3q9fxd.',
    ]) {
      const { headers } = await saring.request.get('/lacak').query({ tiket }).expect(303);
      expect(headers['location'], tiket).to.equal('/lacak/SRG-7K3Q-9FXD');
    }
    const english = await saring.request.get('/en/lacak').query({ tiket: '7K3Q9FXD' });
    expect(english.headers['location']).to.equal('/en/lacak/SRG-7K3Q-9FXD');
  });

  for (const typed of ['', 'apa ini', '<script>alert(1)</script>', '//jahat.example', 'x'.repeat(3000)]) {
    it(`says so when ${JSON.stringify(typed.slice(0, 26))} is no ticket`, async () => {
      const { status, text } = await saring.request.get('/lacak').query({ tiket: typed });
      expect(status).to.equal(400);
      expect(text).not.to.include('<script>alert');
    });
  }

  it('says kindly that a ticket is unknown', async () => {
    const { status, text } = await saring.request.get('/lacak/SRG-0000-0000');
    expect(status).to.equal(404);
    expect(text).to.include('Tiket ini tidak kami temukan').and.include('SRG-0000-0000');
    expect((await saring.request.get('/lacak/%3Cscript%3Ealert(1)')).text).not.to.include('<script>alert');
  });

  it('shows neither the address nor the message, to no cache and no other site', async () => {
    const { ticket } = await submitReport(saring, {
      text: `${messages.voucher}. Hubungi saya di 0812 3456 7890, nomor rahasia saya`,
      doubt: 'Tetangga saya bernama Fulan ikut',
      contact: { email: 'rina@contoh.example' },
    });
    const { headers, text } = await saring.request.get(`/lacak/${ticket}`).expect(200);
    expect(headers).to.include({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    expect(text).to.include('noindex').and.include('kami kabarkan lewat surel');
    for (const secret of ['rina@', '3456', 'Fulan']) expect(text).not.to.include(secret);
  });

  it('tells how many others reported it, what happened, and the answer', async () => {
    const first = await submitReport(saring, { text: messages.dam });
    await submitReport(saring, { text: messages.dam });
    await submitReport(saring, { text: messages.dam });
    const open = await saring.request.get(`/lacak/${first.ticket}`).expect(200);
    expect(open.text).to.include('digabung dengan 2 laporan lain').and.include('Laporan diterima');
    saring.clock.advance(30);
    await publishAnswer(saring, String(first.claim));
    const answered = await saring.request.get(`/lacak/${first.ticket}`).expect(200);
    expect(answered.text)
      .to.include('Bendungan Karangsari tidak jebol')
      .and.include('Salah')
      .and.include('https://wa.me/');
    expect(answered.text).not.to.include('Selanjutnya');
    const english = await saring.request.get(`/en/lacak/${first.ticket}`).expect(200);
    expect(english.text).to.include('put together with 2 other reports').and.include('/en/klarifikasi/');
  });

  it('tells of corrections and a retraction, why, and where to read it', async () => {
    const { context, clock } = saring;
    const text = 'Wali kota Karanganyar melarang pasar malam selama setahun penuh';
    const first = await submitReport(saring, { text });
    clock.advance(10);
    await submitReport(saring, { text });
    const desk = await aDesk(saring);
    const claims = [String(first.claim)];
    const title = 'Pasar malam tidak dilarang';
    const article = await publish(saring, desk, { title, claims });
    clock.advance(10);
    const by = desk.editor.signedIn;
    const note = 'Nama pasarnya kami betulkan.';
    await correctClarification(context, article._id, { summary: 'Pasar malam tetap buka.' }, { by, note });
    const corrected = await saring.request.get(`/lacak/${first.ticket}`).expect(200);
    expect(corrected.text).to.include('Klarifikasinya dikoreksi.').and.include(note);
    expect(corrected.text).not.to.include('Klarifikasinya kami tarik');
    clock.advance(10);
    const reason = 'Surat edarannya ternyata asli.';
    await retractClarification(context, article._id, { by, reason });
    const page = await saring.request.get(`/lacak/${first.ticket}`).expect(200);
    expect(page.text)
      .to.include('Klarifikasinya kami tarik')
      .and.include(`href="/klarifikasi/${article.slug}"`)
      .and.include(title);
    expect(page.text.split(reason)).to.have.length(3);
    const { body } = await saring.request.get(`/api/v1/reports/${first.ticket}`).expect(200);
    expect(body.retracted).to.include({ slug: article.slug, title, reason });
    expect(body.history.map(({ event }: { event: string }) => event)).to.deep.equal([
      'received',
      'joined',
      'answered',
      'corrected',
      'unanswered',
    ]);
    expect(new Date(body.history[1].at as string).getTime() - first.createdAt.getTime()).to.equal(600_000);
    await publish(saring, desk, { title: 'Pasar malam memang dilarang', claims });
    const again = await saring.request.get(`/lacak/${first.ticket}`).expect(200);
    expect(again.text).not.to.include('Klarifikasinya kami tarik');
  });

  it('tells why a claim was set aside', async () => {
    const { ticket, claim } = await submitReport(saring, { text: messages.garlic });
    saring.clock.advance(5);
    await saring.context.models.Claim.updateOne(
      { _id: claim },
      {
        $set: { status: 'set-aside', setAside: { reason: 'opinion' } },
        $push: { activity: { at: saring.clock.now(), action: 'set-aside', detail: { reason: 'opinion' } } },
      },
    );
    const { text } = await saring.request.get(`/lacak/${ticket}`).expect(200);
    expect(text).to.include('Tidak diproses').and.include('isinya pendapat, bukan pernyataan fakta');
  });

  describe('says why', () => {
    const quake =
      'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan';
    const other = quake.replace('7,2', '9,7');

    it('a claim may be the same, and what differs, with both texts marked', async () => {
      await aReportedClaim(saring, [quake, `Info: ${quake}`, `${quake}!!!`]);
      const report = await submitReport(saring, { text: `${other}. Hubungi 0812 3456 7890 <b>segera</b>` });
      expect(report.match.state).to.equal('suggested');
      const { text } = await saring.request.get(`/lacak/${report.ticket}`).expect(200);
      expect(text).to.include('<mark>mengguncang</mark>');
      for (const number of ['9,7', '7,2']) expect(text).to.include(`<mark class="differs">${number}<span`);
      expect(text).to.include('<details class="compare" open>');
      expect(wordsOf(text)).to.include(
        'Perhatikan: angka di pesan Anda (9,7) berbeda dengan yang sudah dilaporkan (7,2).',
      );
      // A ticket gets passed on.
      expect(text).not.to.include('3456').and.not.include('<b>segera');
      const english = wordsOf((await saring.request.get(`/en/lacak/${report.ticket}`).expect(200)).text);
      expect(english).to.include(
        'Please note: the number in your message (9,7) is not the one that was reported before (7,2).',
      );
      const { body } = await saring.request.get(`/api/v1/reports/${report.ticket}`).expect(200);
      expect(body.match.why).to.include('mengguncang').and.not.include('3456');
      expect(body.match.against).to.deep.equal([
        { kind: 'number', report: '9,7', claim: '7,2', what: 'angka berbeda: 9,7 dan 7,2' },
      ]);
    });

    it('a report was put with others, folded', async () => {
      const first = await submitReport(saring, { text: messages.ballots });
      const second = await submitReport(saring, { text: `Tolong cek: ${messages.ballots}` });
      expect(String(second.claim)).to.equal(String(first.claim));
      const { text } = await saring.request.get(`/lacak/${second.ticket}`).expect(200);
      expect(wordsOf(text)).to.include('Mengapa laporan ini digabung').and.include('Bandingkan kedua teks');
      expect(text).to.include('<details class="compare">').and.include('<mark>kontainer</mark>');
      // Who opened the claim was compared with nobody.
      const opened = await saring.request.get(`/lacak/${first.ticket}`).expect(200);
      expect(opened.text).not.to.include('Mengapa laporan ini digabung').and.not.include('<mark');
    });

    it('only with what the reporter may read: nothing that others sent', async () => {
      const statement = 'Kabar penting untuk seluruh warga perumahan Melati Indah';
      const { claim } = await aReportedClaim(saring, [
        `${statement}: pencuri bersenjata 12 orang berkeliaran memakai mobil hitam bernomor rahasia`,
      ]);
      await saring.context.models.Claim.updateOne(
        { _id: claim._id },
        { $set: { statement, status: 'checking', worded: true } },
      );
      const text = `${statement}: pencuri bersenjata 34 orang berkeliaran memakai mobil hitam bernomor polisi`;
      const report = await submitReport(saring, { text });
      expect(report.match.against).to.deep.include({ kind: 'number', report: '34', claim: '12' });
      const page = await saring.request.get(`/lacak/${report.ticket}`).expect(200);
      expect(page.text).to.include('Mungkin sama dengan ini').and.include(statement);
      const { body } = await saring.request.get(`/api/v1/reports/${report.ticket}`).expect(200);
      expect(body.match.why).not.to.have.length(0);
      expect(body.match.against).to.deep.equal([]);
      for (const seen of [page.text, JSON.stringify(body)]) {
        expect(seen)
          .not.to.include('rahasia')
          .and.not.match(/\b12 orang|: 12|\(12\)/);
      }
    });

    it('nothing while the claim that is suggested stays hidden', async () => {
      await submitReport(saring, {
        text: 'Kucing oranye bersayap 17 ekor terlihat di atap stasiun Purwokerto',
      });
      const report = await submitReport(saring, {
        text: 'Kucing oranye bersayap 39 ekor terlihat di atap stasiun Purwokerto',
      });
      expect(report.match.state).to.equal('suggested');
      const { body } = await saring.request.get(`/api/v1/reports/${report.ticket}`).expect(200);
      expect(body.suggestion).to.equal(null);
      expect(body.match).to.deep.include({ state: 'suggested', why: [], against: [] });
    });
  });
});
