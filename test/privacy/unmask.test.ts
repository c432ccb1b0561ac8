import { expect } from 'chai';
import { Types } from 'mongoose';
import { mostUnmasked } from '../../src/privacy/unmask-limit.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, bearer, signIn } from '../helpers/accounts.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const reason = 'mencocokkan rekening dengan daftar penipuan';

describe('looking at something masked', () => {
  let saring: Saring;
  let report: Report;
  let path: string;
  before(async () => {
    saring = await startSaring();
    report = await submitReport(saring, {
      text: 'Hadiah undian, kirim biaya ke rek BCA 8412907755 lalu WA 0813-5555-0147 dan 0813-5555-0147',
      doubt: 'Paman saya, 0857 1234 9876, sudah transfer',
      urls: ['https://wa.me/6281355550147'],
    });
    path = `/meja/laporan/${String(report._id)}/buka`;
  });
  after(() => saring.close());

  const lines = () => saring.context.models.AuditLine.find({ action: 'report.unmasked' }).lean();

  it('is not for everybody', async () => {
    await saring.request.get(`${path}?place=text&number=1`).expect(303);
    await saring.request.post(path).type('form').send({ place: 'text', number: 1, reason }).expect(401);
    await saring.request.post(`/api/v1/reports/${String(report._id)}/unmask`).expect(401);
    const agency = await aPerson(saring, { role: 'agency' });
    await saring.request
      .post(`/api/v1/reports/${String(report._id)}/unmask`)
      .set('Authorization', `Bearer ${agency.token}`)
      .send({ place: 'text', number: 1, reason })
      .expect(403);
    expect(await lines()).to.have.length(0);
  });

  it('is offered beside the report, once for each number, in the reader’s language', async () => {
    const browser = await signIn(saring, 'verifier');
    const page = await browser.get(`/meja/klaim/${String(report.claim)}`).expect(200);
    expect(page.text)
      .to.include('[nomor rekening …55]')
      .and.include('[nomor telepon …47]')
      .and.include('[nomor telepon …76]')
      .and.not.match(/8412907755|5555-?0147|1234 ?9876/u);
    expect(page.text.match(/\/buka\?/gu)).to.have.length(4);
    const english = await browser.get(`/en/meja/klaim/${String(report.claim)}`).expect(200);
    expect(english.text).to.include('[bank account …55]').and.include('See [phone number …47]');
  });

  it('asks for a reason, and shows nothing without one', async () => {
    const browser = await signIn(saring, 'verifier');
    for (const language of ['', '/en']) {
      const { text } = await browser.get(`${language}${path}?place=text&number=1`).expect(200);
      expect(text).to.include('…55]').and.not.include('8412907755');
    }
    const unseen = ['\u200B', '\u2800', '\u3164'].map((character) => character.repeat(20));
    for (const bad of [
      '',
      'pendek',
      '         x         ',
      ...unseen,
      '.'.repeat(20),
      'a'.repeat(20),
      'abab abab abab',
    ]) {
      const refused = await browser.post(path).type('form').send({ place: 'text', number: 1, reason: bad });
      expect(refused.status).to.equal(400);
      expect(refused.text).to.include('paling sedikit 10 huruf').and.not.include('8412907755');
    }
    await browser.get(`${path}?place=text&number=9`).expect(404);
    await browser.get(`${path}?place=teks&number=1`).expect(400);
    await browser.get(`/meja/laporan/${String(new Types.ObjectId())}/buka?place=text&number=1`).expect(404);
    await browser.get('/meja/laporan/x/buka?place=text&number=1').expect(404);
    expect(await lines()).to.have.length(0);
  });

  it('shows it in the answer alone, after it is in the audit log without the value', async () => {
    const browser = await signIn(saring, 'verifier');
    const { text, headers } = await browser
      .post(path)
      .type('form')
      .send({ place: 'text', number: 2, reason: `${reason} 081355550147` })
      .expect(200);
    expect(text).to.include('0813-5555-0147');
    expect(headers['cache-control']).to.equal('no-store');
    const [line, ...others] = await lines();
    expect(others).to.have.length(0);
    expect(line?.on).to.deep.include({ kind: 'report', id: String(report._id), label: report.ticket });
    expect(line?.after).to.deep.equal({ place: 'text', number: 2, kind: 'phone', shown: '•••47' });
    expect(line?.reason).to.include(reason);
    for (const kept of [line, await saring.context.models.Session.find().lean()])
      expect(JSON.stringify(kept)).not.to.match(/5555-?0147/u);
    const again = await browser.get(`${path}?place=text&number=2`).expect(200);
    expect(again.text).not.to.include('0813-5555-0147');
  });

  it('shows what stands in the doubt and in the links, to programs too', async () => {
    const token = await bearer(saring);
    const ask = (body: object) =>
      saring.request
        .post(`/api/v1/reports/${String(report._id)}/unmask`)
        .set('Authorization', `Bearer ${token}`)
        .send(body);
    const doubt = await ask({ place: 'doubt', number: 1, reason }).expect(200);
    expect(doubt.body).to.deep.equal({ kind: 'phone', written: '0857 1234 9876', value: '085712349876' });
    expect(doubt.headers['cache-control']).to.equal('no-store');
    const link = await ask({ place: 'urls', number: 1, reason }).expect(200);
    expect(link.body).to.include({ value: '6281355550147' });
    await ask({ place: 'urls', number: 2, reason }).expect(404);
    const bad = await ask({ place: 'urls', number: 0, reason: 'x' }).expect(400);
    expect(bad.body.error.fields).to.have.all.keys('number', 'reason');
  });

  it('ends after sixty in an hour, and says why', async () => {
    const token = await bearer(saring);
    const ask = () =>
      saring.request
        .post(`/api/v1/reports/${String(report._id)}/unmask`)
        .set('Authorization', `Bearer ${token}`)
        .send({ place: 'text', number: 1, reason });
    for (let count = 0; count < mostUnmasked; count += 1) await ask().expect(200);
    const refused = await ask().expect(429);
    expect(refused.body.error.message).to.include(String(mostUnmasked));
    expect(Number(refused.headers['retry-after'])).to.be.greaterThan(0);
    expect(JSON.stringify(refused.body)).not.to.include('8412907755');
  });
});
