import { createHash } from 'node:crypto';
import { expect } from 'chai';
import sharp from 'sharp';
import type supertest from 'supertest';
import {
  correctStatement,
  declineRequest,
  retractStatement,
  saveDraft,
  signStatement,
} from '../../src/agencies/answer-request.js';
import { canonicalStatement, digestOf, isIntact } from '../../src/agencies/digest.js';
import { forgetDocuments } from '../../src/agencies/forget-documents.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import {
  anAgency,
  anAgencyPerson,
  anAnswer,
  aPdf,
  ask,
  readRequest,
  sign,
  type TestAgency,
} from '../helpers/agencies.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { aPicture, aPictureBomb } from '../helpers/reports.js';
import { refusalOf } from '../helpers/errors.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import type { StatementRequest } from '../../src/agencies/statement-request.model.js';

describe('answering for an agency', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let balai: TestAgency;
  let request: StatementRequest;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    balai = await anAgency(saring, { name: 'Balai Bendungan Contoh', shortName: 'Balai', person: 'Sari' });
    const claim = await aClaim(saring);
    request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
  });
  afterEach(() => saring.close());

  const doer = (more: object = {}) => ({ id: request._id, by: balai.who.signedIn, ...more });
  const about = async (step: string) =>
    saring.context.models.Notice.find({ kind: 'letter', 'letter.about': `request-${step}` }).lean();

  it('is for that agency only: others do not find it, the newsroom may not', async () => {
    const other = await anAgency(saring);
    const content = anAnswer();
    for (const act of [saveDraft, signStatement]) {
      expect(
        (await refusalOf(act(saring.context, { id: request._id, by: other.who.signedIn, content }))).code,
      ).to.equal('not_found');
      expect(
        (await refusalOf(act(saring.context, { id: request._id, by: ratna.signedIn, content }))).code,
      ).to.equal('not_allowed');
    }
    const reason = 'Bukan kewenangan kami';
    for (const act of [declineRequest, retractStatement]) {
      expect(
        (await refusalOf(act(saring.context, { id: request._id, by: ratna.signedIn, reason }))).code,
      ).to.equal('not_allowed');
    }
    expect(await readRequest(saring, request._id)).to.include({ status: 'open', answerVersion: 0 });
  });

  it('signs: fixed, with a digest of all that was said; the claim keeps its status, the asker gets a letter', async () => {
    saring.clock.advance(200);
    const signed = await sign(saring, request, balai.who, {}, [{ bytes: aPdf(), name: 'laporan.pdf' }]);
    expect(signed).to.include({ status: 'answered' }).and.not.have.property('openFor');
    expect(signed.answeredAt).to.deep.equal(saring.clock.now());
    const [statement] = signed.statements;
    if (!statement) throw new Error('nothing was signed');
    expect(statement).to.deep.include({
      agencyName: 'Balai Bendungan Contoh',
      signer: { name: 'Ir. Hadi Contoh', office: 'Kepala Balai Bendungan' },
    });
    expect(statement.by.name).to.equal('Sari');
    const canonical = canonicalStatement(signed, statement, 1);
    expect(statement.sha256).to.equal(createHash('sha256').update(canonical).digest('hex'));
    expect(Object.keys(JSON.parse(canonical) as object)).to.deep.equal([
      'request',
      'claim',
      'agency',
      'version',
      'text',
      'signer',
      'links',
      'documents',
      'account',
      'signedAt',
      'correction',
    ]);
    const claim = await readClaim(saring, request.claim);
    expect(claim.status).to.equal('open');
    expect(claim).not.to.have.property('verdict');
    expect(claim.activity.at(-1)).to.include({ action: 'agency-answered' });
    const [letter] = await about('answered');
    expect(String(letter?.letter && 'person' in letter.letter && letter.letter.person)).to.equal(
      String(ratna.person._id),
    );
    const line = await saring.context.models.AuditLine.findOne({ action: 'statement.signed' }).lean();
    expect(line?.after).to.include({ version: 1, sha256: statement.sha256 });
    const again = await refusalOf(sign(saring, request, balai.who));
    expect(again).to.include({ code: 'conflict' });
    expect((await readRequest(saring, request._id)).statements).to.have.length(1);
  });

  it('has a digest that any change of the stored statement breaks', async () => {
    const signed = await sign(saring, request, balai.who);
    const [statement] = signed.statements;
    if (!statement) throw new Error('nothing was signed');
    expect(isIntact(signed, statement, 1)).to.equal(true);
    const changes = [
      { text: 'Bendungan jebol.' },
      { signer: { ...statement.signer, office: 'Menteri' } },
      { links: [] },
      { agencyName: 'Badan Lain' },
      { signedAt: new Date(0) },
      { correction: { changed: ['text'], why: 'x' } },
    ];
    for (const change of changes) expect(isIntact(signed, { ...statement, ...change }, 1)).to.equal(false);
    expect(isIntact(signed, statement, 2)).to.equal(false);
    await saring.context.models.StatementRequest.updateOne(
      { _id: request._id },
      { $set: { statements: [{ ...statement, text: 'Bendungan jebol.' }] } },
    );
    const staff = await signIn(saring, ratna);
    const page = await staff.get(`/meja/instansi/permintaan/${String(request._id)}`).expect(200);
    expect(page.text).to.include('tidak cocok lagi dengan sidik jarinya');
    expect(digestOf('')).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('keeps a draft that only the agency sees; signing takes it away', async () => {
    const content = anAnswer({ text: 'Rahasia sementara', signerName: '', signerOffice: '' });
    const saved = await saveDraft(saring.context, { ...doer(), content });
    expect(saved).to.include({ status: 'open', answerVersion: 1, version: 0 });
    expect(saved.activity).to.have.length(1);
    const path = `/meja/permintaan/${String(request._id)}`;
    const colleague = await anAgencyPerson(saring, balai.agency);
    expect((await (await signIn(saring, colleague)).get(path).expect(200)).text).to.include(
      'Rahasia sementara',
    );
    const staff = await saring.request
      .get(`/api/v1/requests/${String(request._id)}`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .expect(200);
    expect(JSON.stringify(staff.body)).not.to.include('Rahasia sementara');
    const page = await (await signIn(saring, ratna)).get(`/meja/instansi/permintaan/${String(request._id)}`);
    expect(page.text).not.to.include('Rahasia sementara');
    const signed = await sign(saring, request, balai.who);
    expect(signed).not.to.have.property('draft');
  });

  it('tells a colleague who saved, or signed, another draft meanwhile', async () => {
    const tono = await anAgencyPerson(saring, balai.agency, 'Tono');
    await saveDraft(saring.context, { ...doer({ version: 0 }), content: anAnswer() });
    saring.clock.advance(1);
    const lost = await refusalOf(
      saveDraft(saring.context, {
        id: request._id,
        by: tono.signedIn,
        version: 0,
        content: anAnswer({ text: 'Lain' }),
      }),
    );
    expect(lost.details).to.deep.include({ message: 'agencies.meanwhile.saved', params: { name: 'Sari' } });
    const both = await Promise.allSettled([
      signStatement(saring.context, { ...doer({ version: 1 }), content: anAnswer() }),
      signStatement(saring.context, {
        id: request._id,
        by: tono.signedIn,
        version: 1,
        content: anAnswer({ text: 'Lain' }),
      }),
    ]);
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    expect((await readRequest(saring, request._id)).statements).to.have.length(1);
  });

  it('corrects with a new version that says what changed and why; both are kept', async () => {
    await sign(saring, request, balai.who);
    saring.clock.advance(60);
    const same = await refusalOf(
      correctStatement(saring.context, { ...doer(), content: anAnswer(), why: 'Tidak ada' }),
    );
    expect(same.details.fields).to.have.property('why');
    const corrected = await correctStatement(saring.context, {
      ...doer(),
      content: anAnswer({ text: 'Bendungan aman. Tinggi air 215 meter.', links: [] }),
      why: 'Angka tinggi air keliru.',
    });
    expect(corrected.status).to.equal('answered');
    expect(corrected.statements.map(({ text }) => text)).to.deep.equal([
      anAnswer().text,
      'Bendungan aman. Tinggi air 215 meter.',
    ]);
    expect(corrected.statements[1]?.correction).to.deep.equal({
      changed: ['text', 'links'],
      why: 'Angka tinggi air keliru.',
    });
    corrected.statements.forEach((statement, at) => {
      expect(isIntact(corrected, statement, at + 1)).to.equal(true);
    });
    expect(await about('corrected')).to.have.length(1);
    const lines = await saring.context.models.AuditLine.find({ action: 'statement.corrected' }).lean();
    expect(lines.map(({ after }) => after?.['version'])).to.deep.equal([2]);
  });

  it('declines or takes back with a reason, which ends it', async () => {
    const reason = 'Bukan kewenangan kami';
    const declined = await declineRequest(saring.context, { ...doer(), reason });
    expect(declined.status).to.equal('declined');
    expect(await about('declined')).to.have.length(1);
    expect((await refusalOf(sign(saring, request, balai.who))).details.message).to.equal(
      'agencies.meanwhile.declined',
    );
    const claim = await aClaim(saring);
    request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
    expect((await refusalOf(retractStatement(saring.context, { ...doer(), reason }))).code).to.equal(
      'conflict',
    );
    await sign(saring, request, balai.who);
    expect((await retractStatement(saring.context, { ...doer(), reason })).status).to.equal('retracted');
    expect(await about('retracted')).to.have.length(1);
  });

  describe('documents', () => {
    const files = async () => saring.context.store.connection.collection('documents.files').find().toArray();

    it('are PDFs as they are and pictures made anew, by content; at most five', async () => {
      const pdf = aPdf();
      const picture = await sharp(await aPicture('png'))
        .withExif({ IFD0: { Copyright: 'rahasia' } })
        .jpeg()
        .toBuffer();
      const signed = await sign(saring, request, balai.who, {}, [
        { bytes: pdf, name: '../../laporan "akhir".exe' },
        { bytes: picture, name: 'foto.pdf' },
      ]);
      const documents = signed.statements[0]?.documents ?? [];
      expect(documents.map(({ name, type, kind }) => [name, type, kind])).to.deep.equal([
        ['laporan akhir.pdf', 'application/pdf', 'pdf'],
        ['foto.jpg', 'image/jpeg', 'picture'],
      ]);
      expect(documents[0]).to.include({
        bytes: pdf.length,
        sha256: createHash('sha256').update(pdf).digest('hex'),
      });
      const browser = await signIn(saring, balai.who);
      const get = async (file: unknown) =>
        browser
          .get(`/meja/permintaan/${String(request._id)}/dokumen/${String(file)}`)
          .buffer(true)
          .parse(binary);
      const sent = await get(documents[0]?.file);
      expect(sent.status).to.equal(200);
      expect((sent.body as Buffer).equals(pdf)).to.equal(true);
      expect(sent.headers).to.include({
        'content-type': 'application/pdf',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'content-disposition': 'attachment; filename="laporan akhir.pdf"',
        'cache-control': 'private, no-store',
      });
      const shown = (await get(documents[1]?.file)).body as Buffer;
      expect(createHash('sha256').update(shown).digest('hex')).to.equal(documents[1]?.sha256);
      expect((await sharp(shown).metadata()).exif).to.equal(undefined);
    });

    const bad: [string, () => Buffer | Promise<Buffer>, string, string][] = [
      [
        'a page of HTML',
        () => Buffer.from('<html><script>alert(1)</script></html>'),
        'unsupported_type',
        'document_type',
      ],
      [
        'an SVG',
        () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
        'unsupported_type',
        'document_type',
      ],
      ['nothing', () => Buffer.alloc(0), 'bad_input', 'document_empty'],
      ['a picture bomb', () => aPictureBomb(), 'too_large', 'picture_pixels'],
      ['a TIFF', () => aPicture('tiff'), 'unsupported_type', 'picture_type'],
    ];
    for (const [what, bytes, code, reason] of bad) {
      it(`are refused when one is ${what}`, async () => {
        const error = await refusalOf(
          sign(saring, request, balai.who, {}, [
            { bytes: aPdf(), name: 'a.pdf' },
            { bytes: await bytes(), name: 'b.pdf' },
          ]),
        );
        expect(error.code).to.equal(code);
        expect(error.details.fields?.['documents.1']).to.include({ reason });
        expect(await files()).to.deep.equal([]);
      });
    }

    it('are refused past five, kept ones counted, and those of other requests', async () => {
      const pdfs = (count: number) =>
        Array.from({ length: count }, (_, at) => ({ bytes: aPdf(`${at}`), name: `${at}.pdf` }));
      const saved = await saveDraft(saring.context, { ...doer(), content: anAnswer(), files: pdfs(4) });
      const keep = saved.draft?.documents.map(({ file }) => String(file)) ?? [];
      const many = await refusalOf(
        saveDraft(saring.context, { ...doer(), content: anAnswer({ keep }), files: pdfs(2) }),
      );
      expect(many.details.fields).to.have.property('documents');
      const other = await ask(saring, {
        claim: (await aClaim(saring))._id,
        agency: balai.agency,
        by: ratna,
      });
      expect((await refusalOf(sign(saring, other, balai.who, { keep }))).details.fields).to.have.property(
        'keep',
      );
      const signed = await sign(saring, request, balai.who, { keep: keep.slice(0, 2) }, pdfs(1));
      expect(signed.statements[0]?.documents).to.have.length(3);
    });

    it('that nothing has any more are removed in a day, the others never', async () => {
      const saved = await saveDraft(saring.context, {
        ...doer(),
        content: anAnswer(),
        files: [
          { bytes: aPdf('1'), name: '1.pdf' },
          { bytes: aPdf('2'), name: '2.pdf' },
        ],
      });
      const keep = saved.draft?.documents.slice(0, 1).map(({ file }) => String(file)) ?? [];
      await sign(saring, request, balai.who, { keep });
      // A race was lost after the file was stored.
      await refusalOf(
        correctStatement(saring.context, {
          ...doer({ version: 0 }),
          content: anAnswer({ text: 'Lain', keep }),
          why: 'x',
          files: [],
        }),
      );
      expect(await files()).to.have.length(2);
      saring.clock.advance(24 * 60 + 1);
      expect(await forgetDocuments(saring.context)).to.equal(1);
      saring.clock.advance(24 * 60 + 1);
      expect(await forgetDocuments(saring.context)).to.equal(0);
      expect((await files()).map(({ _id }) => String(_id))).to.deep.equal(keep);
    });
  });

  describe('on its page', () => {
    let browser: ReturnType<typeof supertest.agent>;
    let path: string;
    beforeEach(async () => {
      browser = await signIn(saring, balai.who);
      path = `/meja/permintaan/${String(request._id)}`;
    });
    const fill = (fields: Record<string, string>) => {
      let post = browser.post(path);
      const all = {
        version: '0',
        text: anAnswer().text,
        signerName: 'Ir. Hadi Contoh',
        signerOffice: 'Kepala Balai',
        'links.0.title': '',
        'links.0.url': '',
        ...fields,
      };
      for (const [name, value] of Object.entries(all)) post = post.field(name, value);
      return post;
    };

    it('saves, previews and signs, with files; what is wrong is said, and what was typed stays', async () => {
      const preview = await fill({
        do: 'preview',
        text: '## Isi\n\n<script>alert(1)</script> **tebal**',
      }).expect(200);
      expect(preview.text).to.include('<h4>Isi</h4>').and.include('<strong>tebal</strong>');
      expect(preview.text).not.to.include('<script>alert');
      await fill({ do: 'save', signerName: '', signerOffice: '' })
        .attach('documents', aPdf(), 'données.pdf')
        .expect(303);
      const saved = await readRequest(saring, request._id);
      expect(saved.draft?.documents[0]?.name).to.equal('données.pdf');
      const keep = String(saved.draft?.documents[0]?.file);

      const unsure = await fill({ do: 'sign', version: '1', keep }).expect(400);
      expect(unsure.text).to.include('href="#sure"');
      const empty = await fill({ do: 'sign', sure: 'yes', version: '1', text: ' ', signerName: '' }).expect(
        400,
      );
      expect(empty.text).to.include('href="#text"').and.include('href="#signerName"');
      const link = await fill({
        do: 'sign',
        sure: 'yes',
        version: '1',
        'links.0.title': 'Jahat',
        'links.0.url': 'javascript:alert(1)',
      }).expect(400);
      expect(link.text).to.include('href="#links.0.url"').and.include('value="Jahat"');
      const verdict = await fill({ do: 'sign', sure: 'yes', version: '1', verdict: 'false' }).expect(400);
      expect(verdict.text).to.include('Putusan: Isian ini tidak dikenal');
      const file = await fill({ do: 'sign', sure: 'yes', version: '1', keep })
        .attach('documents', Buffer.from('bukan pdf'), 'a.pdf')
        .expect(415);
      expect(file.text).to.include('href="#documents"').and.include('Kirim PDF atau gambar');
      const stale = await fill({ do: 'sign', sure: 'yes', version: '0', text: 'Masih ada' }).expect(409);
      expect(stale.text).to.include('Sari menyimpan draf lain').and.include('Masih ada');

      await fill({ do: 'sign', sure: 'yes', version: '1', keep }).expect(303);
      const signed = await readRequest(saring, request._id);
      expect(signed.statements[0]?.documents.map(({ name }) => name)).to.deep.equal(['données.pdf']);
      const page = await browser.get(path).expect(200);
      expect(page.text).to.include(signed.statements[0]?.sha256).and.include('bukan tanda tangan elektronik');
    });

    it('corrects and takes back', async () => {
      await sign(saring, request, balai.who);
      await fill({ do: 'correct', sure: 'yes', version: '1', text: 'Lain' }).expect(400);
      await fill({ do: 'correct', sure: 'yes', version: '1', text: 'Lain', why: 'Keliru' }).expect(303);
      const page = await browser.get(path).expect(200);
      expect(page.text).to.include('Versi 1, sebelum dikoreksi').and.include('Keliru');
      const form = (fields: object) => browser.post(`${path}/cabut`).type('form').send(fields);
      await form({ reason: '', version: '2' }).expect(400);
      await form({ reason: 'Data salah', version: '1' }).expect(409);
      await form({ reason: 'Data salah', version: '2' }).expect(303);
      expect((await readRequest(saring, request._id)).status).to.equal('retracted');
    });

    it('declines', async () => {
      await browser
        .post(`${path}/tolak`)
        .type('form')
        .send({ reason: 'Bukan kami', version: '0' })
        .expect(303);
      expect((await browser.get(path)).text).to.include('Bukan kami');
    });
  });
});

function binary(response: supertest.Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
