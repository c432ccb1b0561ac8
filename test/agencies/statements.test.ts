import { expect } from 'chai';
import { correctStatement, retractStatement } from '../../src/agencies/answer-request.js';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { editClarification } from '../../src/clarifications/edit-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import type { StatementRequest } from '../../src/agencies/statement-request.model.js';
import { signIn } from '../helpers/accounts.js';
import { anAgency, anAnswer, aPdf, ask, readRequest, sign, type TestAgency } from '../helpers/agencies.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { aDesk, draft, inReview, publish, type Desk } from '../helpers/clarifications.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('statements in clarifications', () => {
  let saring: Saring;
  let desk: Desk;
  let balai: TestAgency;
  let claim: string;
  let request: StatementRequest;
  beforeEach(async () => {
    saring = await startSaring();
    desk = await aDesk(saring);
    balai = await anAgency(saring, { name: 'Balai Bendungan Contoh', shortName: 'Balai' });
    const opened = await aClaim(saring);
    claim = String(opened._id);
    const asked = await ask(saring, { claim: opened._id, agency: balai.agency, by: desk.author });
    saring.clock.advance(200);
    request = await sign(saring, asked, balai.who, {}, [{ bytes: aPdf(), name: 'data.pdf' }]);
  });
  afterEach(() => saring.close());

  const refs = (version = 1) => [{ request: String(request._id), version }];
  const correct = async (text = 'Tinggi air 215 meter.') => {
    saring.clock.advance(60);
    request = await correctStatement(saring.context, {
      id: request._id,
      by: balai.who.signedIn,
      content: anAnswer({ text }),
      why: 'Angka keliru.',
    });
  };
  const article = async (slug: string) => (await saring.request.get(`/klarifikasi/${slug}`).expect(200)).text;
  const api = async (slug: string) =>
    (await saring.request.get(`/api/v1/clarifications/${slug}`).expect(200)).body;
  const documentOf = (slug: string) =>
    `/klarifikasi/${slug}/dokumen/${String(request.statements[0]?.documents[0]?.file)}`;

  it('are offered in the editor for the claims that are linked, and saved when ticked', async () => {
    const browser = await signIn(saring, desk.author);
    const value = `${String(request._id)}.1`;
    const fresh = await browser.get(`/meja/klarifikasi/baru?claim=${claim}`).expect(200);
    expect(fresh.text).to.include(`value="${value}"`).and.include('Kepala Balai Bendungan');
    const elsewhere = await browser.get('/meja/klarifikasi/baru').expect(200);
    expect(elsewhere.text).not.to.include(value);
    const form = (statements: string, claims = claim) => ({
      title: 'Bendungan aman',
      claims,
      statements,
      do: 'save',
    });
    const post = (body: object) => browser.post('/meja/klarifikasi').type('form').send(body);
    const strange = await post(form('x.1')).expect(400);
    expect(strange.text).to.include('href="#statements"');
    const other = await post(form(value, String((await aClaim(saring))._id))).expect(400);
    expect(other.text).to.include('bukan tentang klaim');
    await post(form(`${String(request._id)}.2`)).expect(400);
    const saved = await post(form(value)).expect(303);
    const page = await browser.get(saved.headers['location'] ?? '').expect(200);
    expect(page.text).to.match(new RegExp(`value="${value}" checked`));
  });

  it('stand in the published article with agency, name, office, time and how long it took; its claim keeps to the verdict', async () => {
    expect(await readClaim(saring, claim)).to.include({ status: 'open' });
    const { slug } = await publish(saring, desk, { claims: [claim], statements: refs() });
    const page = await article(slug);
    expect(page)
      .to.include('Pernyataan instansi')
      .and.include('Balai Bendungan Contoh')
      .and.include('Ir. Hadi Contoh')
      .and.include('Kepala Balai Bendungan')
      .and.include('dijawab dalam 3 jam 20 menit')
      .and.match(/Ditandatangani[^<]*<time datetime="[^"]+"/)
      .and.include('<strong>aman</strong>')
      .and.include('data.pdf');
    const english = await saring.request.get(`/en/klarifikasi/${slug}`).expect(200);
    expect(english.text).to.include('answered in 3 hours 20 minutes');
    const { statements, verdict } = await api(slug);
    expect(verdict).to.equal('false');
    expect(statements).to.have.length(1);
    expect(statements[0]).to.deep.include({
      id: String(request._id),
      version: 1,
      agency: { name: 'Balai Bendungan Contoh', shortName: 'Balai', url: 'https://badan.example/' },
      signer: { name: 'Ir. Hadi Contoh', office: 'Kepala Balai Bendungan' },
      signedAt: request.statements[0]?.signedAt.toISOString(),
      took: { minutes: 200, text: '3 jam 20 menit' },
      state: 'stands',
      sha256: request.statements[0]?.sha256,
    });
    expect(statements[0]).not.to.have.any.keys('verdict', 'question', 'asker', 'by');
    await saring.request
      .get(documentOf(slug))
      .expect(200)
      .expect('Content-Disposition', 'attachment; filename=data.pdf');
  });

  it('leave their documents private until then, and again when a correction takes them out', async () => {
    const unpublished = await inReview(saring, desk, { claims: [claim], statements: refs() });
    await saring.request.get(documentOf(unpublished.slug)).expect(404);
    const published = await publish(saring, desk, {
      claims: [claim],
      statements: refs(),
      title: 'Bendungan aman',
    });
    await saring.request.get(documentOf(published.slug)).expect(200);
    await saring.request.get(`/klarifikasi/${published.slug}/dokumen/0123456789abcdef01234567`).expect(404);
    await correctClarification(
      saring.context,
      published._id,
      { statements: [] },
      { by: desk.editor.signedIn, note: 'Tanpa pernyataan' },
    );
    await saring.request.get(documentOf(published.slug)).expect(404);
    expect((await api(published.slug)).statements).to.deep.equal([]);
    const page = await article(published.slug);
    expect(page).to.include('pernyataan instansi');
    // The earlier version of the article still shows what was said, without the document.
    const before = (await saring.request.get(`/klarifikasi/${published.slug}?versi=1`).expect(200)).text;
    expect(before).to.include('Ir. Hadi Contoh').and.not.include('/dokumen/');
  });

  it('go on as they were published when the agency corrects, marked; the newsroom takes the new version over', async () => {
    const { slug, _id } = await publish(saring, desk, { claims: [claim], statements: refs() });
    await correct();
    const told = await saring.context.models.Notice.find({ 'letter.about': 'request-corrected' }).lean();
    expect(told.map(({ letter }) => String(letter && 'person' in letter && letter.person))).to.have.members(
      [desk.author, desk.editor].map(({ person }) => String(person._id)),
    );
    const page = await article(slug);
    expect(page)
      .to.include('214 meter')
      .and.include('mengoreksi pernyataannya pada')
      .and.not.include('215 meter');
    expect((await api(slug)).statements[0]).to.include({ version: 1, state: 'corrected' });
    const editor = await (await signIn(saring, desk.editor)).get(`/meja/klarifikasi/${String(_id)}/koreksi`);
    expect(editor.text)
      .to.include('menggantikan versi 1')
      .and.include(`${String(request._id)}.2`);
    await correctClarification(
      saring.context,
      _id,
      { statements: [...refs(1), ...refs(2)] },
      { by: desk.editor.signedIn, note: 'Pernyataan baru' },
    );
    const after = await article(slug);
    expect(after)
      .to.include('215 meter')
      .and.include('Angka keliru.')
      .and.include('Versi 1, sebelum dikoreksi')
      .and.include('214 meter');
    const { statements } = await api(slug);
    expect(statements).to.have.length(1);
    expect(statements[0]).to.include({ version: 2, state: 'stands' });
    expect(statements[0].earlier).to.have.length(1);
  });

  it('are marked when the agency takes them back, and can be shown by no other article', async () => {
    const other = await draft(saring, desk, { claims: [claim] });
    const { slug, _id } = await publish(saring, desk, { claims: [claim], statements: refs() });
    await retractStatement(saring.context, { id: request._id, by: balai.who.signedIn, reason: 'Data salah' });
    expect(await article(slug))
      .to.include('mencabut pernyataannya pada')
      .and.not.include('Data salah');
    expect((await api(slug)).statements[0]).to.include({ state: 'retracted' });
    expect(await readClaim(saring, claim)).to.include({ status: 'answered', verdict: 'false' });
    await correctClarification(
      saring.context,
      _id,
      { title: 'Bendungan tetap aman', statements: refs() },
      { by: desk.editor.signedIn, note: 'Judul' },
    );
    const error: unknown = await editClarification(
      saring.context,
      other._id,
      { statements: refs() },
      { by: desk.author.signedIn },
    ).catch((thrown: unknown) => thrown);
    expect((error as { details: { fields: object } }).details.fields).to.have.property('statements');
    await retractClarification(saring.context, _id, { by: desk.editor.signedIn, reason: 'Salah' });
    expect(await article(slug)).to.include('Ir. Hadi Contoh');
  });

  it('count for the claim that theirs was merged into', async () => {
    const target = await aClaim(saring);
    await mergeClaims(saring.context, { id: claim, into: String(target._id), by: desk.author.signedIn });
    const browser = await signIn(saring, desk.author);
    const fresh = await browser.get(`/meja/klarifikasi/baru?claim=${String(target._id)}`).expect(200);
    expect(fresh.text).to.include(`${String(request._id)}.1`);
    const page = await browser.get(`/meja/klaim/${String(target._id)}`).expect(200);
    expect(page.text).to.include('Apakah bendungan itu jebol?');
    const { slug } = await publish(saring, desk, { claims: [String(target._id)], statements: refs() });
    expect(await article(slug)).to.include('Ir. Hadi Contoh');
  });

  it('never change a claim by themselves, whatever is done with them', async () => {
    const opened = await aClaim(saring);
    const before = await readClaim(saring, opened._id);
    const asked = await ask(saring, { claim: opened._id, agency: balai.agency, by: desk.author });
    request = await sign(saring, asked, balai.who);
    await correct();
    await retractStatement(saring.context, { id: request._id, by: balai.who.signedIn, reason: 'x' });
    const { activity: _steps, updatedAt: _at, ...after } = await readClaim(saring, opened._id);
    const { activity: _before, updatedAt: _then, ...was } = before;
    expect(after).to.deep.equal(was);
    expect((await readRequest(saring, request._id)).status).to.equal('retracted');
  });
});
