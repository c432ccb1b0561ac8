import { Writable } from 'node:stream';
import { expect } from 'chai';
import { pino } from 'pino';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { findTwins } from '../../src/claims/twins/find-twins.js';
import type { Context } from '../../src/context.js';
import { allJobs } from '../../src/jobs/all-jobs.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { routesOf, type Route } from '../helpers/routes.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aMailServer, type MailServer } from '../notices/mail-server.js';

/** What reporters sent that nobody may read, each as it was written and as its telling digits or letters. */
const secrets = {
  phone: ['0813-5555-0147', '55550147'],
  otherPhone: ['0857 7777 0288', '77770288'],
  identity: ['3171014504890003', '4504890003'],
  account: ['8412907755', '8412907755'],
  card: ['4539 1488 0343 6467', '0343646'],
  email: ['korban.satu@rahasia.example', 'korban.satu'],
  hiddenEmail: ['korban.dua [at] rahasia dot example', 'korban.dua'],
  doubtPhone: ['0878-9999-0355', '99990355'],
  linkPhone: ['6281233330466', '33330466'],
  contact: ['pelapor.rahasia@surat.example', 'pelapor.rahasia'],
  address: ['203.0.113.77', '203.0.113.77'],
} as const;

const dam =
  'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan';
const prize = `Panitia undian Bank Contoh membagikan hadiah mobil, biaya kirim ke rekening BCA ${secrets.account[0]} dan konfirmasi WA ${secrets.phone[0]}`;

/** Without what may stand between digits; letters in one case. */
const flat = (text: string) => text.toLowerCase().replaceAll(/[\s\-()/•]|%20|&nbsp;/gu, '');
const found = (text: string) =>
  Object.entries(secrets).flatMap(([name, [, telling]]) => (flat(text).includes(telling) ? [name] : []));

describe('what reporters sent and nobody may read', () => {
  let saring: Saring;
  let server: MailServer;
  let context: Context;
  let request: ReturnType<typeof supertest>;
  let verifier: TestPerson;
  let admin: TestPerson;
  let agency: TestPerson;
  let claims: string[];
  let reports: Report[];
  let slugs: string[];
  let article: { id: string; slug: string };
  const log: string[] = [];

  before(async () => {
    server = await aMailServer();
    saring = await startSaring({
      env: {
        SMTP_URL: server.url,
        BASE_URL: 'https://saring.example',
        TRUST_PROXY: '1',
        SIGN_IN_ATTEMPTS: '900',
      },
    });
    const lines = new Writable({
      write(line: Buffer, _encoding, done) {
        log.push(line.toString());
        done();
      },
    });
    context = { ...saring.context, log: pino({ level: 'trace' }, lines) };
    request = supertest(createApp(context));
    const send = async (body: object) => {
      const { body: answer } = await request
        .post('/api/v1/reports')
        .set('X-Forwarded-For', secrets.address[0])
        .send(body)
        .expect(201);
      return answer.ticket as string;
    };
    const tickets = [
      await send({
        text: `${dam}. Posko: WA ${secrets.phone[0]}, NIK ketua ${secrets.identity[0]}, surel ${secrets.email[0]}`,
        doubt: `Paman saya, ${secrets.doubtPhone[0]}, bilang aman`,
        urls: [`https://wa.me/${secrets.linkPhone[0]}?text=posko`],
        contact: { email: secrets.contact[0] },
      }),
      // Nearly the same with another number: put with it, or asked about, and compared word by word.
      await send({
        text: `${dam}. Posko: WA ${secrets.otherPhone[0]}, NIK ketua ${secrets.identity[0]}, donasi kartu ${secrets.card[0]}`,
        contact: { email: secrets.contact[0] },
      }),
      await send({ text: prize, contact: { email: secrets.contact[0] } }),
      await send({ text: `${prize} atau ${secrets.hiddenEmail[0]}` }),
      await send({ text: prize.replace('mobil', 'motor').replace(secrets.phone[0], secrets.otherPhone[0]) }),
      await send({
        text: `${secrets.phone[0]} ${secrets.account[0]} ${secrets.email[0]}`,
        urls: [`https://wa.me/${secrets.linkPhone[0]}`],
      }),
    ];
    reports = [];
    for (const ticket of tickets) {
      const report = await context.models.Report.findOne({ ticket }).lean();
      if (report) reports.push(report);
    }
    claims = [...new Set(reports.map(({ claim }) => String(claim)))];
    // One report stands apart from its like, so that there are twins and suggestions to show.
    const [first, , third] = reports;
    if (!first || !third) throw new Error('reports are missing');
    [verifier, admin, agency] = (await Promise.all(
      (['verifier', 'admin', 'agency'] as const).map((role) => aPerson(saring, { role })),
    )) as [TestPerson, TestPerson, TestPerson];
    await request
      .post(`/api/v1/claims/${String(third.claim)}/split`)
      .set('Authorization', `Bearer ${verifier.token}`)
      .send({ reports: [String(third._id)] })
      .expect(201);
    await context.models.Report.updateOne(
      { _id: reports[4]?._id },
      {
        $set: {
          'match.state': 'suggested',
          'match.claim': first.claim,
          'match.words': [secrets.account[0], '0857', '7777', '0288', 'undian'],
          'match.against': [
            { kind: 'number', report: secrets.otherPhone[0], claim: secrets.phone[0] },
            { kind: 'number', report: '0288', claim: '5555' },
          ],
        },
      },
    );
    await findTwins(context);
    const published = await publish(saring, await aDesk(saring), { claims: [String(first.claim)] });
    article = { id: String(published._id), slug: published.slug };
    for (const job of allJobs) await job.run(context);
    claims = (await context.models.Claim.find({}, { _id: 1 }).lean()).map(({ _id }) => String(_id));
    slugs = (await context.models.Claim.find({}, { slug: 1 }).lean()).map(({ slug }) => slug);
  });
  after(async () => {
    await saring.close();
    await server.close();
  });

  /** Every address that a route may have, for every claim and report. */
  function addressesOf({ path }: Route): string[] {
    const all = (values: readonly string[]) =>
      values.map((value) => path.replace(/:(?:id|slug|ticket|report|claim)\b/u, value));
    if (!path.includes(':')) return [path];
    if (path.includes(':ticket')) return all(reports.map(({ ticket }) => ticket));
    if (path.startsWith('/klarifikasi') || path.includes('clarifications/:slug')) return all([article.slug]);
    if (path.includes('klarifikasi/:id')) return all([article.id]);
    if (path.includes(':slug')) return all(slugs);
    if (path.includes('/meja/laporan')) {
      return reports.flatMap(({ _id }) =>
        ['text', 'doubt', 'urls'].flatMap((place) =>
          [1, 2, 3].map((number) => `${path.replace(':id', String(_id))}?place=${place}&number=${number}`),
        ),
      );
    }
    return all(claims);
  }

  const more = () => [
    '/meja?q=bendungan',
    '/meja?status=answered',
    '/meja/pemberitahuan?status=sent',
    '/meja/pemberitahuan?status=kept',
    '/api/v1/claims?q=undian',
    '/api/v1/queue?q=undian',
    '/api/v1/claims?status=answered',
    ...claims.flatMap((id) => [
      ...claims.filter((other) => other !== id).map((other) => `/meja/klaim/${id}/gabung?into=${other}`),
      `/meja/klaim/${id}/gabung?q=undian`,
      ...reports.map(({ _id }) => `/meja/klaim/${id}/pindah?reports=${String(_id)}`),
    ]),
  ];

  const get = async (path: string, who?: TestPerson): Promise<string> => {
    const asked = request.get(path).set('X-Forwarded-For', secrets.address[0]);
    if (path.startsWith('/api/') && who) void asked.set('Authorization', `Bearer ${who.token}`);
    const { status, text, headers } = await (who && !path.startsWith('/api/')
      ? asked.set('Cookie', await cookieOf(who))
      : asked);
    expect(status, path).to.be.lessThan(500);
    return `${text ?? ''} ${JSON.stringify(headers)}`;
  };
  const cookies = new Map<TestPerson, string>();
  const cookieOf = async (who: TestPerson): Promise<string> => {
    const known = cookies.get(who);
    if (known) return known;
    const { headers } = await request
      .post('/masuk')
      .set('X-Forwarded-For', secrets.address[0])
      .type('form')
      .send({ email: who.person.email, password: who.password })
      .expect(303);
    const cookie = (headers['set-cookie'] as unknown as string[]).join('; ');
    cookies.set(who, cookie);
    return cookie;
  };

  for (const name of ['nobody', 'a verifier', 'an admin', 'an agency'] as const) {
    it(`is in no page, export or answer of the API to ${name}`, async () => {
      const who = { nobody: undefined, 'a verifier': verifier, 'an admin': admin, 'an agency': agency }[name];
      const routes = routesOf(saring.app).filter(({ method }) => method === 'get');
      const paths = [...routes.flatMap(addressesOf), ...more()];
      const languages = name === 'a verifier' ? ['', '/en'] : [''];
      const leaks: string[] = [];
      let read = 0;
      for (const path of new Set(paths)) {
        for (const language of path.startsWith('/api') ? [''] : languages) {
          const text = await get(`${language}${path}`, who);
          read += 1;
          for (const secret of found(text)) leaks.push(`${secret} in ${language}${path}`);
        }
      }
      expect(leaks).to.deep.equal([]);
      expect(read).to.be.greaterThan(80);
    });
  }

  it('shows masks where it stood, so that this test looks in the right places', async () => {
    const page = await get(`/meja/klaim/${String(reports[0]?.claim)}`, verifier);
    for (const kind of ['nomor telepon …47', 'nomor identitas', 'alamat surel', 'nomor kartu …67'])
      expect(page).to.include(`[${kind}]`);
    const api = await get(`/api/v1/claims/${String(reports[0]?.claim)}`, verifier);
    expect(api).to.include('[nomor telepon …47]').and.include('"hidden"');
    const twins = await get('/meja/kembar', verifier);
    expect(twins).to.include('[nomor rekening …55]');
  });

  it('is not told to somebody who asks about the same message', async () => {
    const text = prize.replace(secrets.account[0], '').replace(secrets.phone[0], '');
    const match = await request
      .post('/api/v1/match')
      .send({ text: `${text} ${dam}` })
      .expect(200);
    const page = await request.post('/cek').type('form').send({ text }).expect(200);
    const form = await request.post('/lapor').type('form').send({ text, step: 'check' });
    for (const answer of [match, page, form]) expect(found(answer.text)).to.deep.equal([]);
  });

  it('is found by whoever knows it, and told to nobody by that', async () => {
    const own = encodeURIComponent(secrets.account[0]);
    const { body } = await request
      .get(`/api/v1/queue?q=${own}`)
      .set('Authorization', `Bearer ${verifier.token}`)
      .expect(200);
    expect(body.items.length).to.be.greaterThan(0);
    expect(found(JSON.stringify(body.items))).to.deep.equal([]);
    const page = await get(`/meja?q=${own}`, verifier);
    expect(page).to.include(`/meja/klaim/${body.items[0].id}`);
    // The words that somebody searched for stand in the search field and in links to the next page; nowhere else.
    const told = page.replaceAll(/\s(?:value|href|action)="[^"]*"/gu, '');
    expect(found(told)).to.deep.equal([]);
  });

  it('is in no mail but in its address', () => {
    expect(server.mails.length).to.be.greaterThan(0);
    for (const { subject, text, html, headers } of server.mails) {
      const header = [...headers.entries()].filter(([name]) => name !== 'to');
      expect(found(`${subject} ${text} ${html || ''} ${JSON.stringify(header)}`)).to.deep.equal([]);
    }
  });

  it('is in no line of the log, at any level', async () => {
    await request.post('/api/v1/reports').set('X-Forwarded-For', secrets.address[0]).send({ text: 3 });
    context.log.info('the end');
    expect(log.length).to.be.greaterThan(0);
    expect(log.flatMap(found)).to.deep.equal([]);
  });

  it('is no raw address (IP) or contact anywhere in the store', async () => {
    for (const { name } of await context.store.connection.listCollections()) {
      const all = JSON.stringify(await context.store.connection.collection(name).find({}).toArray());
      expect(
        found(all).filter((secret) => secret === 'address' || secret === 'contact'),
        name,
      ).to.deep.equal([]);
    }
  });

  it('is in no public statement, history of claims, training pair or audit line', async () => {
    const { AuditLine, Claim, Label } = context.models;
    const stored = [
      ...(await Claim.find({}, { statement: 1, slug: 1, activity: 1, notes: 1 }).lean()),
      ...(await Label.find({}).lean()),
      ...(await AuditLine.find({}).lean()),
    ];
    expect(found(JSON.stringify(stored))).to.deep.equal([]);
  });
});
