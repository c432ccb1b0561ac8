import { expect } from 'chai';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { anAgency, anAnswer, aPdf, ask, readRequest, type TestAgency } from '../helpers/agencies.js';
import { aClaim } from '../helpers/claims.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('requests to agencies through the API', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let balai: TestAgency;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    balai = await anAgency(saring, { shortName: 'Balai' });
  });
  afterEach(() => saring.close());

  const call = (method: 'get' | 'post', path: string, who: TestPerson) =>
    saring.request[method](`/api/v1${path}`).set('Authorization', `Bearer ${who.token}`);
  const said = (text: string) => ({ text, signerName: 'Hadi', signerOffice: 'Kepala' });

  it('asks: invalid, not signed in, not allowed, gone, works, already asked', async () => {
    const report = await submitReport(saring, { text: messages.dam, urls: ['https://kabar.example/jebol'] });
    const path = `/claims/${String(report.claim)}/requests`;
    const body = { agencies: ['balai'], question: 'Jebol?' };
    const empty = await call('post', path, ratna).send({}).expect(400);
    expect(empty.body.error.fields).to.include.keys('agencies', 'question');
    const bad = await call('post', path, ratna)
      .send({ ...body, dueAt: 'besok', verdict: 'false' })
      .expect(400);
    expect(bad.body.error.fields).to.have.all.keys('dueAt', 'verdict');
    await saring.request.post(`/api/v1${path}`).send(body).expect(401);
    await call('post', path, balai.who).send(body).expect(403);
    await call('post', '/claims/0123456789abcdef01234567/requests', ratna).send(body).expect(404);
    const asked = await call('post', path, ratna)
      .send({ ...body, dueAt: '2026-03-02T12:00:00+09:00', links: ['https://kabar.example/jebol'] })
      .expect(400);
    // 12:00 in Tokyo is 10:00 in Jakarta, where it is 10:00 now.
    expect(asked.body.error.fields).to.have.all.keys('dueAt');
    const { body: made } = await call('post', path, ratna)
      .send({ ...body, dueAt: '2026-03-02T13:00:00+09:00', links: ['https://kabar.example/jebol'] })
      .expect(201);
    expect(made.items).to.have.length(1);
    expect(made.items[0]).to.deep.include({
      status: 'open',
      overdue: false,
      asker: 'Ratna',
      dueAt: '2026-03-02T04:00:00.000Z',
      links: ['https://kabar.example/jebol'],
      statements: [],
    });
    const again = await call('post', path, ratna).send(body).expect(409);
    expect(again.body.error.message).to.include('Ratna');
    const claim = await call('get', `/claims/${String(report.claim)}`, ratna).expect(200);
    expect(claim.body.activity.at(-1)).to.deep.include({ action: 'agency-asked' });
  });

  it('lists open ones by due time, then closed ones, page by page', async () => {
    const due = [5, 1, 3, 2, 4];
    for (const days of due) {
      await ask(saring, {
        claim: (await aClaim(saring))._id,
        agency: balai.agency,
        by: ratna,
        question: `${days} hari`,
        dueAt: new Date(saring.clock.now().getTime() + days * 86_400_000),
      });
    }
    const all = await call('get', '/requests', ratna).expect(200);
    for (const [at, question] of [
      ['0', '1 hari'],
      ['1', '3 hari'],
    ] as const) {
      const { id } = (all.body.items as { id: string; question: string }[]).find(
        (one) => one.question === question,
      ) ?? { id: '' };
      saring.clock.advance(Number(at) + 1);
      await call('post', `/requests/${id}/withdraw`, ratna).send({ reason: 'Sudah jelas' }).expect(200);
    }
    for (const who of [ratna, balai.who]) {
      const seen: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page = await call('get', `/requests?limit=2${next && `&cursor=${next}`}`, who).expect(200);
        seen.push(...(page.body.items as { question: string }[]).map(({ question }) => question));
        next = page.body.next as string | null;
      }
      expect(seen).to.deep.equal(['2 hari', '4 hari', '5 hari', '3 hari', '1 hari']);
    }
    const closed = await call('get', '/requests?status=closed', ratna).expect(200);
    expect(closed.body.items).to.have.length(2);
    await call('get', '/requests?status=lain', ratna).expect(400);
    await call('get', '/requests?cursor=xyz', ratna).expect(400);
    await saring.request.get('/api/v1/requests').expect(401);
  });

  it('answers by JSON or with files; a verdict is refused; corrects, declines, takes back', async () => {
    const claim = await aClaim(saring);
    const { _id } = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
    const path = `/requests/${String(_id)}`;
    const bad = await call('post', `${path}/statement`, balai.who)
      .send({ ...said('Aman'), verdict: 'false', signerName: '' })
      .expect(400);
    expect(bad.body.error.fields).to.have.all.keys('verdict', 'signerName');
    const withFile = await call('post', `${path}/statement`, balai.who)
      .field('text', 'Aman')
      .field('signerName', 'Hadi')
      .field('signerOffice', 'Kepala')
      .field('verdict', 'false')
      .expect(400);
    expect(withFile.body.error.fields).to.have.all.keys('verdict');
    saring.clock.advance(200);
    const signed = await call('post', `${path}/statement`, balai.who)
      .field('text', 'Aman')
      .field('signerName', 'Hadi')
      .field('signerOffice', 'Kepala')
      .field('links.0.title', 'Data')
      .field('links.0.url', 'badan.example/data')
      .attach('documents', aPdf(), 'surat.pdf')
      .expect(201);
    expect(signed.body).to.deep.include({
      status: 'answered',
      took: { minutes: 200, text: '3 jam 20 menit' },
    });
    expect(signed.body.statements[0].links).to.deep.equal([
      { title: 'Data', url: 'https://badan.example/data' },
    ]);
    expect(signed.body.statements[0].documents[0]).to.include({ name: 'surat.pdf', type: 'application/pdf' });
    expect(signed.body.statements[0]).not.to.have.property('verdict');
    await call('post', `${path}/statement`, balai.who).send(said('Lagi')).expect(409);
    const why = await call('post', `${path}/correct`, balai.who).send(said('Lain')).expect(400);
    expect(why.body.error.fields).to.have.all.keys('why');
    const corrected = await call('post', `${path}/correct`, balai.who)
      .send({ ...said('Lain'), why: 'Keliru', version: signed.body.version })
      .expect(201);
    expect(corrected.body.statements).to.have.length(2);
    await call('post', `${path}/retract`, balai.who).send({ reason: 'Salah', version: 0 }).expect(409);
    await call('post', `${path}/retract`, balai.who).send({ reason: 'Salah' }).expect(200);
    const staff = await call('get', path, ratna).expect(200);
    expect(staff.body.status).to.equal('retracted');
    expect((staff.body.history as { step: string }[]).map(({ step }) => step)).to.deep.equal([
      'retracted',
      'corrected',
      'answered',
      'asked',
    ]);
    const other = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
    await call('post', `/requests/${String(other._id)}/decline`, balai.who)
      .send({ reason: '' })
      .expect(400);
    await call('post', `/requests/${String(other._id)}/decline`, balai.who)
      .send({ reason: 'Bukan kami' })
      .expect(200);
  });

  it('withdraws and extends with the version that was seen', async () => {
    const { _id } = await ask(saring, { claim: (await aClaim(saring))._id, agency: balai.agency, by: ratna });
    const path = `/requests/${String(_id)}`;
    await call('post', `${path}/extend`, ratna).send({}).expect(400);
    await call('post', `${path}/extend`, ratna).send({ dueAt: '2026-03-09T10:00' }).expect(200);
    const stale = await call('post', `${path}/withdraw`, ratna).send({ reason: 'x', version: 0 }).expect(409);
    expect(stale.body.error.message).to.include('Ratna sudah memperpanjang');
    await call('post', `${path}/withdraw`, ratna).send({ reason: 'x', version: 1 }).expect(200);
    expect((await readRequest(saring, _id)).dueAt.toISOString()).to.equal('2026-03-09T03:00:00.000Z');
    await call('post', `${path}/statement`, balai.who).send(said(anAnswer().text)).expect(409);
    await call('get', '/requests/bukan-nomor', ratna).expect(404);
  });
});
