import { expect } from 'chai';
import { answerClaims } from '../../src/clarifications/answer-claims.js';
import { bearer } from '../helpers/accounts.js';
import { aReportedClaim } from '../helpers/claims.js';
import {
  aPicture,
  aPictureBomb,
  messages,
  publishAnswer,
  readContact,
  submitReport,
} from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const api = '/api/v1';

describe('the API for citizens', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const post = () => saring.request.post(`${api}/reports`);
  const match = (body: unknown) => saring.request.post(`${api}/match`).send(body as object);
  const send = (key: string, text: string) => report({ text }).set('Idempotency-Key', key);
  const report = (body: object) => saring.request.post(`${api}/reports`).send(body);

  describe('POST /reports', () => {
    const bad: [string, unknown, string[]][] = [
      ['nothing', {}, ['text']],
      ['only blanks', { text: ' \u0000\n ' }, ['text']],
      ['an array', [], ['body']],
      ['an operator instead of a text', { text: { $gt: '' } }, ['text']],
      ['operators inside', { text: 'x', contact: { email: { $ne: '' } } }, ['contact.email']],
      ['an unknown field', { text: 'x', $where: '1', status: 'answered' }, ['$where', 'status']],
      ['too long a text', { text: 'a'.repeat(20_001) }, ['text']],
      ['too long a doubt', { text: 'x', doubt: 'a'.repeat(2001) }, ['doubt']],
      ['six links', { urls: Array.from({ length: 6 }, (_, n) => `https://a.example/${n}`) }, ['urls']],
      [
        'links of other kinds',
        { text: 'x', urls: ['javascript:alert(1)', 'https://a.example', 'data:,x'] },
        ['urls.0', 'urls.2'],
      ],
      ['links that are no array', { urls: 'https://a.example' }, ['urls']],
      ['an unknown channel', { text: 'x', channel: 'pigeon' }, ['channel']],
      ['an unknown region', { text: 'x', region: 'ID-XX' }, ['region']],
      ['half an address', { text: 'x', contact: { email: 'budi@' } }, ['contact.email']],
      [
        'two addresses',
        { text: 'x', contact: { email: 'a@b.example\nBcc: c@d.example' } },
        ['contact.email'],
      ],
      [
        'several at once',
        { channel: 1, region: null, doubt: [], contact: 'a@b.example', urls: [3] },
        ['channel', 'contact', 'doubt', 'region', 'urls.0'],
      ],
    ];
    for (const [what, body, fields] of bad) {
      it(`refuses ${what}, and says which field`, async () => {
        const { status, body: answer } = await report(body as object);
        expect(status).to.equal(400);
        expect(answer.error.code).to.equal('bad_input');
        expect(Object.keys(answer.error.fields).sort()).to.deep.equal(fields);
        for (const sentence of Object.values(answer.error.fields)) expect(sentence).to.match(/ .*[.]$/);
      });
    }

    it('does not follow __proto__ and constructor', async () => {
      for (const body of [
        '{"text":"x","__proto__":{"polluted":1}}',
        '{"text":"x","constructor":{"prototype":{"polluted":1}}}',
      ]) {
        const { status } = await saring.request.post(`${api}/reports`).type('json').send(body);
        expect(status).to.equal(400);
      }
      expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
    });

    it('refuses what is not JSON, not a form, or not a body', async () => {
      expect((await post().type('json').send('{"text":')).status).to.equal(400);
      expect((await post().type('text').send('halo')).status).to.equal(415);
      expect((await post().type('application/xml').send('<a/>')).status).to.equal(415);
      expect((await post()).status).to.equal(400);
      expect((await post().set('Content-Type', 'multipart/form-data').send('x')).status).to.equal(400);
      expect(
        (await post().set('Content-Type', 'multipart/form-data; boundary=a').send('--a\r\nx')).status,
      ).to.equal(400);
      expect(
        (await post().set('Content-Type', 'application/json; charset=tidak-ada').send('{}')).status,
      ).to.equal(415);
      expect((await report({ text: 'a'.repeat(2_000_000) })).status).to.equal(413);
    });

    it('takes the text as it was written, tidied', async () => {
      const { status, body } = await report({
        text: '  Cafe\u0301 Semesta\u0000 membagikan\r\nkopi gratis \ud800 setiap pagi 🙏🏽 <b>tebal</b> ',
      });
      expect(status).to.equal(201);
      const stored = await saring.context.models.Report.findOne({ ticket: body.ticket }).lean();
      expect(stored?.text).to.equal('Café Semesta membagikan\nkopi gratis  setiap pagi 🙏🏽 <b>tebal</b>');
    });

    it('answers as the contract says, and keeps the address to itself', async () => {
      const { status, headers, body } = await report({
        text: messages.garlic,
        urls: ['contoh.example/bawang'],
        channel: 'whatsapp',
        region: 'ID-JB',
        doubt: 'Dokter saya tidak pernah bilang begitu',
        contact: { email: 'Rina@Contoh.example' },
      });
      expect(status).to.equal(201);
      expect(headers['location']).to.equal(`${api}/reports/${body.ticket}`);
      expect(body.ticket).to.match(/^SRG-/);
      expect(body.url).to.equal(`http://localhost:3000/lacak/${body.ticket}`);
      expect(body.claim).to.include({ status: 'open', reportCount: 1 });
      expect(body.match).to.deep.equal({ score: 1, state: 'confirmed', why: [], against: [] });
      expect(body.answers).to.deep.equal([]);
      const seen = await saring.request.get(`${api}/reports/${body.ticket}`);
      for (const text of [JSON.stringify(body), seen.text])
        expect(text.toLowerCase()).not.to.include('rina@');
      const stored = await saring.context.models.Report.findOne({ ticket: body.ticket })
        .select('+contact')
        .lean();
      expect(stored).to.deep.include({
        urls: ['https://contoh.example/bawang'],
        channel: 'whatsapp',
        region: 'ID-JB',
        wantsNews: true,
        source: 'api',
        language: 'id',
      });
      expect(JSON.stringify(stored)).not.to.match(/rina/iu);
      expect(await readContact(saring, { ticket: body.ticket })).to.equal('Rina@Contoh.example');
    });

    it('takes a multipart form with pictures', async () => {
      const { status, body } = await saring.request
        .post(`${api}/reports`)
        .field('urls', 'https://contoh.example/satu\ncontoh.example/dua')
        .field('contact[email]', 'budi@contoh.example')
        .field('channel', 'facebook')
        .field('region', '')
        .attach('files', await aPicture('png'), 'layar.png')
        .attach('files', await aPicture('gif', { seed: 9 }), '../../etc/passwd');
      expect(status).to.equal(201);
      const stored = await saring.context.models.Report.findOne({ ticket: body.ticket })
        .select('+contact')
        .lean();
      expect(stored?.urls).to.have.length(2);
      expect(stored?.pictures).to.have.length(2);
      expect(await readContact(saring, { ticket: body.ticket })).to.equal('budi@contoh.example');
      const waiting = await saring.context.store.connection
        .collection('pictures.files')
        .countDocuments({ 'metadata.waiting.until': { $gt: new Date(0) } });
      expect(waiting).to.equal(0);
    });

    const badPictures: [string, () => Promise<Buffer[]>, number, string[]][] = [
      ['a text file that says it is a JPEG', async () => [Buffer.from('bukan gambar')], 415, ['files.0']],
      [
        'two bad ones of three',
        async () => [Buffer.from('GIF89a'), await aPicture(), (await aPicture()).subarray(0, 900)],
        422,
        ['files.0', 'files.2'],
      ],
      ['a bomb', async () => [aPictureBomb()], 413, ['files.0']],
      ['one over 8 MB', async () => [await aPicture(), Buffer.alloc(8 * 1024 * 1024 + 1)], 413, ['files.1']],
      [
        'six',
        async () => Array<Buffer>(6).fill(await aPicture('png', { width: 40, height: 40 })),
        400,
        ['files'],
      ],
    ];
    for (const [what, make, expected, fields] of badPictures) {
      it(`refuses pictures: ${what}`, async () => {
        const before = await saring.context.models.Report.countDocuments();
        let request = saring.request.post(`${api}/reports`).field('text', 'Lihat gambar berikut');
        for (const bytes of await make()) request = request.attach('files', bytes, 'foto.jpg');
        const { status, body } = await request;
        expect(status).to.equal(expected);
        expect(Object.keys(body.error.fields)).to.deep.equal(fields);
        expect(await saring.context.models.Report.countDocuments()).to.equal(before);
      });
    }

    it('answers in English when asked to', async () => {
      const { body } = await report({}).set('Accept-Language', 'en');
      expect(body.error.fields.text).to.equal('Fill in at least one: the message, a link or a picture.');
    });
  });

  describe('idempotency', () => {
    it('gives the same ticket for the same key, ten times at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          send('kunci-paralel', 'Listrik seluruh pulau padam selama tiga hari penuh'),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([201]));
      expect(new Set(answers.map(({ body }) => body.ticket)).size).to.equal(1);
      const [claim] = new Set(answers.map(({ body }) => body.claim.id as string));
      expect(await saring.context.models.Report.countDocuments({ claim })).to.equal(1);
    });

    it('refuses the key for another report', async () => {
      await send('kunci-lain', messages.ballots).expect(201);
      const { status, body } = await send('kunci-lain', messages.voucher);
      expect(status).to.equal(422);
      expect(body.error.message).to.include('Idempotency-Key');
    });

    it('refuses a key of more than 200 characters, and keeps none', async () => {
      const { status, body } = await send('k'.repeat(201), messages.voucher);
      expect(status).to.equal(400);
      expect(Object.keys(body.error.fields)).to.deep.equal(['Idempotency-Key']);
      await send('k'.repeat(200), messages.voucher).expect(201);
      expect(await saring.context.models.Report.exists({ idempotencyKey: 'k'.repeat(200) })).to.equal(null);
    });
  });

  describe('GET /reports/:ticket', () => {
    for (const ticket of ['SRG-0000-0000', 'apa-ini', '%00', '$gt', '..%2f..%2fetc', 'x'.repeat(3000)]) {
      it(`knows no ${ticket.slice(0, 20)}`, async () => {
        const { status, body } = await saring.request.get(`${api}/reports/${ticket}`);
        expect(status).to.equal(404);
        expect(body.error.code).to.equal('not_found');
      });
    }

    it('forgives how a ticket is typed, and is kept by no cache', async () => {
      const { ticket } = await submitReport(saring, {
        text: 'Jembatan layang ditutup total karena retak besar',
      });
      const { status, headers, body } = await saring.request.get(
        `${api}/reports/${ticket.toLowerCase().replaceAll('-', ' ')}`,
      );
      expect(status).to.equal(200);
      expect(headers['cache-control']).to.equal('no-store');
      expect(body).to.include({ ticket, status: 'received' });
    });

    it('follows the claim: checking, answered, again open', async () => {
      const { context, clock } = saring;
      const { ticket, claim } = await submitReport(saring, {
        text: 'Kereta cepat gratis selama sebulan untuk semua pelajar',
      });
      const seen = async () => (await saring.request.get(`${api}/reports/${ticket}`).expect(200)).body;
      clock.advance(5);
      await context.models.Claim.updateOne(
        { _id: claim },
        { $set: { status: 'checking' }, $push: { activity: { at: clock.now(), action: 'taken' } } },
      );
      expect((await seen()).status).to.equal('checking');
      clock.advance(5);
      const article = await publishAnswer(saring, String(claim), 'Kereta cepat tidak gratis');
      let body = await seen();
      expect(body.status).to.equal('answered');
      expect(body.answers[0]).to.include({ title: 'Kereta cepat tidak gratis', verdict: 'false' });
      expect(body.history.map(({ event }: { event: string }) => event)).to.deep.equal([
        'received',
        'checking',
        'answered',
      ]);
      clock.advance(5);
      await context.models.Clarification.updateOne(
        { _id: article._id },
        { $set: { status: 'retracted', updatedAt: clock.now() }, $unset: { answers: 1 } },
      );
      await answerClaims(context, article._id);
      body = await seen();
      expect(body.status).to.equal('received');
      expect(body.answers).to.deep.equal([]);
    });
  });

  describe('POST /match', () => {
    for (const body of [
      {},
      { text: '' },
      { text: { $gt: '' } },
      { text: 'x', more: 1 },
      { text: 'a'.repeat(20_001) },
      ['x'],
    ]) {
      it(`refuses ${JSON.stringify(body).slice(0, 30)}`, async () => {
        expect((await match(body)).status).to.equal(400);
      });
    }

    it('knows nothing about something new', async () => {
      const { body } = await match({
        text: 'Kambing di kebun binatang kota melahirkan anak berkepala tiga kemarin pagi',
      });
      expect(body).to.deep.equal({ decision: 'unknown', matches: [] });
    });

    it('tells who holds the same message that it is known, and nobody else', async () => {
      const text = 'Sumur warga Kampung Melati mengeluarkan air berwarna merah darah sejak gempa kemarin';
      await submitReport(saring, { text });
      const same = await match({ text: `${text}!!!` });
      expect(same.body.decision).to.equal('known');
      expect(same.body.matches[0]).to.include({ certain: true });
      const alike = await match({ text: 'sumur di kampung melati katanya merah?' });
      expect(alike.body).to.deep.equal({ decision: 'unknown', matches: [] });
    });

    it('gives the answer when it is certain', async () => {
      const text = 'Menteri mengumumkan semua cicilan sepeda motor dihapus mulai bulan depan bagi pekerja';
      const { claim } = await submitReport(saring, { text });
      await publishAnswer(saring, String(claim), 'Cicilan sepeda motor tidak dihapus');
      const { body } = await match({ text: `*${text.toUpperCase()}* 🙏` });
      expect(body.decision).to.equal('answered');
      expect(body.matches[0].clarification).to.include({
        title: 'Cicilan sepeda motor tidak dihapus',
        verdict: 'false',
      });
      expect(body.matches[0].claim).to.include({ status: 'answered', verdict: 'false' });
      expect(body.matches[0].words).to.include('CICILAN');
      expect(body.matches[0].why).to.deep.equal(['teks yang sama persis', ...body.matches[0].words]);
    });

    it('tells what differs, in both languages, and with figures to staff', async () => {
      const text =
        'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan';
      const { claim } = await aReportedClaim(saring, [text, `Info: ${text}`, `${text}!!!`]);
      const other = text.replace('7,2', '9,7');
      const indonesian = await match({ text: other });
      expect(indonesian.body.matches[0].claim.id).to.equal(String(claim._id));
      expect(indonesian.body.matches[0].why).to.include('mengguncang');
      const difference = { kind: 'number', report: '9,7', claim: '7,2' };
      expect(indonesian.body.matches[0].against).to.deep.equal([
        { ...difference, what: 'angka berbeda: 9,7 dan 7,2' },
      ]);
      const english = await match({ text: other }).set('Accept-Language', 'en');
      expect(english.body.matches[0].against).to.deep.equal([
        { ...difference, what: 'different number: 9,7 and 7,2' },
      ]);
      const { body: answer } = await report({ text: other }).expect(201);
      expect(answer.match.against).to.deep.equal(indonesian.body.matches[0].against);
      const token = await bearer(saring, 'verifier');
      const { body } = await saring.request
        .get(`${api}/claims/${answer.claim.id}`)
        .set('Authorization', `Bearer ${token}`)
        .expect(200);
      const [stored] = body.reports;
      expect(stored.match.against[0]).to.include({ kind: 'number', report: '9,7' });
      expect(Object.values(stored.match.evidence as object)).not.to.have.length(0);
    });

    it('says "known", never "answered", when it is only likely', async () => {
      const { body } = await match({ text: 'cicilan motor dihapus menteri' });
      if (body.matches.length > 0) {
        expect(body.decision).to.equal('known');
        expect(body.matches[0].certain).to.equal(false);
      }
      expect(body.decision).not.to.equal('answered');
    });
  });
});
