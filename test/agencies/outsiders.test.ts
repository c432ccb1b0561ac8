import { expect } from 'chai';
import type supertest from 'supertest';
import { aPerson, bearer, signIn, type TestPerson } from '../helpers/accounts.js';
import { anAgency, anAnswer, ask, sign, type TestAgency } from '../helpers/agencies.js';
import { readClaim } from '../helpers/claims.js';
import { aDesk, draft, publish } from '../helpers/clarifications.js';
import { aPicture, messages, submitReport } from '../helpers/reports.js';
import { routesOf } from '../helpers/routes.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import type { StatementRequest } from '../../src/agencies/statement-request.model.js';

/** Of the desk, an agency's person has these. */
const theirs = [/^\/meja\/?$/, /^\/meja\/permintaan(\/|$)/, /^\/meja\/akun(\/|$)/];
/** Of the API, these are for everybody or for agencies. */
const openCalls = [
  /^post \/api\/v1\/(match|reports)$/,
  /^get \/api\/v1\/reports\/:ticket$/,
  /^(get|post|delete) \/api\/v1\/reports\/:ticket/,
  /^get \/api\/v1\/claims(\/:id)?$/,
  /^get \/api\/v1\/clarifications(\/:slug)?$/,
  /^get \/api\/v1\/requests(\/:id)?$/,
  /^post \/api\/v1\/requests\/:id\/(statement|correct|decline|retract)$/,
];

describe("what an agency's people see", () => {
  let saring: Saring;
  let ratna: TestPerson;
  let balai: TestAgency;
  let pusat: TestAgency;
  let request: StatementRequest;
  let others: StatementRequest;
  let browser: ReturnType<typeof supertest.agent>;
  const secrets: string[] = [];
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    balai = await anAgency(saring, { shortName: 'Balai' });
    pusat = await anAgency(saring, { shortName: 'Pusat' });
    const report = await submitReport(saring, {
      text: `${messages.dam}. Hubungi 081234567890 atau rina@contoh.example`,
      region: 'ID-JB',
      channel: 'whatsapp',
      doubt: 'Tetangga saya yang menyebarkan',
      urls: ['https://kabar.example/jebol'],
      contact: { email: 'pelapor@contoh.example' },
      files: [await aPicture()],
    });
    const claim = await readClaim(saring, report.claim);
    await saring.context.models.Claim.updateOne(
      { _id: claim._id },
      {
        $set: { statement: 'Bendungan jebol, hubungi 081234567890', topic: 'disaster' },
        $push: {
          notes: {
            at: saring.clock.now(),
            by: { person: ratna.person._id, name: 'Ratna' },
            text: 'Catatan rahasia',
          },
        },
      },
    );
    request = await ask(saring, {
      claim: claim._id,
      agency: balai.agency,
      by: ratna,
      quotes: [String(report._id)],
      pictures: [String(report.pictures[0]?.file)],
    });
    others = await ask(saring, {
      claim: claim._id,
      agency: pusat.agency,
      by: ratna,
      question: 'Pertanyaan untuk instansi lain',
    });
    await sign(saring, others, pusat.who, { text: 'Jawaban instansi lain' });
    browser = await signIn(saring, balai.who);
    secrets.push(
      '081234567890',
      'rina@contoh.example',
      'pelapor@contoh.example',
      report.ticket,
      String(report._id),
      'Catatan rahasia',
      'Tetangga saya',
      'Jawa Barat',
      'ID-JB',
      'WhatsApp',
      'kabar.example',
      'Pertanyaan untuk instansi lain',
      'Jawaban instansi lain',
    );
  });
  after(() => saring.close());

  const keepsSecrets = (text: string) => {
    for (const secret of secrets) expect(text).not.to.include(secret);
  };
  const asAgency = (method: 'get' | 'post', path: string) =>
    saring.request[method](path).set('Authorization', `Bearer ${balai.who.token}`);

  it('is what they were asked, and of the reports only what the asker chose', async () => {
    const list = await browser.get('/meja/permintaan').expect(200);
    expect(list.text).to.include('Apakah bendungan itu jebol?');
    keepsSecrets(list.text);
    const page = await browser.get(`/meja/permintaan/${String(request._id)}`).expect(200);
    expect(page.text).to.include('Bendungan jebol, hubungi').and.include('1 laporan').and.include('Bencana');
    expect(page.text).to.include('mengungsi ke balai kecamatan');
    keepsSecrets(page.text);
    const call = await asAgency('get', `/api/v1/requests/${String(request._id)}`).expect(200);
    expect(call.body.quotes[0]).to.include('mengungsi');
    keepsSecrets(JSON.stringify(call.body));
    const calls = await asAgency('get', '/api/v1/requests').expect(200);
    expect(calls.body.items).to.have.length(1);
    keepsSecrets(JSON.stringify(calls.body));
    expect(
      (await browser.get(String(call.body.pictures[0].url)).expect(200)).headers['content-type'],
    ).to.equal('image/jpeg');
    const mails = await saring.context.models.Notice.find({ kind: 'letter' }).lean();
    const own = mails.filter(
      ({ letter }) => String(letter && 'person' in letter && letter.person) === String(balai.who.person._id),
    );
    expect(own.length).to.be.greaterThan(0);
    keepsSecrets(JSON.stringify(own.map(({ letter }) => letter?.params)));
  });

  it("is not another agency's request, its documents, or pictures that were not chosen", async () => {
    for (const path of ['', '/dokumen/0123456789abcdef01234567', '/gambar/0123456789abcdef01234567']) {
      await browser.get(`/meja/permintaan/${String(others._id)}${path}`).expect(404);
    }
    await browser.get(`/meja/permintaan/${String(request._id)}/gambar/0123456789abcdef01234567`).expect(404);
    for (const end of ['', '/tolak', '/cabut']) {
      await browser
        .post(`/meja/permintaan/${String(others._id)}${end}`)
        .type('form')
        .send({ do: 'save', reason: 'x' })
        .expect(404);
    }
    await asAgency('get', `/api/v1/requests/${String(others._id)}`).expect(404);
    for (const [end, body] of [
      ['statement', { text: 'x', signerName: 'x', signerOffice: 'x' }],
      ['decline', { reason: 'x' }],
      ['retract', { reason: 'x' }],
    ] as const) {
      await asAgency('post', `/api/v1/requests/${String(others._id)}/${end}`)
        .send(body)
        .expect(404);
    }
  });

  it('is nothing else of the desk, whatever route is tried', async () => {
    const desk = await aDesk(saring);
    const unpublished = await draft(saring, desk, { title: 'Draf rahasia' });
    const ids = [
      String(request.claim),
      String(unpublished._id),
      String(others._id),
      String(balai.agency._id),
    ];
    const tried = routesOf(saring.app).filter(
      ({ path }) => /^\/(?:en\/)?meja(?:\/|$)/.test(path) && !theirs.some((own) => own.test(path)),
    );
    expect(tried.length).to.be.greaterThan(40);
    for (const { method, path } of tried) {
      if (method !== 'get' && method !== 'post') continue;
      for (const prefix of ['', '/en']) {
        for (const id of path.includes(':') ? ids : ['']) {
          const filled = prefix + path.replaceAll(/:\w+/g, id);
          const answer = await (method === 'get'
            ? browser.get(filled)
            : browser.post(filled).type('form').send({}));
          expect([403, 404], `${method} ${filled}`).to.include(answer.status);
          keepsSecrets(answer.text ?? '');
        }
      }
    }
    const start = await browser.get('/meja').expect(303);
    expect(start.headers['location']).to.equal('/meja/permintaan');
    const english = await browser.get('/en/meja').expect(303);
    expect(english.headers['location']).to.equal('/en/meja/permintaan');
  });

  it('is nothing else of the API: not allowed, or what anybody sees', async () => {
    const desk = await aDesk(saring);
    const unpublished = await draft(saring, desk, { title: 'Draf rahasia' });
    const ids = [String(request.claim), String(unpublished._id), String(others._id)];
    const tried = routesOf(saring.app).filter(({ path }) => path.startsWith('/api/v1/'));
    expect(tried.length).to.be.greaterThan(25);
    for (const { method, path } of tried) {
      const isOpen = openCalls.some((call) => call.test(`${method} ${path}`));
      for (const id of path.includes(':') ? ids : ['']) {
        const filled = path.replaceAll(/:\w+/g, id);
        const call = saring.request[method as 'get' | 'post' | 'patch' | 'put' | 'delete'](filled)
          .set('Authorization', `Bearer ${balai.who.token}`)
          .send(method === 'get' ? undefined : {});
        const answer = await call;
        if (isOpen) {
          const anybody = saring.request[method as 'get' | 'post' | 'delete'](filled);
          if (!path.includes('/requests')) {
            const same = await anybody.send(method === 'get' ? undefined : {});
            expect(answer.status, `${method} ${filled}`).to.equal(same.status);
            if (method === 'get') expect(answer.body, filled).to.deep.equal(same.body);
          }
        } else {
          expect([403, 404], `${method} ${filled}`).to.include(answer.status);
        }
        expect(answer.text ?? '').not.to.include('Draf rahasia');
      }
    }
    for (const status of ['draft', 'in-review']) {
      await asAgency('get', `/api/v1/clarifications?status=${status}`).expect(403);
    }
  });

  it('does not go on once they were disabled, or belong to no agency', async () => {
    const gone = await anAgency(saring);
    const page = await signIn(saring, gone.who);
    await page.get('/meja/permintaan').expect(200);
    await saring.context.models.Person.updateOne({ _id: gone.who.person._id }, { $unset: { agency: 1 } });
    await page.get('/meja/permintaan').expect(403);
    const none = await saring.request
      .get('/api/v1/requests')
      .set('Authorization', `Bearer ${gone.who.token}`);
    expect(none.status === 403 || (none.body.items as unknown[]).length === 0).to.equal(true);
    await saring.context.models.Person.updateOne(
      { _id: gone.who.person._id },
      { $set: { disabledAt: saring.clock.now() } },
    );
    await page.get('/meja/permintaan').expect(303);
  });

  it('shows the newsroom no form to answer', async () => {
    const staff = await signIn(saring, ratna);
    await staff.get('/meja/permintaan').expect(403);
    await staff.get(`/meja/permintaan/${String(request._id)}`).expect(403);
    const token = await bearer(saring, 'admin');
    for (const end of ['statement', 'correct', 'decline', 'retract']) {
      await saring.request
        .post(`/api/v1/requests/${String(request._id)}/${end}`)
        .set('Authorization', `Bearer ${token}`)
        .send(anAnswer())
        .expect(403);
    }
  });

  it('includes the published article once there is one', async () => {
    const desk = await aDesk(saring);
    const article = await publish(saring, desk, { claims: [String(request.claim)] });
    const page = await browser.get(`/meja/permintaan/${String(request._id)}`).expect(200);
    expect(page.text).to.include(`/klarifikasi/${article.slug}`);
  });
});
