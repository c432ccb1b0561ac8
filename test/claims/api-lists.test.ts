import { expect } from 'chai';
import { Types } from 'mongoose';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim } from '../helpers/claims.js';
import { messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

interface Listed {
  id: string;
  statement: string;
}

describe('claims: lists and single ones, through the API', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
  });
  afterEach(() => saring.close());

  const get = (path: string, who?: TestPerson) => {
    const asked = saring.request.get(`/api/v1${path}`);
    return who ? asked.set('Authorization', `Bearer ${who.token}`) : asked;
  };
  const statements = async (path: string, who?: TestPerson) => {
    const { body } = await get(path, who).expect(200);
    return (body.items as Listed[]).map(({ statement }) => statement);
  };
  /** Every page of a list, by its cursors. */
  const walk = async (path: string, who?: TestPerson) => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await get(`${path}${next && `&cursor=${next}`}`, who).expect(200);
      seen.push(...(body.items as Listed[]).map(({ id }) => id));
      next = body.next as string | null;
      expect(seen.length).to.be.lessThan(1000);
    }
    return seen;
  };

  describe('GET /claims', () => {
    it('refuses filters that are not there, and operators', async () => {
      for (const [query, field] of [
        ['status=selesai', 'status'],
        ['verdict=hoax', 'verdict'],
        ['topic=gosip', 'topic'],
        ['sort=acak', 'sort'],
        ['limit=0', 'limit'],
        ['limit=101', 'limit'],
        ['cursor=x', 'cursor'],
        [`cursor=${Buffer.from('{"value":{"$gt":0},"id":"x"}').toString('base64url')}`, 'cursor'],
        [`q=${'a'.repeat(501)}`, 'q'],
      ]) {
        const { body } = await get(`/claims?${query}`).expect(400);
        expect(body.error.fields, query).to.have.property(field ?? '');
      }
      await get('/claims?status[$ne]=open').expect(200);
    });

    it('shows the public what several people or a verifier looked at, newest first, and nothing of the desk', async () => {
      await aClaim(saring, { statement: 'Satu laporan', reportCount: 1 });
      await aClaim(saring, { statement: 'Tiga laporan', reportCount: 3 });
      saring.clock.advance(1);
      const assignee = { person: ratna.person._id, name: 'Ratna', at: saring.clock.now() };
      await aClaim(saring, { statement: 'Sedang diperiksa', status: 'checking', worded: true, assignee });
      await aClaim(saring, { statement: 'Diambil, belum dirumuskan', status: 'checking', assignee });
      await aClaim(saring, { statement: 'Dirumuskan, lalu dilepas', worded: true });
      await aClaim(saring, { statement: 'Disisihkan', status: 'set-aside', setAside: { reason: 'spam' } });
      await aClaim(saring, { statement: 'Digabung', status: 'merged' });
      expect(await statements('/claims')).to.deep.equal(['Sedang diperiksa', 'Tiga laporan']);
      expect(await statements('/claims?status=set-aside')).to.deep.equal([]);
      const { body } = await get('/claims').expect(200);
      for (const item of body.items) {
        expect(Object.keys(item).join(' ')).to.equal(
          'id slug statement status verdict topic reportCount firstReportedAt lastReportedAt answers',
        );
      }
      expect(await statements('/claims', ratna)).to.have.length(7);
    });

    it('filters by status, verdict and topic, and gives the answer', async () => {
      const { claim } = await aReportedClaim(saring, [messages.dam]);
      await publishAnswer(saring, String(claim._id));
      await aClaim(saring, { statement: 'Lain', reportCount: 3, topic: 'health' });
      const { body } = await get('/claims?verdict=false').expect(200);
      expect(body.items).to.have.length(1);
      expect(body.items[0].answers[0]).to.include({ verdict: 'false' });
      expect(body.items[0].answers[0].url).to.match(/^http/);
      expect(await statements('/claims?verdict=true')).to.deep.equal([]);
      expect(await statements('/claims?topic=health')).to.deep.equal(['Lain']);
      expect(await statements('/claims?status=open&verdict=false')).to.deep.equal([]);
      expect(await statements('/claims?status=&topic=health&q=')).to.deep.equal(['Lain']);
    });

    it('searches with forgiveness, within the same bounds', async () => {
      await aClaim(saring, { statement: 'Vaksin mengandung cip pelacak', reportCount: 5, topic: 'health' });
      await aClaim(saring, { statement: 'Vaksin membuat mandul', reportCount: 1 });
      expect(await statements('/claims?q=vaksn')).to.deep.equal(['Vaksin mengandung cip pelacak']);
      expect(await statements('/claims?q=divaksin&topic=politics')).to.deep.equal([]);
      expect(await statements('/claims?q=vaksin', ratna)).to.have.length(2);
    });

    it('pages without losing or repeating one, also among equal times, across statuses', async () => {
      const assignee = { person: ratna.person._id, name: 'Ratna', at: saring.clock.now() };
      const made: string[] = [];
      for (let place = 0; place < 23; place += 1) {
        if (place % 7 === 0) saring.clock.advance(1);
        const checking = place % 3 === 0;
        const claim = await aClaim(
          saring,
          checking ? { status: 'checking', worded: true, assignee } : { reportCount: 3 },
        );
        made.push(String(claim._id));
      }
      const seen = await walk('/claims?limit=4');
      expect(seen).to.have.length(23);
      expect(new Set(seen)).to.deep.equal(new Set(made));
    });
  });

  describe('GET /claims/:id', () => {
    it('is found by id and slug; what was set aside is not there for the public', async () => {
      const claim = await aClaim(saring, { statement: 'Ada' });
      const aside = await aClaim(saring, { status: 'set-aside', setAside: { reason: 'spam' } });
      for (const id of [String(claim._id), claim.slug]) {
        const { body } = await get(`/claims/${id}`).expect(200);
        expect(body.statement).to.equal('Ada');
      }
      await get(`/claims/${aside.slug}`).expect(404);
      await get(`/claims/${aside.slug}`, ratna).expect(200);
      for (const id of ['ffffffffffffffffffffffff', 'tidak-ada', '%00', '%7B%22$gt%22:%22%22%7D']) {
        await get(`/claims/${id}`).expect(404);
      }
    });

    it('tells the public nothing of people, notes, reports and addresses', async () => {
      const { claim } = await aReportedClaim(saring, [messages.dam]);
      const contact = { email: 'rina@contoh.example' };
      await submitReport(saring, { text: messages.dam, contact, doubt: 'Kata paman saya' });
      await saring.request
        .post(`/api/v1/claims/${claim.slug}/notes`)
        .set('Authorization', `Bearer ${ratna.token}`)
        .send({ text: 'Catatan rahasia' });
      const { text } = await get(`/claims/${claim.slug}`).expect(200);
      for (const secret of [
        'rahasia',
        'Ratna',
        'rina@',
        'paman',
        'activity',
        'notes',
        'reports"',
        'assignee',
      ]) {
        expect(text).not.to.include(secret);
      }
    });

    it('gives staff everything but the address of a reporter', async () => {
      const contact = { email: 'rina@contoh.example' };
      const report = await submitReport(saring, {
        text: messages.dam,
        contact,
        region: 'ID-JT',
        channel: 'sms',
      });
      const { body, text } = await get(`/claims/${String(report.claim)}`, ratna).expect(200);
      expect(body).to.include({ status: 'open', version: 0, reportsLastDay: 1 });
      expect(body.reports[0]).to.include({
        ticket: report.ticket,
        text: messages.dam,
        region: 'ID-JT',
        channel: 'sms',
        wantsNews: true,
      });
      expect(text).not.to.include('rina@');
    });

    it('pages through many reports', async () => {
      const { claim } = await aReportedClaim(saring, [messages.dam]);
      const template = await saring.context.models.Report.findOne({ claim: claim._id }).lean();
      const copies = Array.from({ length: 119 }, (_, place) => ({
        ...template,
        _id: new Types.ObjectId(),
        ticket: `SRG-0000-${String(place).padStart(4, '0')}`,
        createdAt: new Date(saring.clock.now().getTime() - Math.floor(place / 10) * 1000),
      }));
      await saring.context.models.Report.insertMany(copies);
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 3; page += 1) {
        const { body } = await get(`/claims/${claim.slug}?cursor=${cursor}`, ratna).expect(200);
        seen.push(...(body.reports as Listed[]).map(({ id }) => id));
        cursor = body.reportsNext ?? '';
      }
      expect(cursor).to.equal('');
      expect(new Set(seen).size).to.equal(120);
      expect(seen).to.have.length(120);
    });
  });

  describe('GET /queue', () => {
    it('is for staff', async () => {
      await get('/queue').expect(401);
      await get('/queue?status=x', ratna).expect(400);
    });

    it('has the most pressing first, each with its reasons, and counts', async () => {
      await aClaim(saring, { statement: 'Kecil', priority: 1 });
      await aClaim(saring, { statement: 'Besar', priority: 9, reportCount: 31, reportsLastDay: 12 });
      const assignee = { person: ratna.person._id, name: 'Ratna', at: saring.clock.now() };
      await aClaim(saring, { statement: 'Dikerjakan', priority: 5, status: 'checking', assignee });
      await aClaim(saring, { statement: 'Selesai', priority: 20, status: 'answered' });
      saring.clock.advance(9 * 60);
      const { body } = await get('/queue', ratna).expect(200);
      expect((body.items as Listed[]).map(({ statement }) => statement)).to.deep.equal([
        'Besar',
        'Dikerjakan',
        'Kecil',
      ]);
      expect(body.items[0].why).to.deep.equal([
        '31 laporan',
        '12 dalam 24 jam terakhir',
        'belum disentuh 9 jam',
      ]);
      expect(body.items[1].why[1]).to.equal('dikerjakan Ratna sejak 9 jam lalu');
      const english = await get('/queue', ratna).set('Accept-Language', 'en').expect(200);
      expect(english.body.items[0].why[2]).to.equal('untouched for 9 hours');
      const none = { 'set-aside': 0, merged: 0 };
      expect(body.counts).to.deep.equal({
        'at-work': 3,
        mine: 1,
        open: 2,
        checking: 1,
        answered: 1,
        resurfaced: 0,
        ...none,
      });
    });

    it('counts exactly while claims are few, and keeps the count a while when they are thousands', async () => {
      const template = await aClaim(saring);
      const open = async () => (await get('/queue', ratna).expect(200)).body.counts.open as number;
      expect(await open()).to.equal(1);
      const copies = Array.from({ length: 2000 }, (_, place) => ({
        ...template,
        _id: new Types.ObjectId(),
        slug: `klaim-${place}`,
      }));
      await saring.context.models.Claim.insertMany(copies);
      expect(await open()).to.equal(2001);
      await aClaim(saring);
      expect(await open()).to.equal(2001);
      saring.clock.advance(1);
      expect(await open()).to.equal(2002);
    });

    it('filters by status, topic, region, whose, and words', async () => {
      const assignee = { person: ratna.person._id, name: 'Ratna', at: saring.clock.now() };
      const other = { ...assignee, person: new Types.ObjectId(), name: 'Budi' };
      await aClaim(saring, { statement: 'Banjir bandang', topic: 'disaster', regions: ['ID-JT', 'ID-JI'] });
      await aClaim(saring, { statement: 'Gempa besar', topic: 'disaster', status: 'checking', assignee });
      await aClaim(saring, { statement: 'Obat ajaib', topic: 'health', status: 'checking', assignee: other });
      await aClaim(saring, {
        statement: 'Banjir kiriman',
        status: 'set-aside',
        setAside: { reason: 'spam' },
      });
      const cases: [string, string[]][] = [
        ['topic=disaster', ['Banjir bandang', 'Gempa besar']],
        ['region=ID-JI', ['Banjir bandang']],
        ['region=ID-JI&topic=health', []],
        ['who=mine', ['Gempa besar']],
        ['who=none', ['Banjir bandang']],
        ['status=set-aside', ['Banjir kiriman']],
        ['status=checking&topic=health', ['Obat ajaib']],
        ['q=kebanjiran', ['Banjir bandang']],
        ['q=gempa&who=mine', ['Gempa besar']],
        ['q=gempa&who=none', []],
        ['q=obat&topic=disaster', []],
      ];
      for (const [query, expected] of cases) {
        expect((await statements(`/queue?${query}`, ratna)).sort(), query).to.deep.equal(expected);
      }
    });

    it('pages without losing or repeating one, also among equal priorities', async () => {
      const made: string[] = [];
      for (let place = 0; place < 31; place += 1) {
        const claim = await aClaim(saring, { priority: place % 4 === 0 ? 2.125 : 1 });
        made.push(String(claim._id));
      }
      const seen = await walk('/queue?limit=7', ratna);
      expect(seen).to.have.length(31);
      expect(new Set(seen)).to.deep.equal(new Set(made));
      const byStatus = await walk('/queue?status=open&limit=5', ratna);
      expect(byStatus).to.deep.equal(seen);
    });

    it('pages through search hits too', async () => {
      for (let place = 0; place < 12; place += 1)
        await aClaim(saring, { statement: `Banjir nomor ${place}` });
      const seen = await walk('/queue?q=banjir&limit=5', ratna);
      expect(new Set(seen).size).to.equal(12);
      expect(seen).to.have.length(12);
    });
  });
});
