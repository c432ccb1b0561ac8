import { expect } from 'chai';
import type supertest from 'supertest';
import { blockSource } from '../../src/blocks/block-source.js';
import { endBlocks } from '../../src/blocks/end-blocks.js';
import type { Report } from '../../src/reports/report.model.js';
import { auditLines } from '../audit/audit-lines.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { readClaim, readReport } from '../helpers/claims.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('blocking a source', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let browser: ReturnType<typeof supertest.agent>;
  beforeEach(async () => {
    saring = await startSaring({ env: { TRUST_PROXY: '1', CONTACT_EMAIL: 'redaksi@contoh.example' } });
    ratna = await aPerson(saring, { name: 'Ratna Contoh' });
    browser = await signIn(saring, ratna);
  });
  afterEach(() => saring.close());

  const send = (ip: string, body: object = {}) =>
    saring.request
      .post('/api/v1/reports')
      .set('X-Forwarded-For', ip)
      .send({ text: messages.dam, ...body });
  /** A report from an address, by the real path. */
  async function reportFrom(ip: string, body: object = {}): Promise<Report> {
    const { ticket } = (await send(ip, body).expect(201)).body as { ticket: string };
    const report = await saring.context.models.Report.findOne({ ticket }).lean();
    if (!report) throw new Error(`no report ${ticket}`);
    return report;
  }
  const block = (report: Report, more: object = {}) =>
    browser
      .post('/meja/blokir')
      .type('form')
      .send({ report: String(report._id), category: 'spam', reason: 'iklan berulang', time: '1d', ...more });
  const lift = (id: unknown, by = browser) =>
    by
      .post(`/meja/blokir/${String(id)}/buka`)
      .type('form')
      .send({});
  const onlyBlock = async () => {
    const found = await saring.context.models.Block.findOne({}).sort({ at: -1 }).lean();
    if (!found) throw new Error('there is no block');
    return found;
  };

  it('is for those who work on the queue', async () => {
    const report = await reportFrom('203.0.113.7');
    for (const path of ['/meja/blokir', `/meja/blokir/baru?laporan=${String(report._id)}`]) {
      expect((await saring.request.get(path)).status).to.be.oneOf([303, 401]);
    }
    expect((await saring.request.post('/meja/blokir').type('form').send({})).status).to.be.oneOf([303, 401]);
    await browser.get('/meja/blokir/baru?laporan=ffffffffffffffffffffffff').expect(404);
    await browser.get('/meja/blokir/baru?laporan=x').expect(404);
    await lift('ffffffffffffffffffffffff').expect(404);
    const { text } = await browser.get(`/meja/klaim/${String(report.claim)}`).expect(200);
    expect(text).to.include(`/meja/blokir/baru?laporan=${String(report._id)}`);
  });

  it('wants a reason, its kind and a time, and keeps what was typed', async () => {
    const report = await reportFrom('203.0.113.7');
    const { text } = await block(report, { category: '', reason: ' ', time: '99y' }).expect(400);
    for (const field of ['category', 'reason', 'time']) expect(text).to.include(`href="#${field}"`);
    expect(text).to.match(/href="#category">[^<]*Wajib diisi/);
    const again = await block(report, { time: '' }).expect(400);
    expect(again.text).to.include('iklan berulang');
    expect(await saring.context.models.Block.countDocuments({})).to.equal(0);
  });

  it('tells a blocked source politely why and until when, on the form and the API, and nobody else', async () => {
    const report = await reportFrom('203.0.113.7');
    await block(report).expect(303);
    const before = await saring.context.models.Report.countDocuments({});
    const { body, headers } = await send('203.0.113.7').expect(403);
    expect(body.error.code).to.equal('blocked');
    expect(body.error.message)
      .to.include('iklan atau kiriman sampah')
      .and.match(/3 Maret 2026 pukul 10\.00 WIB/);
    expect(Number(headers['retry-after'])).to.equal(24 * 60 * 60);
    const english = await send('203.0.113.7').set('Accept-Language', 'en').expect(403);
    expect(english.body.error.message).to.match(/advertising or junk.*3 March 2026/);
    for (const ask of [
      saring.request.get('/lapor'),
      saring.request.post('/lapor').type('form').send({ text: 'apa saja' }),
      saring.request.post('/lapor/isi').type('form').send({ text: 'apa saja' }),
    ]) {
      const page = await ask.set('X-Forwarded-For', '203.0.113.7').expect(403);
      expect(page.text).to.include('sedang tidak kami terima').and.include('iklan atau kiriman sampah');
      expect(page.text).to.include('mailto:redaksi@contoh.example').and.not.include('berulang');
      expect(page.headers['retry-after']).to.equal(String(24 * 60 * 60));
    }
    expect(await saring.context.models.Report.countDocuments({})).to.equal(before);
    // What it sent before can be followed, and the site be read.
    await saring.request
      .get(`/api/v1/reports/${report.ticket}`)
      .set('X-Forwarded-For', '203.0.113.7')
      .expect(200);
    await saring.request.get('/cek').set('X-Forwarded-For', '203.0.113.7').expect(200);
    await send('203.0.113.8').expect(201);
    await saring.request.get('/lapor').set('X-Forwarded-For', '203.0.113.8').expect(200);
  });

  it('never blocks staff, not at the same address', async () => {
    const report = await reportFrom('203.0.113.7', { contact: { email: 'pelapor@contoh.example' } });
    await block(report).expect(303);
    await send('203.0.113.7', { contact: { email: 'pelapor@contoh.example' } })
      .set('Authorization', `Bearer ${ratna.token}`)
      .expect(201);
    await browser.get('/lapor').set('X-Forwarded-For', '203.0.113.7').expect(200);
  });

  it('goes on over the days, though what stands for an address changes daily, and ends in time', async () => {
    const report = await reportFrom('203.0.113.7');
    saring.clock.advance(3 * 24 * 60);
    // Days after the report, from its page.
    await block(report, { time: '90d' }).expect(303);
    for (const days of [1, 40, 48]) {
      saring.clock.advance(days * 24 * 60);
      await send('203.0.113.7').expect(403);
    }
    await send('198.51.100.1').expect(201);
    saring.clock.advance(24 * 60);
    await send('203.0.113.7').expect(201);
    await endBlocks(saring.context);
    expect((await onlyBlock()).live).to.equal(undefined);
  });

  it('holds across midnight, though reports of both days cannot be told to have one source', async () => {
    saring.clock.set(new Date('2026-03-02T23:50:00Z'));
    const before = await reportFrom('203.0.113.7', { text: messages.garlic });
    saring.clock.advance(20);
    const after = await reportFrom('203.0.113.7', { text: messages.voucher });
    expect(after.sender).not.to.equal(before.sender);
    const { text } = await browser.get(`/meja/blokir/baru?laporan=${String(before._id)}`).expect(200);
    expect(text)
      .to.include(`value="${String(before._id)}"`)
      .and.not.include(`value="${String(after._id)}"`);
    expect(text).to.include('Sandi alamat berganti setiap hari');
    await block(before, { time: '3d' }).expect(303);
    for (const minutes of [0, 24 * 60, 24 * 60]) {
      saring.clock.advance(minutes);
      await send('203.0.113.7').expect(403);
    }
    saring.clock.advance(24 * 60);
    await send('203.0.113.7').expect(201);
  });

  it('knows the e-mail address that was left, from whichever address it comes, and keeps neither', async () => {
    const report = await reportFrom('203.0.113.7', { contact: { email: 'Pelapor@contoh.example' } });
    await block(report).expect(303);
    await send('198.51.100.1', { contact: { email: 'pelapor@CONTOH.example' } }).expect(403);
    await send('198.51.100.1', { contact: { email: 'lain@contoh.example' } }).expect(201);
    await send('198.51.100.1').expect(201);
    const stored = JSON.stringify([await onlyBlock(), await auditLines(saring)]).toLowerCase();
    expect(stored).not.to.include('pelapor@').and.not.include('203.0.113');
  });

  it('says so when the source of a report is not known any more', async () => {
    const report = await reportFrom('203.0.113.7');
    await saring.context.models.Report.updateOne({ _id: report._id }, { $unset: { sender: 1 } });
    const { text } = await browser.get(`/meja/blokir/baru?laporan=${String(report._id)}`).expect(200);
    expect(text).to.include('tidak diketahui lagi').and.not.include('name="category"');
    await block(report).expect(409);
  });

  it('lets one of two people who block a source at the same moment do it', async () => {
    const report = await reportFrom('203.0.113.7');
    const other = await reportFrom('203.0.113.7');
    const budi = await aPerson(saring, { name: 'Budi Contoh' });
    const asked = { category: 'flood', reason: 'banjir', time: '1h' } as const;
    const settled = await Promise.allSettled(
      [ratna, budi, ratna, budi].map(({ signedIn }, at) =>
        blockSource(saring.context, {
          ...asked,
          by: signedIn,
          report: String((at % 2 === 0 ? report : other)._id),
        }),
      ),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    for (const result of settled) {
      if (result.status === 'rejected') expect(result.reason).to.include({ code: 'conflict' });
    }
    expect(await saring.context.models.Block.countDocuments({})).to.equal(1);
    const { text } = await block(report).expect(409);
    expect(text).to.match(/(Ratna|Budi) Contoh sudah memblokir/);
    const form = await browser.get(`/meja/blokir/baru?laporan=${String(report._id)}`).expect(200);
    expect(form.text).to.include('sudah diblokir oleh');
    // Once it is over the source can be blocked again, before any job forgot it.
    saring.clock.advance(61);
    await block(report).expect(303);
    expect(await saring.context.models.Block.countDocuments({})).to.equal(2);
  });

  it('is lifted once, by whoever made it or by editors, and listed as past then', async () => {
    const report = await reportFrom('203.0.113.7');
    await block(report).expect(303);
    const { _id } = await onlyBlock();
    const stranger = await signIn(saring, 'verifier');
    await lift(_id, stranger).expect(403);
    const editor = await signIn(saring, 'editor');
    expect((await editor.get('/meja/blokir').expect(200)).text).to.include(
      `/meja/blokir/${String(_id)}/buka`,
    );
    const answers = await Promise.all([lift(_id), lift(_id, editor)]);
    expect(answers.map(({ status }) => status)).to.have.members([303, 409]);
    await send('203.0.113.7').expect(201);
    expect((await browser.get('/meja/blokir').expect(200)).text).not.to.include(report.ticket);
    const past = await browser.get('/meja/blokir?state=past').expect(200);
    expect(past.text)
      .to.include(report.ticket)
      .and.match(/Dibuka oleh/);
    await lift(_id).expect(409);
  });

  it('is in the audit log, made and lifted, with reason and time', async () => {
    const report = await reportFrom('203.0.113.7', { contact: { email: 'pelapor@contoh.example' } });
    await block(report).expect(303);
    saring.clock.advance(10);
    const made = await onlyBlock();
    await browser
      .post(`/meja/blokir/${String(made._id)}/buka`)
      .type('form')
      .send({ reason: 'salah orang' })
      .expect(303);
    const lines = await auditLines(saring, { 'on.kind': 'block' });
    expect(lines.map(({ action }) => action)).to.deep.equal(['block.made', 'block.lifted']);
    expect(lines[0]).to.deep.include({
      reason: 'iklan berulang',
      after: { category: 'spam', goesBy: ['address', 'contact'], expiresAt: made.expiresAt.toISOString() },
      things: [String(made._id), String(report._id), String(report.claim)],
    });
    expect(lines[1]).to.deep.include({
      reason: 'salah orang',
      before: { expiresAt: made.expiresAt.toISOString() },
      after: { expiresAt: saring.clock.now().toISOString() },
    });
  });

  it('offers the other reports of the last day, and sets aside those that were chosen', async () => {
    const alone = await reportFrom('203.0.113.7', { text: messages.garlic });
    const shared = await reportFrom('203.0.113.7', { text: messages.dam });
    const stays = await reportFrom('203.0.113.7', { text: messages.voucher });
    const foreign = await reportFrom('198.51.100.1', { text: messages.dam });
    expect(String(foreign.claim)).to.equal(String(shared.claim));
    const { text } = await browser.get(`/meja/blokir/baru?laporan=${String(alone._id)}`).expect(200);
    for (const { _id } of [alone, shared, stays]) expect(text).to.include(`value="${String(_id)}"`);
    expect(text)
      .not.to.include(`value="${String(foreign._id)}"`)
      .and.not.include('checked');
    await block(alone, { others: [alone, shared, foreign].map(({ _id }) => String(_id)) }).expect(303);
    expect((await readClaim(saring, alone.claim)).status).to.equal('set-aside');
    const moved = await readReport(saring, shared._id);
    expect(String(moved.claim)).not.to.equal(String(shared.claim));
    expect(await readClaim(saring, moved.claim)).to.deep.include({ status: 'set-aside' });
    expect((await readClaim(saring, foreign.claim)).status).to.equal('open');
    expect(String((await readReport(saring, foreign._id)).claim)).to.equal(String(foreign.claim));
    expect((await readClaim(saring, stays.claim)).status).to.equal('open');
    const page = await browser.get('/meja/blokir').expect(200);
    expect(page.text).to.include('Laporan yang disisihkan: 2.').and.include('tetap di tempatnya: 1.');
    const told = (await auditLines(saring, { 'by.person': ratna.person._id })).map(({ action }) => action);
    expect(told.filter((action) => /^(?:block|claim)/.test(action))).to.deep.equal([
      'block.made',
      'claim.set-aside',
      'claim.split',
      'claim.set-aside',
    ]);
  });

  it('tells everybody how many sources are blocked, and why at all', async () => {
    const statement = async (path: string) =>
      /(?:Saat ini|Sources blocked)[^<]*/u.exec((await saring.request.get(path).expect(200)).text)?.[0] ?? '';
    expect(await statement('/metodologi')).to.match(/^Saat ini 0 sumber diblokir; 0 diblokir dalam 12 bulan/);
    await block(await reportFrom('203.0.113.7'), { time: '1h' }).expect(303);
    saring.clock.advance(30);
    await block(await reportFrom('203.0.113.9')).expect(303);
    saring.clock.advance(31);
    expect(await statement('/metodologi')).to.match(/^Saat ini 1 sumber diblokir; 2 diblokir dalam 12 bulan/);
    expect(await statement('/en/metodologi')).to.match(
      /^Sources blocked now: 1; blocked in the last 12 months: 2\./,
    );
    saring.clock.advance(366 * 24 * 60);
    expect(await statement('/metodologi')).to.match(/^Saat ini 0 sumber diblokir; 0 diblokir/);
  });
});
