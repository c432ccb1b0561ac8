import { expect } from 'chai';
import type supertest from 'supertest';
import { addAgency } from '../../src/agencies/add-agency.js';
import { editAgency } from '../../src/agencies/edit-agency.js';
import { AppError } from '../../src/errors.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { anAgency, ask, sign, type TestAgency } from '../helpers/agencies.js';
import { aClaim } from '../helpers/claims.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('the agencies on the desk', () => {
  let saring: Saring;
  let wulan: TestPerson;
  let admin: ReturnType<typeof supertest.agent>;
  let verifier: ReturnType<typeof supertest.agent>;
  let balai: TestAgency;
  beforeEach(async () => {
    saring = await startSaring();
    wulan = await aPerson(saring, { role: 'admin', name: 'Wulan' });
    admin = await signIn(saring, wulan);
    verifier = await signIn(saring, 'verifier');
    balai = await anAgency(saring, { name: 'Balai Bendungan Contoh', shortName: 'Balai', person: 'Sari' });
  });
  afterEach(() => saring.close());

  const fields = (more: object = {}) => ({
    name: 'Badan Contoh Cuaca',
    shortName: 'BCC',
    url: 'https://cuaca.example/',
    topics: 'disaster',
    about: 'Memantau cuaca.',
    version: '0',
    ...more,
  });
  const post = (path: string, body: object, browser = admin) =>
    browser.post(`/meja/instansi${path}`).type('form').send(body);

  it('stand with topics, people, how fast they answer and what is open', async () => {
    for (const minutes of [100, 300]) {
      const claim = await aClaim(saring);
      const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: wulan });
      saring.clock.advance(minutes);
      await sign(saring, request, balai.who);
    }
    for (const _ of [1, 2]) {
      await ask(saring, { claim: (await aClaim(saring))._id, agency: balai.agency, by: wulan });
      saring.clock.advance(24 * 60 - 1);
    }
    const list = await verifier.get('/meja/instansi').expect(200);
    expect(list.text)
      .to.include('Balai Bendungan Contoh')
      .and.include('Bencana')
      .and.include('Sari')
      .and.include('3 jam 20 menit')
      .and.include('2 permintaan terbuka')
      .and.include('1 lewat waktu');
    expect(list.text).not.to.include('/meja/instansi/baru');
    const page = await verifier.get(`/meja/instansi/${String(balai.agency._id)}`).expect(200);
    expect(page.text.match(/Apakah bendungan itu jebol\?/g)).to.have.length(4);
    expect(page.text).not.to.include('/ubah');
  });

  it('are for staff to read and for admins to change', async () => {
    const id = String(balai.agency._id);
    await saring.request.get('/meja/instansi').expect(303);
    for (const path of ['/baru', `/${id}/ubah`]) await verifier.get(`/meja/instansi${path}`).expect(403);
    for (const path of ['/baru', `/${id}`, `/${id}/hentikan`, `/${id}/pulihkan`]) {
      await post(path, fields(), verifier).expect(403);
    }
    await admin.get('/meja/instansi/0123456789abcdef01234567').expect(404);
    await admin.get('/meja/instansi/balai').expect(404);
  });

  it('are added and edited, with what is wrong said beside what was typed', async () => {
    const wrong = await post('/baru', fields({ name: ' ', url: 'javascript:alert(1)' })).expect(400);
    expect(wrong.text).to.include('href="#name"').and.include('href="#url"').and.include('value="BCC"');
    const taken = await post('/baru', fields({ shortName: 'Balai' })).expect(400);
    expect(taken.text).to.include('Sudah ada instansi dengan nama singkat ini');
    const added = await post('/baru', fields()).expect(303);
    const path = String(added.headers['location']).replace('/meja/instansi', '');
    const form = await admin.get(`/meja/instansi${path}/ubah`).expect(200);
    expect(form.text)
      .to.include('value="Badan Contoh Cuaca"')
      .and.include('id="topik-disaster" type="checkbox" name="topics" value="disaster" checked');
    await post(path, fields({ topics: ['health', 'food'], about: '' })).expect(303);
    const agency = await saring.context.models.Agency.findOne({ slug: 'bcc' }).lean();
    expect(agency).to.deep.include({ topics: ['health', 'food'], about: '', version: 1 });
    const lines = await saring.context.models.AuditLine.find({
      'on.kind': 'agency',
      'on.id': String(agency?._id),
    })
      .sort({ seq: 1 })
      .lean();
    expect(lines.map(({ action }) => action)).to.deep.equal(['agency.added', 'agency.edited']);
    expect(lines[1]?.before).to.deep.equal({ topics: ['disaster'], about: 'Memantau cuaca.' });
    expect(lines[1]?.after).to.deep.equal({ topics: ['health', 'food'], about: '' });
  });

  it('lose no change when two admins edit at once', async () => {
    const both = await Promise.allSettled(
      ['Satu', 'Dua'].map((about) =>
        editAgency(saring.context, {
          id: balai.agency._id,
          by: wulan.signedIn,
          version: 0,
          fields: { name: 'Balai', shortName: 'Balai', url: 'https://badan.example/', topics: [], about },
        }),
      ),
    );
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    const lost = both.find((one) => one.status === 'rejected')?.reason as AppError;
    expect(lost).to.be.instanceOf(AppError).and.include({ code: 'conflict' });
    await post(`/${String(balai.agency._id)}`, fields()).expect(409);
  });

  it('are retired and restored: not asked, in no public list, but still answering', async () => {
    const claim = await aClaim(saring);
    const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: wulan });
    const id = String(balai.agency._id);
    const publicList = async () => (await saring.request.get('/tautan').expect(200)).text;
    expect(await publicList()).to.include('Balai Bendungan');
    await post(`/${id}/hentikan`, { version: '0' }).expect(303);
    expect(await publicList()).not.to.include('Balai Bendungan');
    expect((await verifier.get('/meja/instansi')).text).to.include('Tidak ditanyai lagi');
    const asking = await verifier
      .get(`/meja/klaim/${String((await aClaim(saring))._id)}/instansi`)
      .expect(200);
    expect(asking.text).not.to.include('Balai Bendungan');
    await sign(saring, request, balai.who);
    await post(`/${id}/pulihkan`, { version: '0' }).expect(409);
    await post(`/${id}/pulihkan`, { version: '1' }).expect(303);
    expect(await publicList()).to.include('Balai Bendungan');
    // Sample data brings an agency up to date, and leaves alone what was decided here.
    await post(`/${id}/hentikan`, { version: '2' }).expect(303);
    await addAgency(saring.context, { name: 'Balai', shortName: 'Balai', url: 'https://badan.example/' });
    expect((await saring.context.models.Agency.findById(id).lean())?.retiredAt).to.be.instanceOf(Date);
  });

  it('read every list by an index', async () => {
    const { StatementRequest } = saring.context.models;
    const agency = balai.agency._id;
    const at = saring.clock.now();
    const claim = (await aClaim(saring))._id;
    const lists: [object, Record<string, 1 | -1>?][] = [
      [
        { agency, status: 'open' },
        { dueAt: 1, _id: 1 },
      ],
      [
        { agency, closedAt: { $gt: at } },
        { closedAt: -1, _id: -1 },
      ],
      [{ status: 'open' }, { dueAt: 1, _id: 1 }],
      [
        {
          status: 'open',
          dueAt: { $gte: at },
          $or: [{ dueAt: { $gt: at } }, { dueAt: at, _id: { $gt: claim } }],
        },
        { dueAt: 1, _id: 1 },
      ],
      [{ closedAt: { $gt: at } }, { closedAt: -1, _id: -1 }],
      [{ agency, status: 'open', dueAt: { $lte: at } }],
      [{ agency, answeredAt: { $gt: at } }, { answeredAt: -1 }],
      [{ claim }, { askedAt: 1, _id: 1 }],
      [{ remindAt: { $lte: at } }, { remindAt: 1 }],
      [{ unfinished: { $lte: at } }, { unfinished: 1 }],
      [{ openFor: 'x' }],
    ];
    for (const [filter, sort] of lists) {
      const cursor = StatementRequest.collection.find(filter);
      const plan = JSON.stringify(await (sort ? cursor.sort(sort) : cursor).explain());
      expect(plan, JSON.stringify(filter)).not.to.include('COLLSCAN').and.not.to.include('"SORT"');
    }
    const articles = await saring.context.models.Clarification.collection
      .find({ 'statements.request': claim })
      .explain();
    expect(JSON.stringify(articles)).not.to.include('COLLSCAN');
    const files = await saring.context.store.connection
      .collection('documents.files')
      .find({ 'metadata.waitsUntil': { $lt: at } })
      .explain();
    expect(JSON.stringify(files)).not.to.include('COLLSCAN');
  });
});
