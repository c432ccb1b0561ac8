import { expect } from 'chai';
import { parse as parseCsv } from 'csv-parse/sync';
import { Types } from 'mongoose';
import { chainKey, hashOf } from '../../src/audit/chain.js';
import type { AuditLine } from '../../src/audit/audit.model.js';
import { recordAction } from '../../src/audit/record-action.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { auditLines } from './audit-lines.js';

describe('the audit log on the desk', () => {
  let saring: Saring;
  let admin: TestPerson;
  let browser: Awaited<ReturnType<typeof signIn>>;
  const claim = String(new Types.ObjectId());
  before(async () => {
    saring = await startSaring();
    admin = await aPerson(saring, { role: 'admin', name: 'Ayu Admin' });
    browser = await signIn(saring, admin);
  });
  after(() => saring.close());

  const actor = (name: string) => ({ person: new Types.ObjectId(), name });
  const pageOf = async (query = '') => (await browser.get(`/meja/audit${query}`).expect(200)).text;

  it('is for admins alone', async () => {
    const { status } = await saring.request.get('/meja/audit');
    expect(status).to.be.oneOf([303, 401]);
    for (const role of ['verifier', 'editor'] as const) {
      const other = await signIn(saring, role);
      await other.get('/meja/audit').expect(403);
      await other.get('/meja/audit/ekspor?format=csv').expect(403);
    }
    await browser.get('/meja/audit').expect(200);
  });

  it('names every filter that cannot be used', async () => {
    const { text } = await browser
      .get('/meja/audit?person=x&kind=y&from=2026-02-31x&thing=a&cursor=zz')
      .expect(400);
    for (const field of ['person', 'kind', 'from', 'cursor']) expect(text).to.include(`href="#${field}"`);
    await browser.get('/meja/audit/ekspor?format=pdf').expect(400);
  });

  it('tells each line in words: when, who, what to what, before and after, why', async () => {
    await recordAction(saring.context, {
      by: actor('Wulan Contoh'),
      action: 'claim.edited',
      on: { kind: 'claim', id: claim, label: 'Air keran kota aman' },
      before: { topic: 'other', status: 'open' },
      after: { topic: 'health', status: null },
      reason: 'salah <b>topik</b>',
    });
    const page = await pageOf(`?thing=${claim}`);
    expect(page).to.include('<strong>Wulan Contoh</strong>');
    expect(page).to.include('mengubah klaim');
    expect(page).to.include('“Air keran kota aman”');
    expect(page).to.include('<del>Lainnya</del>').and.include('<ins>Kesehatan</ins>');
    expect(page).to.include('dikosongkan');
    expect(page).to.include('salah &lt;b&gt;topik&lt;/b&gt;');
    expect(page).to.include(`href="/meja/klaim/${claim}"`);
    const english = await browser.get(`/en/meja/audit?thing=${claim}`).expect(200);
    expect(english.text).to.include('changed a claim').and.include(`href="/en/meja/klaim/${claim}"`);
  });

  it('filters by person, kind, action, thing and period, and pages by cursor, newest first', async () => {
    const { clock, context } = saring;
    const surya = actor('Surya Contoh');
    await context.models.Person.create({
      _id: surya.person,
      name: surya.name,
      email: 'surya@contoh.example',
      role: 'editor',
      passwordHash: 'x',
      createdAt: clock.now(),
    });
    clock.set(new Date('2026-03-10T16:59:59Z'));
    await recordAction(context, { by: surya, action: 'twin.dismissed', on: { kind: 'twin', id: 'sebelum' } });
    clock.set(new Date('2026-03-10T17:00:00Z'));
    for (let at = 0; at < 60; at += 1) {
      await recordAction(context, {
        by: surya,
        action: 'notice.retried',
        on: { kind: 'notice', id: `n${at}` },
      });
    }
    clock.set(new Date('2026-03-11T17:00:00Z'));
    await recordAction(context, {
      action: 'twin.merged',
      on: { kind: 'twin', id: 'sesudah' },
      also: ['lain'],
    });
    const things = (page: string) =>
      [...page.matchAll(/\?thing=([\w-]+)"/gu)].map((match) => match[1]).filter((thing) => thing !== claim);
    expect(things(await pageOf(`?person=${String(surya.person)}&kind=twin`))).to.deep.equal(['sebelum']);
    expect(things(await pageOf('?kind=twin'))).to.deep.equal(['sesudah', 'sebelum']);
    expect(things(await pageOf('?action=twin.merged&kind='))).to.deep.equal(['sesudah']);
    expect(things(await pageOf('?thing=lain'))).to.deep.equal(['sesudah']);
    // A day of the newsroom begins at 17.00 UTC.
    const first = await pageOf('?from=2026-03-11&to=2026-03-11');
    expect(things(first)).to.deep.equal(Array.from({ length: 50 }, (_, at) => `n${59 - at}`));
    const next =
      /rel="next" href="([^"]+)"/u.exec(first)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
    expect(next).to.include('from=2026-03-11');
    const second = (await browser.get(next).expect(200)).text;
    expect(things(second)).to.deep.equal(Array.from({ length: 10 }, (_, at) => `n${9 - at}`));
    expect(things(await pageOf('?to=2026-03-10&kind=twin'))).to.deep.equal(['sebelum']);
    expect(await pageOf('?thing=tidak-ada')).to.include('Tidak ada baris');
  });

  it('exports the filtered lines as CSV that no spreadsheet runs, and as whole lines of JSON', async () => {
    const { context } = saring;
    await recordAction(context, {
      by: actor('=HYPERLINK("x")'),
      action: 'claim.noted',
      on: { kind: 'claim', id: 'ekspor', label: 'satu\n"dua", tiga' },
      after: { many: [1, 2] },
    });
    const csv = await browser.get('/meja/audit/ekspor?format=csv&thing=ekspor').expect(200);
    expect(csv.headers['content-type']).to.equal('text/csv; charset=utf-8');
    expect(csv.headers['content-disposition']).to.match(/^attachment; filename="audit-[\d-]+\.csv"$/);
    const rows = parseCsv<Record<string, string>>(csv.text, { columns: true });
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({
      action: 'claim.noted',
      label: 'satu\n"dua", tiga',
      after: '{"many":[1,2]}',
    });
    expect(rows[0]?.['by']).to.equal('\'=HYPERLINK("x")');
    const jsonl = await browser
      .get('/meja/audit/ekspor?format=jsonl&thing=ekspor')
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => done(null, text));
      })
      .expect(200);
    const [line, ...more] = (jsonl.body as string).trim().split('\n');
    expect(more).to.deep.equal([]);
    const { seq, at, ...rest } = JSON.parse(line ?? '') as { seq: number; at: string };
    const whole = { _id: seq, at: new Date(at), ...rest } as AuditLine;
    // Whoever has the SECRET can judge an exported line.
    expect(hashOf(chainKey(context.config.secret), whole)).to.equal(whole.hash);
    const told = await auditLines(saring, { action: 'audit.exported' });
    expect(told).to.have.length(2);
    expect(told[0]?.by?.name).to.equal('Ayu Admin');
    expect(told[0]?.after).to.deep.equal({ format: 'csv', thing: 'ekspor' });
  });
});
