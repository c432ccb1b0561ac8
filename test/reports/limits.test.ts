import { expect } from 'chai';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('limits', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring({ env: { REPORTS_PER_HOUR: '8', TRUST_PROXY: '1' } });
  });
  afterEach(() => saring.close());

  const report = (n: number, from: string) =>
    saring.request
      .post('/api/v1/reports')
      .set('X-Forwarded-For', from)
      .send({ text: `Laporan nomor ${n} dari warga` });

  it('takes a quarter of the reports without a puzzle, and says when to come back', async () => {
    for (let n = 0; n < 2; n += 1) await report(n, '203.0.113.1').expect(201);
    const { status, headers, body } = await report(3, '203.0.113.1');
    expect(status).to.equal(429);
    expect(Number(headers['retry-after'])).to.be.within(1, 3600);
    expect(body.error.code).to.equal('too_many');
    await report(4, '203.0.113.2').expect(201);
  });

  it('keeps the form of whom it stops', async () => {
    const send = (n: number, more: object = {}) =>
      saring.request
        .post('/lapor')
        .set('X-Forwarded-For', '203.0.113.9')
        .type('form')
        .send({ key: `kunci-formulir-${n}-panjang`, text: `Laporan formulir ${n}`, ...more });
    const confirmed = async (n: number) => {
      const { text } = await send(n);
      return send(n, { confirmation: /name="confirmation" value="([^"]+)"/.exec(text)?.[1] });
    };
    expect([(await confirmed(1)).status, (await confirmed(2)).status]).to.deep.equal([303, 303]);
    const { status, headers, text } = await confirmed(3);
    expect(status).to.equal(429);
    expect(Number(headers['retry-after'])).to.be.above(0);
    expect(text).to.include('Laporan formulir 3').and.include('belum kami terima');
  });

  it('counts a household’s IPv6 addresses as one', async () => {
    await report(0, '2001:db8:1:1::1').expect(201);
    await report(1, '2001:db8:1:2::2').expect(201);
    await report(2, '2001:db8:1:ff::3').expect(429);
    await report(3, '2001:db8:2:1::1').expect(201);
  });

  it('does not count what could not be taken, until it is too much', async () => {
    for (let n = 0; n < 5; n += 1) {
      await saring.request.post('/api/v1/reports').set('X-Forwarded-For', '203.0.113.7').send({}).expect(400);
    }
    await report(1, '203.0.113.7').expect(201);
    for (let n = 0; n < 18; n += 1) {
      await saring.request.post('/api/v1/reports').set('X-Forwarded-For', '203.0.113.7').send({}).expect(400);
    }
    await saring.request.post('/api/v1/reports').set('X-Forwarded-For', '203.0.113.7').send({}).expect(429);
  });

  it('stops who guesses tickets, and answers a page in words', async () => {
    for (let n = 0; n < 60; n += 1) await saring.request.get('/api/v1/reports/SRG-0000-0000').expect(404);
    const { status, headers, text } = await saring.request.get('/lacak/SRG-0000-0000');
    expect(status).to.equal(429);
    expect(Number(headers['retry-after'])).to.be.above(0);
    expect(text).to.include('Terlalu banyak permintaan');
  });

  it('weighs fewer long texts than short ones, however they are asked about', async () => {
    const long = 'a'.repeat(2001);
    const ask = (path: string, body: object | string) =>
      saring.request.post(path).set('X-Forwarded-For', '203.0.113.7').send(body);
    for (let n = 0; n < 40; n += 1) {
      await ask('/api/v1/match', { text: long }).expect(200);
      await ask('/cek', new URLSearchParams({ text: long, part: 'answer' }).toString()).expect(200);
      await ask('/lapor/cek', `text=${'a'.repeat(1500)}&text=${'a'.repeat(600)}`).expect(200);
    }
    const { headers } = await ask('/api/v1/match', { text: long }).expect(429);
    expect(Number(headers['retry-after'])).to.be.within(1, 60);
    await ask('/cek', new URLSearchParams({ text: long }).toString()).expect(429);
    await ask('/api/v1/match', { text: 'pendek' }).expect(200);
    await saring.request
      .post('/api/v1/match')
      .set('X-Forwarded-For', '203.0.113.8')
      .send({ text: long })
      .expect(200);
  });
});
