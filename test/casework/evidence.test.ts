import { expect } from 'chai';
import { editEvidence, restoreEvidence, withdrawEvidence } from '../../src/casework/change-evidence.js';
import type { Evidence } from '../../src/casework/evidence.model.js';
import { listEvidence } from '../../src/casework/list-evidence.js';
import { moveEvidence } from '../../src/casework/move-evidence.js';
import type { Claim } from '../../src/claims/claim.model.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import { aPerson, bearer, signIn, type TestPerson } from '../helpers/accounts.js';
import { gather } from '../helpers/casework.js';
import { aClaim, aReportedClaim, readClaim } from '../helpers/claims.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const form = {
  text: 'Pengelola membantah lewat telepon.',
  stance: 'against',
  title: 'Wawancara',
  url: '',
  archive: '',
};

describe('casework: evidence', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let claim: Claim;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
    claim = await aClaim(saring);
  });
  afterEach(() => saring.close());

  const page = () => `/meja/klaim/${String(claim._id)}`;
  const read = async ({ _id }: Pick<Evidence, '_id'>) => {
    const evidence = await saring.context.models.Evidence.findById(_id).lean<Evidence>();
    if (!evidence) throw new Error('there is no such evidence');
    return evidence;
  };
  const textsOf = async (id = claim._id) => (await listEvidence(saring.context, id)).map(({ text }) => text);

  it('is added on the claim’s page: refused with every fault, kept from strangers, then shown', async () => {
    const add = `${page()}/bukti`;
    await saring.request.post(add).type('form').send(form).expect(401);
    await saring.request.get(add).expect(303);
    const browser = await signIn(saring, ratna);
    await browser.post('/meja/klaim/ffffffffffffffffffffffff/bukti').type('form').send(form).expect(404);
    const refused = await browser
      .post(add)
      .type('form')
      .send({ ...form, text: ' ', stance: '', url: 'javascript:alert(1)', archive: 'ftp://arsip.example/1' })
      .expect(400);
    for (const field of ['text', 'stance', 'url', 'archive']) {
      expect(refused.text).to.include(`href="#${field}"`);
    }
    expect(refused.text).to.include('value="javascript:alert(1)"');

    const id = 'aaaaaaaaaaaaaaaaaaaaaaaa';
    const sent = { ...form, id, url: 'pengelola.example/tanya', archive: 'https://arsip.example/1' };
    const added = await browser.post(add).type('form').send(sent).expect(303);
    expect(added.headers['location']).to.equal(`${page()}#bukti`);
    // A double click.
    await browser.post(add).type('form').send(sent).expect(303);
    expect(await textsOf()).to.deep.equal([form.text]);

    const shown = await browser.get(page()).expect(200);
    expect(shown.text)
      .to.include(form.text)
      .and.include('Membantah klaim')
      .and.include('href="https://pengelola.example/tanya"')
      .and.include('href="https://arsip.example/1"')
      .and.include('Menambahkan bukti');
    const { activity, version } = await readClaim(saring, claim._id);
    expect(activity.at(-1)).to.deep.include({ action: 'evidence-added' });
    expect(version).to.equal(claim.version + 1);
  });

  it('offers where a source without an archive is archived by hand, and takes the result', async () => {
    const url = 'https://pantau-air.example/karangsari?hari=ini&jam=9';
    const evidence = await gather(saring, claim._id, ratna, { url });
    const browser = await signIn(saring, budi);
    const shown = await browser.get(page()).expect(200);
    expect(shown.text).to.include('href="https://web.archive.org/save/https://pantau-air.example/');
    expect(shown.text).to.include(
      `href="https://archive.today/?run&#x3D;1&amp;url&#x3D;${encodeURIComponent(url)}"`,
    );
    const archive = `${page()}/bukti/${String(evidence._id)}/arsip`;
    await browser.post(archive).type('form').send({ version: 0, archive: 'bukan alamat' }).expect(400);
    await browser
      .post(archive)
      .type('form')
      .send({ version: 0, archive: 'https://arsip.example/x' })
      .expect(303);
    const after = await read(evidence);
    expect(after.archive).to.equal('https://arsip.example/x');
    expect(after.history.map(({ action, by }) => `${action} ${by.name}`)).to.deep.equal([
      'added Ratna',
      'archived Budi',
    ]);
    expect((await browser.get(page())).text).not.to.include('web.archive.org/save');
  });

  it('is edited with what stood there before in its history', async () => {
    const evidence = await gather(saring, claim._id, ratna);
    const browser = await signIn(saring, budi);
    const one = `${page()}/bukti/${String(evidence._id)}`;
    await browser.get(`${page()}/bukti/ffffffffffffffffffffffff`).expect(404);
    const other = await aClaim(saring);
    await browser.get(`/meja/klaim/${String(other._id)}/bukti/${String(evidence._id)}`).expect(404);
    await browser
      .post(one)
      .type('form')
      .send({ ...form, text: '', version: 0 })
      .expect(400);
    await browser
      .post(one)
      .type('form')
      .send({ ...form, version: 0 })
      .expect(303);
    const after = await read(evidence);
    expect(after).to.deep.include({ text: form.text, source: { title: 'Wawancara' }, version: 1 });
    expect(after.history[1]?.before).to.deep.include({
      text: evidence.text,
      source: { title: 'Papan pantau tinggi air', url: 'https://pantau-air.example/karangsari' },
    });
    // Nothing differs: nothing is written.
    await browser
      .post(one)
      .type('form')
      .send({ ...form, version: 1 })
      .expect(303);
    expect((await read(evidence)).version).to.equal(1);
    const shown = await browser.get(one).expect(200);
    expect(shown.text).to.include(evidence.text).and.include('Diubah');
  });

  it('lets one of two editors win, and gives the other what they typed back', async () => {
    const evidence = await gather(saring, claim._id, ratna);
    const [first, second] = [await signIn(saring, ratna), await signIn(saring, budi)];
    const one = `${page()}/bukti/${String(evidence._id)}`;
    const answers = await Promise.all([
      first
        .post(one)
        .type('form')
        .send({ ...form, text: 'Kata Ratna', version: 0 }),
      second
        .post(one)
        .type('form')
        .send({ ...form, text: 'Kata Budi', version: 0 }),
    ]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([303, 409]);
    const [loser, winner] = answers[0].status === 409 ? ['Ratna', 'Budi'] : ['Budi', 'Ratna'];
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.text)
      .to.include(`${winner} sudah mengubah bukti ini lebih dulu`)
      .and.include(`Kata ${winner}`)
      .and.include(`Kata ${loser}</textarea>`)
      .and.include('name="version" value="1"');
    expect((await read(evidence)).text).to.equal(`Kata ${winner}`);
  });

  it('is withdrawn with a reason and brought back, never deleted', async () => {
    const evidence = await gather(saring, claim._id, ratna);
    const browser = await signIn(saring, budi);
    const one = `${page()}/bukti/${String(evidence._id)}`;
    await browser
      .post(`${one}/tarik`)
      .type('form')
      .send({ version: 0, reason: 'Salah bendungan' })
      .expect(303);
    const shown = await browser.get(page()).expect(200);
    expect(shown.text).to.include('Bukti yang ditarik').and.include('Salah bendungan');
    // Out of date: it is withdrawn already.
    const late = await browser.post(`${one}/tarik`).type('form').send({ version: 0 }).expect(409);
    expect(late.text).to.include('Budi sudah mengubah bukti ini lebih dulu');
    await browser
      .post(one)
      .type('form')
      .send({ ...form, version: 1 })
      .expect(409);
    await browser.post(`${one}/pakai`).type('form').send({ version: 1 }).expect(303);
    const after = await read(evidence);
    expect(after.withdrawn).to.equal(undefined);
    expect(after.history.map(({ action }) => action)).to.deep.equal(['added', 'withdrawn', 'restored']);
    expect(after.history[1]?.reason).to.equal('Salah bendungan');
    const { activity } = await readClaim(saring, claim._id);
    expect(activity.slice(-2).map(({ action }) => action)).to.deep.equal([
      'evidence-withdrawn',
      'evidence-restored',
    ]);
  });

  it('stands in the order of time until somebody moves it by hand', async () => {
    const added: Evidence[] = [];
    for (const text of ['satu', 'dua', 'tiga']) {
      added.push(await gather(saring, claim._id, ratna, { text }));
      saring.clock.advance(1);
    }
    const browser = await signIn(saring, budi);
    const move = async (at: number, to: string) => {
      const id = String(added[at]?._id);
      await browser.post(`${page()}/bukti/${id}/pindah`).type('form').send({ to }).expect(303);
    };
    await move(2, 'up');
    expect(await textsOf()).to.deep.equal(['satu', 'tiga', 'dua']);
    await move(0, 'up');
    await move(1, 'down');
    expect(await textsOf()).to.deep.equal(['satu', 'tiga', 'dua']);
    await move(0, 'down');
    await move(0, 'down');
    expect(await textsOf()).to.deep.equal(['tiga', 'dua', 'satu']);
    await browser
      .post(`${page()}/bukti/${String(added[0]?._id)}/pindah`)
      .type('form')
      .send({ to: 'left' })
      .expect(400);
    const byTime = await browser.get(`${page()}/bukti?sort=time`).expect(200);
    const places = ['satu', 'dua', 'tiga'].map((text) => byTime.text.indexOf(`<p class="said">${text}</p>`));
    expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
    expect(places[0]).to.be.above(0);
  });

  it('makes room when two stand at the same place', async () => {
    const { context } = saring;
    const added: Evidence[] = [];
    for (const text of ['satu', 'dua', 'tiga']) added.push(await gather(saring, claim._id, ratna, { text }));
    expect(new Set(added.map(({ place }) => place)).size).to.equal(1);
    const before = await textsOf();
    const last = added.find(({ text }) => text === before[2])!;
    const asked = { id: String(last._id), by: budi.signedIn, shownOn: claim._id, to: 'up' as const };
    await moveEvidence(context, asked);
    expect(await textsOf()).to.deep.equal([before[0], before[2], before[1]]);
    await moveEvidence(context, asked);
    expect(await textsOf()).to.deep.equal([before[2], before[0], before[1]]);
  });

  it('shows on the claim that another was merged into, and goes back with it', async () => {
    const { context } = saring;
    const { claim: dam } = await aReportedClaim(saring, [messages.dam]);
    const { claim: garlic } = await aReportedClaim(saring, [messages.garlic]);
    await gather(saring, dam._id, ratna, { text: 'Bukti bendungan' });
    saring.clock.advance(1);
    await gather(saring, garlic._id, budi, { text: 'Bukti bawang' });
    await mergeClaims(context, { id: String(dam._id), into: String(garlic._id), by: ratna.signedIn });
    expect(await textsOf(garlic._id)).to.deep.equal(['Bukti bendungan', 'Bukti bawang']);
    const browser = await signIn(saring, budi);
    const merged = await browser.get(`/meja/klaim/${String(garlic._id)}`).expect(200);
    expect(merged.text).to.include('Bukti bendungan').and.include('Dari klaim yang digabungkan ke sini');
    // A merged claim takes no more.
    const late = await browser
      .post(`/meja/klaim/${String(dam._id)}/bukti`)
      .type('form')
      .send(form)
      .expect(409);
    expect(late.text).to.include('Klaim ini sudah digabungkan ke klaim lain').and.include(form.text);
    // A chain: what leads to what leads here.
    await mergeClaims(context, { id: String(garlic._id), into: String(claim._id), by: ratna.signedIn });
    expect(await textsOf()).to.deep.equal(['Bukti bendungan', 'Bukti bawang']);
    await unmergeClaim(context, { id: String(garlic._id), by: ratna.signedIn });
    expect(await textsOf()).to.deep.equal([]);
    await unmergeClaim(context, { id: String(dam._id), by: ratna.signedIn });
    expect(await textsOf(garlic._id)).to.deep.equal(['Bukti bawang']);
    expect(await textsOf(dam._id)).to.deep.equal(['Bukti bendungan']);
  });

  it('offers its sources to the clarification that is written from the claim', async () => {
    await gather(saring, claim._id, ratna);
    await gather(saring, claim._id, ratna, { title: 'Wawancara', url: undefined });
    const gone = await gather(saring, claim._id, ratna, { url: 'https://salah.example/1' });
    await withdrawEvidence(saring.context, { id: gone._id, by: ratna.signedIn, version: 0 });
    const browser = await signIn(saring, ratna);
    const form = await browser.get(`/meja/klarifikasi/baru?claim=${String(claim._id)}`).expect(200);
    const values = [...form.text.matchAll(/name="offered" value="([^"]*)"/g)].map(([, value = '']) =>
      value.replaceAll('&quot;', '"').replaceAll('&#x3D;', '='),
    );
    expect(values).to.deep.equal([
      JSON.stringify(['Papan pantau tinggi air', 'https://pantau-air.example/karangsari']),
    ]);
    const saved = await browser
      .post('/meja/klarifikasi')
      .field({ do: 'save', title: 'Bendungan tidak jebol', claims: String(claim._id), offered: values[0]! })
      .expect(303);
    const article = await saring.context.models.Clarification.findOne({ claims: claim._id }).lean();
    expect(article?.sources).to.deep.equal([
      { title: 'Papan pantau tinggi air', url: 'https://pantau-air.example/karangsari' },
    ]);
    // What the article names is not offered again, and a value that is none adds nothing.
    const edit = await browser.get(saved.headers['location']!).expect(200);
    expect(edit.text).not.to.include('name="offered"');
    const odd = await browser
      .post('/meja/klarifikasi')
      .field({ do: 'preview', title: 'x', offered: '{"a":1}' })
      .expect(200);
    expect(odd.text).not.to.include('[object');
  });

  it('is read and added by the API, for staff', async () => {
    const path = `/api/v1/claims/${String(claim._id)}/evidence`;
    await saring.request.get(path).expect(401);
    await saring.request.post(path).send({}).expect(401);
    const token = await bearer(saring);
    const auth = { Authorization: `Bearer ${token}` };
    const refused = await saring.request.post(path).set(auth).send({ url: 'x y' }).expect(400);
    expect(refused.body.error.fields).to.have.all.keys('text', 'stance', 'url');
    await saring.request.get('/api/v1/claims/nowhere/evidence').set(auth).expect(404);
    const sent = { text: 'Temuan', stance: 'context', url: 'https://a.example/1' };
    const added = await saring.request.post(path).set(auth).send(sent).expect(201);
    expect(added.body).to.deep.include({ source: { title: 'a.example', url: 'https://a.example/1' } });
    const listed = await saring.request.get(path).set(auth).expect(200);
    expect(listed.body).to.deep.equal({ items: [added.body], next: null });
  });

  it('tells the audit log what was done, and not in which words', async () => {
    const { context } = saring;
    const evidence = await gather(saring, claim._id, ratna, { text: 'Rahasia meja' });
    const asked = { id: evidence._id, by: ratna.signedIn };
    await editEvidence(context, {
      ...asked,
      version: 0,
      text: 'Rahasia lain',
      stance: 'for',
      title: undefined,
      url: undefined,
      archive: undefined,
    });
    await withdrawEvidence(context, { ...asked, version: 1 });
    await restoreEvidence(context, { ...asked, version: 2 });
    const lines = await context.models.AuditLine.find({ 'on.kind': 'evidence' }).sort({ seq: 1 }).lean();
    expect(lines.map(({ action }) => action)).to.deep.equal([
      'evidence.added',
      'evidence.edited',
      'evidence.withdrawn',
      'evidence.restored',
    ]);
    expect(lines[1]).to.deep.include({
      before: { stance: 'against', source: 'https://pantau-air.example/karangsari', archive: null },
      after: { stance: 'for', source: null, archive: null },
    });
    expect(JSON.stringify(await context.models.AuditLine.find({}).lean())).not.to.include('Rahasia');
  });
});
