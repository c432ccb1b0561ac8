import { expect } from 'chai';
import type { Types } from 'mongoose';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { aClarification, aDesk, draft, inReview, publish, type Desk } from '../helpers/clarifications.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const as = (who: TestPerson) => ({ Authorization: `Bearer ${who.token}` });

const nobody = '64b7f0000000000000000001';

describe('the API of clarifications', () => {
  let saring: Saring;
  let desk: Desk;
  before(async () => {
    saring = await startSaring();
    desk = await aDesk(saring);
  });
  after(() => saring.close());

  const call = (id: Types.ObjectId | string, action: string, who: TestPerson, body: object = {}) =>
    saring.request
      .post(`/api/v1/clarifications/${String(id)}/${action}`)
      .set(as(who))
      .send(body);
  const post = (body: unknown) =>
    saring.request
      .post('/api/v1/clarifications')
      .set(as(desk.author))
      .send(body as object);
  const patch = (id: Types.ObjectId | string, who: TestPerson, body: object) =>
    saring.request
      .patch(`/api/v1/clarifications/${String(id)}`)
      .set(as(who))
      .send(body);

  describe('writing a draft', () => {
    it('needs somebody to be signed in', async () => {
      const { body } = await saring.request.post('/api/v1/clarifications').send(aClarification()).expect(401);
      expect(body.error.code).to.equal('not_signed_in');
    });

    const refused: [string, object, string][] = [
      ['nothing', {}, 'title'],
      ['an empty title', { title: '  \n ' }, 'title'],
      ['a title that is too long', { title: 'x'.repeat(161) }, 'title'],
      ['a summary that is too long', { summary: 'x'.repeat(301) }, 'summary'],
      ['20,000 characters of title', { title: 'x'.repeat(20_000) }, 'title'],
      ['a body that is too long', { body: 'x'.repeat(40_001) }, 'body'],
      ['an unknown verdict', { verdict: 'maybe' }, 'verdict'],
      ['an unknown kind', { kind: 'nonsense' }, 'kind'],
      ['a script as a source', { sources: [{ title: 'x', url: 'javascript:alert(1)' }] }, 'sources.0.url'],
      [
        'a mail address as a source',
        { sources: [{ title: 'x', url: 'mailto:a@b.example' }] },
        'sources.0.url',
      ],
      ['a source without a title', { sources: [{ title: '', url: 'https://a.example' }] }, 'sources.0.title'],
      ['an operator for a title', { title: { $gt: '' } }, 'title'],
      ['an operator for a claim', { claims: [{ $gt: '' }] }, 'claims.0'],
      ['a claim that is no id', { claims: ['x'] }, 'claims.0'],
      ['a claim that does not exist', { claims: [nobody] }, 'claims'],
      ['a state of its own', { status: 'published' }, 'status'],
    ];
    for (const [what, change, field] of refused) {
      it(`refuses ${what}`, async () => {
        const body = what === 'nothing' ? {} : { ...aClarification(), ...change };
        const answer = await post(body).expect(400);
        expect(answer.body.error.code).to.equal('bad_input');
        expect(Object.keys(answer.body.error.fields as object)).to.include(field);
      });
    }

    for (const name of ['__proto__', 'constructor', 'prototype']) {
      it(`lets nobody in by ${name}`, async () => {
        const body = `{"title":"x","${name}":{"polluted":true}}`;
        const { status } = await saring.request
          .post('/api/v1/clarifications')
          .set(as(desk.author))
          .type('json')
          .send(body);
        expect(status).to.be.oneOf([201, 400]);
        expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
      });
    }

    it('refuses what is no object', async () => {
      await post([]).expect(400);
      await saring.request.post('/api/v1/clarifications').set(as(desk.author)).expect(400);
    });

    it('keeps a draft with a title alone, and what is not said unsaid', async () => {
      const { body } = await post({ title: '  Judul\n  saja ' }).expect(201);
      expect(body).to.include({
        title: 'Judul saja',
        status: 'draft',
        verdict: null,
        kind: null,
        version: 0,
      });
      expect(body.claims).to.deep.equal([]);
      expect(body.claimReview).to.equal(null);
      expect(body.author).to.equal('Wulan Penulis');
    });

    it('leaves out what prints nothing', async () => {
      const { body } = await post({ title: 'Ju\u0000dul \ud83d', body: 'satu\r\ndua\u0007' }).expect(201);
      expect(body.title).to.equal('Judul');
      expect(body.body).to.equal('satu\ndua');
    });

    it('shows a draft to staff alone', async () => {
      const { _id, slug } = await draft(saring, desk);
      for (const name of [String(_id), slug]) {
        await saring.request.get(`/api/v1/clarifications/${name}`).expect(404);
        await saring.request.get(`/api/v1/clarifications/${name}`).set(as(desk.editor)).expect(200);
      }
    });
  });

  describe('editing', () => {
    it('climbs the ladder: invalid, not signed in, not allowed, gone, stale, works', async () => {
      const { _id } = await draft(saring, desk);
      const other = await aPerson(saring, { role: 'verifier' });
      await patch(_id, desk.author, { title: '' }).expect(400);
      await saring.request
        .patch(`/api/v1/clarifications/${String(_id)}`)
        .send({ title: 'x' })
        .expect(401);
      await patch(_id, other, { title: 'Punya orang lain' }).expect(403);
      await patch(nobody, desk.author, { title: 'x' }).expect(404);
      await patch('..%2f', desk.author, { title: 'x' }).expect(404);
      await patch(_id, desk.author, { title: 'Judul baru', version: 7 }).expect(409);
      const { body } = await patch(_id, desk.author, { title: 'Judul baru', version: 0 }).expect(200);
      expect(body).to.include({ title: 'Judul baru', version: 1 });
      expect(body.summary).to.equal(aClarification().summary);
    });

    it('tells the second of two who was first', async () => {
      const { _id } = await draft(saring, desk);
      await patch(_id, desk.editor, { title: 'Dari editor', version: 0 }).expect(200);
      const { body } = await patch(_id, desk.author, { title: 'Dari penulis', version: 0 }).expect(409);
      expect(body.error.code).to.equal('conflict');
      expect(body.error.message).to.include('Eka Penyunting');
    });

    it('takes choices away again', async () => {
      const { _id } = await draft(saring, desk);
      const { body } = await patch(_id, desk.author, { kind: null, verdict: null, claims: [] }).expect(200);
      expect(body).to.include({ kind: null, verdict: null });
    });

    it('is over once it is published', async () => {
      const { _id } = await publish(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      const { body } = await patch(_id, desk.author, { title: 'x' }).expect(409);
      expect(body.error.message).to.include('Eka Penyunting').and.include('menerbitkan');
    });
  });

  describe('submitting', () => {
    it('names everything that is missing', async () => {
      const { _id } = await draft(saring, desk, {
        summary: '',
        body: '',
        verdict: null,
        sources: [],
        claims: [],
      });
      const { body } = await call(_id, 'submit', desk.author).expect(400);
      expect(body.error.fields).to.have.all.keys('summary', 'body', 'verdict', 'sources', 'claims');
    });

    it('climbs the ladder', async () => {
      const { _id } = await draft(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      await call(_id, 'submit', desk.author, { version: 'x' }).expect(400);
      await saring.request.post(`/api/v1/clarifications/${String(_id)}/submit`).expect(401);
      await call(_id, 'submit', await aPerson(saring)).expect(403);
      await call(nobody, 'submit', desk.author).expect(404);
      await call(_id, 'submit', desk.author, { version: 3 }).expect(409);
      const { body } = await call(_id, 'submit', desk.author).expect(200);
      expect(body.status).to.equal('in-review');
    });

    it('happens once, however often the button is pressed', async () => {
      const { _id } = await draft(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => call(_id, 'submit', desk.author, { version: 0 })),
      );
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([
        200, 409, 409, 409, 409,
      ]);
    });
  });

  describe('returning', () => {
    it('climbs the ladder', async () => {
      const { _id } = await inReview(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      await call(_id, 'return', desk.editor, {}).expect(400);
      await saring.request
        .post(`/api/v1/clarifications/${String(_id)}/return`)
        .send({ note: 'x' })
        .expect(401);
      await call(_id, 'return', desk.author, { note: 'Kembali' }).expect(403);
      await call(nobody, 'return', desk.editor, { note: 'x' }).expect(404);
      const { body } = await call(_id, 'return', desk.editor, { note: 'Tambah sumber.' }).expect(200);
      expect(body).to.include({ status: 'draft', returnedNote: 'Tambah sumber.' });
      expect(body.history.at(-1)).to.include({
        action: 'returned',
        by: 'Eka Penyunting',
        note: 'Tambah sumber.',
      });
      await call(_id, 'return', desk.editor, { note: 'Lagi' }).expect(409);
      const again = await call(_id, 'submit', desk.author).expect(200);
      expect(again.body.returnedNote).to.equal(null);
    });
  });

  describe('publishing', () => {
    it('climbs the ladder', async () => {
      const claim = await aClaim(saring, { statement: 'Bendungan Karangsari jebol tadi malam' });
      const { _id } = await inReview(saring, desk, { claims: [String(claim._id)] });
      await saring.request.post(`/api/v1/clarifications/${String(_id)}/publish`).expect(401);
      await call(_id, 'publish', desk.author).expect(403);
      await call(nobody, 'publish', desk.editor).expect(404);
      await call(_id, 'publish', desk.editor, { version: 9 }).expect(409);
      const { body } = await call(_id, 'publish', desk.editor).expect(200);
      expect(body).to.include({ status: 'published', publisher: 'Eka Penyunting' });
      expect(await readClaim(saring, claim._id)).to.include({ status: 'answered', verdict: 'false' });
      await call(_id, 'publish', desk.editor).expect(409);

      const shown = await saring.request.get(`/api/v1/clarifications/${body.slug as string}`).expect(200);
      expect(shown.body).to.not.have.any.keys('history', 'returnedNote', 'version');
      expect(shown.body.claimReview).to.deep.equal({
        '@context': 'https://schema.org',
        '@type': 'ClaimReview',
        datePublished: '2026-03-02',
        url: `${saring.context.config.baseUrl}/klarifikasi/${body.slug as string}`,
        claimReviewed: 'Bendungan Karangsari jebol tadi malam',
        author: { '@type': 'Organization', name: 'Saring', url: saring.context.config.baseUrl },
        reviewRating: {
          '@type': 'Rating',
          ratingValue: 1,
          bestRating: 5,
          worstRating: 1,
          alternateName: 'Salah',
        },
        itemReviewed: { '@type': 'Claim', datePublished: '2026-03-02' },
      });
    });

    it('is not for drafts', async () => {
      const { _id } = await draft(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      await call(_id, 'publish', desk.editor).expect(409);
    });

    it('is not for its own author, unless the settings say so', async () => {
      const own = { author: desk.editor, editor: desk.editor };
      const { _id } = await inReview(saring, own, { claims: [String((await aClaim(saring))._id)] });
      const { body } = await call(_id, 'publish', desk.editor).expect(403);
      expect(body.error.message).to.include('editor lain');
      const relaxed = await startSaring({ env: { ALLOW_SELF_PUBLISH: 'true' } });
      try {
        const editor = await aPerson(relaxed, { role: 'editor' });
        const claims = [String((await aClaim(relaxed))._id)];
        const article = await inReview(relaxed, { author: editor, editor }, { claims });
        await relaxed.request
          .post(`/api/v1/clarifications/${String(article._id)}/publish`)
          .set(as(editor))
          .expect(200);
      } finally {
        await relaxed.close();
      }
    });
  });

  describe('correcting', () => {
    it('climbs the ladder', async () => {
      const { _id } = await publish(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      const change = { note: 'Angkanya salah.', summary: 'Ringkasan yang benar.' };
      await call(_id, 'correct', desk.editor, { summary: 'x' }).expect(400);
      await saring.request
        .post(`/api/v1/clarifications/${String(_id)}/correct`)
        .send(change)
        .expect(401);
      await call(_id, 'correct', desk.author, change).expect(403);
      await call(nobody, 'correct', desk.editor, change).expect(404);
      await call(_id, 'correct', desk.editor, { ...change, version: 0 }).expect(409);
      const same = await call(_id, 'correct', desk.editor, { note: 'Sama saja.' }).expect(400);
      expect(same.body.error.fields).to.have.property('note');
      const empty = await call(_id, 'correct', desk.editor, { note: 'Kosong', body: '', sources: [] }).expect(
        400,
      );
      expect(empty.body.error.fields).to.have.all.keys('body', 'sources');
      const { body } = await call(_id, 'correct', desk.editor, change).expect(200);
      expect(body.corrections).to.deep.equal([
        { at: saring.clock.now().toISOString(), note: 'Angkanya salah.', changed: ['summary'] },
      ]);
      expect(body).to.include({ corrected: true, status: 'published', summary: 'Ringkasan yang benar.' });
    });
  });

  describe('retracting', () => {
    it('climbs the ladder', async () => {
      const claim = await aClaim(saring);
      const { _id, slug } = await publish(saring, desk, { claims: [String(claim._id)] });
      await call(_id, 'retract', desk.editor, { reason: ' ' }).expect(400);
      await saring.request
        .post(`/api/v1/clarifications/${String(_id)}/retract`)
        .send({ reason: 'x' })
        .expect(401);
      await call(_id, 'retract', desk.author, { reason: 'x' }).expect(403);
      await call(nobody, 'retract', desk.editor, { reason: 'x' }).expect(404);
      await call(_id, 'retract', desk.editor, { reason: 'Sumbernya keliru.' }).expect(200);
      await call(_id, 'retract', desk.editor, { reason: 'Lagi' }).expect(409);
      const { body } = await saring.request.get(`/api/v1/clarifications/${slug}`).expect(200);
      expect(body.retraction.reason).to.equal('Sumbernya keliru.');
      expect(body.claimReview).to.equal(null);
      expect(body.retracted).to.equal(true);
    });
  });

  describe('lists', () => {
    let one: Saring;
    before(async () => {
      one = await startSaring();
      const people = await aDesk(one);
      const topics = ['health', 'disaster', 'health', 'finance', 'health'] as const;
      for (const [at, topic] of topics.entries()) {
        const claim = await aClaim(one, { topic });
        one.clock.advance(60);
        await publish(one, people, {
          title: `Artikel ${at} tentang ${topic === 'health' ? 'vaksin' : 'gempa'}`,
          verdict: at % 2 ? 'misleading' : 'false',
          claims: [String(claim._id)],
        });
      }
      await draft(one, people, { title: 'Masih draf tentang vaksin' });
    });
    after(() => one.close());

    const titles = async (query: string) => {
      const { body } = await one.request.get(`/api/v1/clarifications?${query}`).expect(200);
      return (body.items as { title: string }[]).map(({ title }) => title[8]).join('');
    };

    it('gives what is published, newest first', async () => expect(await titles('')).to.equal('43210'));
    it('turns round', async () => expect(await titles('sort=oldest')).to.equal('01234'));
    it('filters by verdict', async () => expect(await titles('verdict=misleading')).to.equal('31'));
    it('filters by topic', async () => expect(await titles('topic=health')).to.equal('420'));
    it('searches, forgiving spelling', async () => {
      expect((await titles('q=vaksinn')).split('').sort().join('')).to.equal('024');
    });
    it('searches with filters', async () => expect(await titles('q=gempa&topic=finance')).to.equal('3'));

    for (const query of ['', 'sort=oldest', 'q=vaksin', 'topic=health']) {
      it(`goes through all pages of "${query}" without a gap`, async () => {
        const whole = await titles(query);
        let seen = '';
        let cursor: string | null = '';
        while (cursor !== null) {
          const { body } = await one.request.get(`/api/v1/clarifications?${query}&limit=2&cursor=${cursor}`);
          seen += (body.items as { title: string }[]).map(({ title }) => title[8]).join('');
          cursor = body.next as string | null;
        }
        expect(seen).to.equal(whole);
      });
    }

    it('gives a claim review with each', async () => {
      const { body } = await one.request.get('/api/v1/clarifications').expect(200);
      for (const item of body.items) expect(item.claimReview['@type']).to.equal('ClaimReview');
    });

    it('shows other states to staff alone', async () => {
      const editor = await aPerson(one, { role: 'editor' });
      await one.request.get('/api/v1/clarifications?status=draft').expect(401);
      const { body } = await one.request
        .get('/api/v1/clarifications?status=draft')
        .set(as(editor))
        .expect(200);
      expect(body.items).to.have.length(1);
    });

    for (const query of [
      'status=all',
      'sort=x',
      'cursor=%7B',
      'cursor=e30',
      'limit=0',
      'limit=1e9',
      'verdict[$ne]=x',
      'status=retracted&q=x',
    ]) {
      it(`refuses ${query}`, async () => {
        const { status } = await one.request.get(`/api/v1/clarifications?${query}`);
        // An operator is a field that nobody knows here.
        expect(status).to.equal(query.startsWith('verdict[') ? 200 : 400);
      });
    }

    it('knows nothing of an article that is not there', async () => {
      await one.request.get('/api/v1/clarifications/tidak-ada').expect(404);
      await one.request.get(`/api/v1/clarifications/${nobody}`).expect(404);
    });
  });
});
