import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Types } from 'mongoose';
import { claimActions, type Claim } from '../../src/claims/claim.model.js';
import { presenceOf } from '../../src/presence/company-of.js';
import { mostBeats } from '../../src/presence/limit-beats.js';
import type { ToldColleague } from '../../src/presence/presence.view.js';
import { loadLanguages } from '../../src/web/languages.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { aClaim } from '../helpers/claims.js';
import { draft, inReview } from '../helpers/clarifications.js';
import { aClock, startSaring, type Saring } from '../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

const nowhere = 'ffffffffffffffffffffffff';
const seconds = (count: number) => count / 60;

describe('presence', () => {
  let saring: Saring;
  /** A second server process on the same store. */
  let elsewhere: Saring;
  let wulan: TestPerson;
  let eka: TestPerson;
  let hers: Browser;
  let ekas: Browser;
  before(async () => {
    // The store throws away what its own clock says has run out.
    const clock = aClock(new Date());
    const env = { DATABASE: `test_presence_${randomBytes(6).toString('hex')}` };
    saring = await startSaring({ clock, env });
    elsewhere = await startSaring({ clock, env });
    wulan = await aPerson(saring, { name: 'Wulan' });
    eka = await aPerson(saring, { name: 'Eka', role: 'editor' });
    hers = await signIn(saring, wulan);
    ekas = await signIn(elsewhere, eka);
  });
  after(async () => {
    await elsewhere.close();
    await saring.close();
  });
  beforeEach(() => saring.context.models.Presence.deleteMany({}));

  const pageOf = (claim: Claim) => `/meja/klaim/${String(claim._id)}`;
  /** What an opened page knows of itself. */
  const named = (html: string) => ({
    page: /data-page="([0-9a-f]{24})"/.exec(html)?.[1] ?? '',
    version: /data-version="(\d+)"/.exec(html)?.[1] ?? '',
  });
  const open = async (browser: Browser, path: string) => {
    const { text } = await browser.get(path).expect(200);
    return { text, ...named(text) };
  };
  const beat = (browser: Browser, path: string, body: Record<string, string>) =>
    browser.post(`${path}/hadir`).type('form').send(body);
  const says = (body: { people: ToldColleague[] }) => body.people.map((colleague) => colleague.says);
  const held = () => saring.context.models.Presence.find().lean();

  describe('of a claim', () => {
    it('is told on the page itself, before anybody typed, and in the reader’s language', async () => {
      const claim = await aClaim(saring);
      const first = await open(hers, pageOf(claim));
      expect(first.text).not.to.include('Wulan juga').and.not.include('sedang melihat klaim ini');
      const second = await open(ekas, pageOf(claim));
      expect(second.text).to.include('Wulan juga sedang melihat klaim ini.');
      const english = await open(ekas, `/en${pageOf(claim)}`);
      expect(english.text).to.include('Wulan is looking at this claim too.');
    });

    it('warns of somebody who writes, and locks nobody out', async () => {
      const claim = await aClaim(saring);
      const { page, version } = await open(hers, pageOf(claim));
      await beat(hers, pageOf(claim), { state: 'writing', page, version }).expect(200);
      const { text } = await open(ekas, pageOf(claim));
      expect(text).to.include('Wulan sedang menulis di klaim ini.').and.include('Anda tidak terkunci.');
      const note = { text: 'Sudah saya telepon.' };
      await ekas
        .post(`${pageOf(claim)}/catatan`)
        .type('form')
        .send(note)
        .expect(303);
      await hers
        .post(`${pageOf(claim)}/catatan`)
        .type('form')
        .send(note)
        .expect(303);
    });

    it('is over when the lease is: 45 seconds for looking, 90 for writing', async () => {
      const claim = await aClaim(saring);
      const path = pageOf(claim);
      const { page } = await open(hers, path);
      const asked = async () => says((await beat(ekas, path, { state: 'looking' }).expect(200)).body);
      saring.clock.advance(seconds(44));
      expect(await asked()).to.deep.equal(['Wulan juga sedang melihat klaim ini.']);
      saring.clock.advance(seconds(2));
      expect(await asked()).to.deep.equal([]);
      await beat(hers, path, { state: 'writing', page });
      await beat(hers, path, { state: 'looking', page });
      saring.clock.advance(seconds(89));
      expect(await asked()).to.deep.equal(['Wulan sedang menulis di klaim ini.']);
      saring.clock.advance(seconds(2));
      expect(await asked()).to.deep.equal([]);
    });

    it('says since when somebody is there without a gap', async () => {
      const claim = await aClaim(saring);
      const path = pageOf(claim);
      const since = saring.clock.now();
      const { page } = await open(hers, path);
      for (let time = 0; time < 6; time += 1) {
        saring.clock.advance(seconds(20));
        await beat(hers, path, { state: 'looking', page });
      }
      const { body } = await beat(ekas, path, { state: 'looking' });
      expect(body.people).to.deep.equal([
        {
          name: 'Wulan',
          state: 'looking',
          since: since.toISOString(),
          says: 'Wulan juga sedang melihat klaim ini.',
        },
      ]);
      saring.clock.advance(5);
      const back = saring.clock.now();
      await beat(hers, path, { state: 'looking', page });
      const later = await beat(ekas, path, { state: 'looking' });
      expect(later.body.people[0].since).to.equal(back.toISOString());
    });

    it('is one document for a person, however many pages and beats, and none when they left', async () => {
      const claim = await aClaim(saring);
      const path = pageOf(claim);
      const [one, other] = [await open(hers, path), await open(hers, path)];
      for (const { page } of [one, other, one]) await beat(hers, path, { state: 'looking', page });
      expect(await held()).to.have.length(1);
      // Another tab was there since: it stays.
      await beat(hers, path, { state: 'gone', page: other.page }).expect(204);
      expect(await held()).to.have.length(1);
      await beat(hers, path, { state: 'gone', page: one.page }).expect(204);
      expect(await held()).to.have.length(0);
    });

    it('does not end when a page is left for the same page again, whose farewell comes late', async () => {
      const claim = await aClaim(saring);
      const path = pageOf(claim);
      const { page } = await open(hers, path);
      await beat(hers, path, { state: 'writing', page });
      await hers.post(`${path}/catatan`).type('form').send({ text: 'Sudah.' }).expect(303);
      await open(hers, path);
      await beat(hers, path, { state: 'gone', page }).expect(204);
      const { body } = await beat(ekas, path, { state: 'looking' });
      // What was written is saved: nobody is warned of it any more.
      expect(says(body)).to.deep.equal(['Wulan juga sedang melihat klaim ini.']);
    });

    it('says who did what to the claim since the page was opened', async () => {
      const claim = await aClaim(saring);
      const path = pageOf(claim);
      const { page, version } = await open(hers, path);
      const quiet = await beat(hers, path, { state: 'looking', page, version });
      expect(quiet.body).to.deep.equal({ people: [], version: 0 });
      await ekas
        .post(`${path}/sisihkan`)
        .type('form')
        .send({ version, reason: 'opinion', note: 'Rahasia meja.' })
        .expect(303);
      const told = await beat(hers, path, { state: 'looking', page, version });
      expect(told.body).to.include({
        version: 1,
        changed: 'Eka sudah menyisihkan klaim ini baru saja.',
      });
      expect(JSON.stringify(told.body)).not.to.include('Rahasia');
    });

    it('has a sentence for everything that can happen to a claim', () => {
      const languages = loadLanguages('views/languages');
      for (const language of ['id', 'en'] as const) {
        const missing = claimActions.filter((action) => !languages.has(language, `desk.raced.${action}`));
        expect(missing, language).to.deep.equal([]);
      }
    });

    it('is for staff, for claims that are there, and takes nothing else', async () => {
      const claim = await aClaim(saring);
      const path = pageOf(claim);
      const stranger = await saring.request.post(`${path}/hadir`).type('form').send({ state: 'looking' });
      expect(stranger.status).to.equal(401);
      expect(stranger.body.error.code).to.equal('not_signed_in');
      await beat(hers, path, { state: 'looking' }).set('Sec-Fetch-Site', 'cross-site').expect(403);
      for (const wrong of [
        {},
        { state: 'reading' },
        { state: 'looking', page: '<script>' },
        { state: 'looking', version: 'x' },
        { state: 'looking', claims: 'x,y' },
      ]) {
        const { body } = await beat(hers, path, wrong as Record<string, string>).expect(400);
        expect(body.error.code).to.equal('bad_input');
      }
      await beat(hers, `/meja/klaim/${nowhere}`, { state: 'looking' }).expect(404);
      await beat(hers, '/meja/klaim/bukan-klaim', { state: 'looking' }).expect(404);
      expect(await held()).to.deep.equal([]);
    });

    it('leaves no trace: not in the history, not in the audit log, and with an end set to it', async () => {
      const claim = await aClaim(saring);
      const { AuditLine, Claim: Claims, Presence } = saring.context.models;
      const [before, lines] = [await Claims.findById(claim._id).lean(), await AuditLine.countDocuments()];
      const { page } = await open(hers, pageOf(claim));
      await beat(hers, pageOf(claim), { state: 'writing', page });
      expect(await Claims.findById(claim._id).lean()).to.deep.equal(before);
      expect(await AuditLine.countDocuments()).to.equal(lines);
      const [presence] = await held();
      expect(presence?.expiresAt.getTime()).to.be.at.most(saring.clock.now().getTime() + 90_000);
      const expiry = Presence.schema.indexes().find(([, options]) => options.expireAfterSeconds === 0);
      expect(expiry?.[0]).to.deep.equal({ expiresAt: 1 });
    });

    it('is nothing that citizens see', async () => {
      const claim = await aClaim(saring, { worded: true, status: 'checking' });
      const { page } = await open(hers, pageOf(claim));
      await beat(hers, pageOf(claim), { state: 'writing', page });
      const { text } = await saring.request.get(`/klaim/${claim.slug}`).expect(200);
      expect(text).not.to.include('Wulan').and.not.include('data-presence');
      const { body } = await saring.request.get(`/api/v1/claims/${claim.slug}`).expect(200);
      expect(JSON.stringify(body)).not.to.include('Wulan');
    });
  });

  describe('in the editor', () => {
    it('is told to the second who opens a draft, and while it is open', async () => {
      const claim = await aClaim(saring);
      const article = await draft(saring, { author: wulan, editor: eka }, { claims: [String(claim._id)] });
      const path = `/meja/klarifikasi/${String(article._id)}`;
      const mine = await open(hers, path);
      const { text } = await open(ekas, `${path}/sunting`);
      expect(text).to.include('Wulan juga sedang membuka artikel ini.');
      const body = { state: 'writing', page: mine.page, claims: String(claim._id) };
      await beat(hers, path, body).expect(200);
      const told = await beat(ekas, path, { state: 'looking', claims: String(claim._id) });
      expect(says(told.body)).to.deep.equal(['Wulan sedang menulis di artikel ini.']);
    });

    it('is told on the claim’s page, also of a draft that is not saved yet', async () => {
      const claim = await aClaim(saring);
      await open(hers, `/meja/klarifikasi/baru?claim=${String(claim._id)}`);
      const { text } = await open(ekas, pageOf(claim));
      expect(text).to.include('Wulan sedang membuka klarifikasi untuk klaim ini.');
      const other = await open(ekas, `/meja/klarifikasi/baru?claim=${String(claim._id)}`);
      expect(other.text).to.include('Wulan sedang membuka klarifikasi lain untuk klaim yang sama.');
    });

    it('takes a form that comes back as writing, so that it is told without JavaScript', async () => {
      const claim = await aClaim(saring);
      const typed = { do: 'preview', claims: String(claim._id), title: 'Belum selesai' };
      await hers.post('/meja/klarifikasi').type('form').send(typed).expect(200);
      const { text } = await open(ekas, pageOf(claim));
      expect(text).to.include('Wulan sedang menulis klarifikasi untuk klaim ini.');
    });

    it('tells of whoever writes on the claim’s page, not of whoever reads it', async () => {
      const claim = await aClaim(saring);
      const editor = `/meja/klarifikasi/baru?claim=${String(claim._id)}`;
      const { page } = await open(hers, pageOf(claim));
      expect((await open(ekas, editor)).text).not.to.include('Wulan');
      await beat(hers, pageOf(claim), { state: 'writing', page });
      expect((await open(ekas, editor)).text).to.include('Wulan sedang menulis di halaman klaim');
    });

    it('is told of a draft only to whom the server gave it, and of no article that is not there', async () => {
      const claim = await aClaim(saring);
      const claims = String(claim._id);
      const body = { state: 'writing', claims };
      await beat(hers, `/meja/klarifikasi/${nowhere}`, body).expect(404);
      await beat(hers, `/meja/klarifikasi/${nowhere}`, { ...body, key: '0'.repeat(32) }).expect(404);
      const opened = await open(hers, `/meja/klarifikasi/baru?claim=${claims}`);
      const path = /data-presence="([^"]+)\/hadir"/.exec(opened.text)?.[1] ?? '';
      const key = /data-draft="([0-9a-f]{32})"/.exec(opened.text)?.[1] ?? '';
      await beat(ekas, path, { ...body, key }).expect(404);
      await beat(hers, `/meja/klarifikasi/${nowhere}`, { ...body, key }).expect(404);
      await beat(hers, path, { ...body, page: opened.page, key }).expect(200);
      const presences = await held();
      expect(presences.map(({ name, place }) => [name, place])).to.deep.equal([['Wulan', 'article']]);
      const { text } = await open(ekas, pageOf(claim));
      expect(text).to.include('Wulan sedang menulis klarifikasi untuk klaim ini.');
    });

    it('says who did what to the article since', async () => {
      const claim = await aClaim(saring);
      const desk = { author: wulan, editor: eka };
      const article = await inReview(saring, desk, { claims: [String(claim._id)] });
      const path = `/meja/klarifikasi/${String(article._id)}`;
      const { version } = await open(ekas, `${path}/sunting`);
      expect(version).to.equal(String(article.version));
      await ekas.post(`${path}/kembalikan`).type('form').send({ version, note: 'Sumbernya kurang.' });
      const told = await beat(ekas, path, { state: 'looking', version });
      expect(told.body.changed).to.include('Eka sudah mengembalikan artikel ini');
    });
  });

  it('takes so many beats a minute of one person, and says when to come back', async () => {
    const claim = await aClaim(saring);
    const budi = await signIn(saring, await aPerson(saring, { name: 'Budi' }));
    const send = () => beat(budi, pageOf(claim), { state: 'looking' });
    for (let count = 0; count < mostBeats; count += 1) await send().expect(200);
    const { body } = await send().expect(429).expect('Retry-After', '60');
    expect(body.error.code).to.equal('too_many');
    await beat(hers, pageOf(claim), { state: 'looking' }).expect(200);
  });

  describe('of a list of claims', () => {
    it('comes by claim, each colleague once, writing before looking, in one query', async () => {
      const claims = [await aClaim(saring), await aClaim(saring), await aClaim(saring)];
      const [one, two, three] = claims as [Claim, Claim, Claim];
      await open(hers, pageOf(one));
      const { page } = await open(hers, pageOf(two));
      await beat(hers, pageOf(two), { state: 'writing', page });
      await open(hers, `/meja/klarifikasi/baru?claim=${String(two._id)}`);
      await open(ekas, pageOf(two));
      const ids = claims.map(({ _id }) => _id);
      const bayu = new Types.ObjectId();
      const found = await presenceOf(elsewhere.context, ids, bayu);
      const told = (claim: Claim) => found.get(String(claim._id))?.map(({ name, state }) => [name, state]);
      expect(told(one)).to.deep.equal([['Wulan', 'looking']]);
      expect(told(two)).to.deep.equal([
        ['Wulan', 'writing'],
        ['Eka', 'looking'],
      ]);
      expect(told(three)).to.equal(undefined);
      const others = await presenceOf(saring.context, ids, wulan.person._id);
      expect([...others.keys()]).to.deep.equal([String(two._id)]);
      expect(await presenceOf(saring.context, [], bayu)).to.have.property('size', 0);
    });

    it('is told on the rows of the queue', async () => {
      const claim = await aClaim(saring, { topic: 'transport' });
      const { page } = await open(hers, pageOf(claim));
      const row = async (browser: Browser) => (await open(browser, '/meja?topic=transport')).text;
      expect(await row(ekas))
        .to.include('Wulan sedang melihat')
        .and.include('#eye');
      await beat(hers, pageOf(claim), { state: 'writing', page });
      expect(await row(ekas))
        .to.include('Wulan sedang menulis')
        .and.include('#pencil');
      expect(await row(hers)).not.to.include('Wulan sedang');
    });

    it('is found by an index', async () => {
      const ids = Array.from({ length: 25 }, () => new Types.ObjectId());
      const { Presence } = saring.context.models;
      const plan = JSON.stringify(
        await Presence.find({ about: { $in: ids }, expiresAt: { $gt: saring.clock.now() } }).explain(),
      );
      expect(plan).to.include('about_1_expiresAt_1').and.not.include('COLLSCAN');
    });
  });
});
