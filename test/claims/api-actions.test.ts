import { expect } from 'chai';
import type { Claim } from '../../src/claims/claim.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const nowhere = 'ffffffffffffffffffffffff';

describe('claims: what staff do, through the API', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let editor: TestPerson;
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
    editor = await aPerson(saring, { name: 'Damar', role: 'editor' });
  });
  after(() => saring.close());

  const post = (claim: Claim | string, action: string, body: object, who?: TestPerson) => {
    const id = typeof claim === 'string' ? claim : String(claim._id);
    const asked = saring.request.post(`/api/v1/claims/${id}/${action}`).send(body);
    return who ? asked.set('Authorization', `Bearer ${who.token}`) : asked;
  };

  const valid: Record<string, object> = {
    assign: {},
    status: { status: 'set-aside', reason: 'spam' },
    merge: { into: nowhere },
    split: { reports: [nowhere] },
    notes: { text: 'Perlu tanya dinas kesehatan.' },
  };
  const invalid: Record<string, [object, string][]> = {
    assign: [
      [{ version: 'x' }, 'version'],
      [{ release: 'ya' }, 'release'],
      [{ person: { $gt: '' } }, 'person'],
      [{ release: true, person: nowhere }, 'person'],
      [{ perosn: nowhere }, 'perosn'],
    ],
    status: [
      [{}, 'status'],
      [{ status: 'answered' }, 'status'],
      [{ status: 'set-aside' }, 'reason'],
      [{ status: 'set-aside', reason: 'bosan' }, 'reason'],
      [{ status: 'set-aside', reason: 'spam', note: 'a'.repeat(1001) }, 'note'],
      [{ status: { $ne: '' } }, 'status'],
    ],
    merge: [
      [{}, 'into'],
      [{ into: { $gt: '' } }, 'into'],
      [{ into: '../../etc/passwd' }, 'into'],
    ],
    split: [
      [{}, 'reports'],
      [{ reports: [] }, 'reports'],
      [{ reports: ['x'] }, 'reports.0'],
      [{ reports: [{ $gt: '' }] }, 'reports.0'],
    ],
    notes: [
      [{}, 'text'],
      [{ text: '  \u0000 ' }, 'text'],
      [{ text: 'a'.repeat(4001) }, 'text'],
      [{ text: ['a'] }, 'text'],
    ],
  };

  for (const [action, body] of Object.entries(valid)) {
    describe(action, () => {
      it('refuses what is wrong, naming the field', async () => {
        const claim = await aClaim(saring);
        for (const [wrong, field] of invalid[action] ?? []) {
          const { body } = await post(claim, action, wrong, ratna).expect(400);
          expect(Object.keys(body.error.fields), JSON.stringify(wrong)).to.include(field);
        }
        expect((await readClaim(saring, claim._id)).version).to.equal(0);
      });

      it('is for staff', async () => {
        const claim = await aClaim(saring);
        await post(claim, action, body).expect(401);
        expect((await readClaim(saring, claim._id)).version).to.equal(0);
      });

      it('finds no claim that is not there', async () => {
        await post(nowhere, action, body, ratna).expect(404);
        await post('bukan-klaim', action, body, ratna).expect(404);
      });

      it('answers 409 when the claim changed meanwhile, and says what happened', async () => {
        const claim = await aClaim(saring);
        await post(claim, 'notes', { text: 'Sudah saya telepon.' }, budi).expect(201);
        saring.clock.advance(2);
        const stale = { ...body, version: claim.version };
        const { body: answer } = await post(claim, action, stale, ratna).expect(409);
        expect(answer.error.code).to.equal('conflict');
        expect(answer.error.message).to.equal('Budi sudah menambahkan catatan 2 menit lalu.');
      });
    });
  }

  describe('assign', () => {
    it('takes an open claim and says who has it', async () => {
      const claim = await aClaim(saring);
      const { body } = await post(claim, 'assign', { version: 0 }, ratna).expect(200);
      expect(body).to.include({ status: 'checking', version: 1 });
      expect(body.assignee).to.include({ name: 'Ratna', person: String(ratna.person._id) });
      expect(body.activity.at(-1)).to.include({ action: 'taken', by: 'Ratna' });
    });

    it('lets one of ten win who take it at the same moment, and tells the nine who did', async () => {
      const claim = await aClaim(saring);
      const people = await Promise.all(
        Array.from({ length: 10 }, (_, place) => aPerson(saring, { name: `Verifikator ${place}` })),
      );
      const answers = await Promise.all(
        people.map((person) => post(claim, 'assign', { version: 0 }, person)),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).to.have.length(1);
      const lost = answers.filter(({ status }) => status === 409);
      expect(lost).to.have.length(9);
      const winner = String(won[0]?.body.assignee.name);
      for (const { body } of lost) {
        expect(body.error.message).to.equal(`${winner} sudah mengambil klaim ini baru saja.`);
      }
      const after = await readClaim(saring, claim._id);
      expect(after.activity.filter(({ action }) => action === 'taken')).to.have.length(1);
      expect(after.version).to.equal(1);
    });

    it('lets one win also when nobody states a version', async () => {
      const claim = await aClaim(saring);
      const answers = await Promise.all(
        [ratna, budi, ratna, budi].map((person) => post(claim, 'assign', {}, person)),
      );
      expect(answers.map(({ status }) => status)).to.have.members([200, 409, 409, 409]);
    });

    it('is undone by whoever has it or an editor, by nobody else', async () => {
      const claim = await aClaim(saring);
      await post(claim, 'assign', { release: true }, ratna).expect(409);
      await post(claim, 'assign', {}, ratna).expect(200);
      await post(claim, 'assign', { release: true }, budi).expect(403);
      const { body } = await post(claim, 'assign', { release: true }, ratna).expect(200);
      expect(body).to.include({ status: 'open', assignee: null });
      await post(claim, 'assign', {}, ratna).expect(200);
      await post(claim, 'assign', { release: true }, editor).expect(200);
    });

    it('gives a claim to a colleague: an editor anybody, a verifier only themselves', async () => {
      const claim = await aClaim(saring);
      const to = { person: String(budi.person._id) };
      await post(claim, 'assign', to, ratna).expect(403);
      await post(claim, 'assign', { person: nowhere }, editor).expect(400);
      const { body } = await post(claim, 'assign', to, editor).expect(200);
      expect(body.assignee.name).to.equal('Budi');
      await post(claim, 'assign', { person: String(ratna.person._id) }, ratna).expect(409);
      const again = await post(claim, 'assign', { person: String(ratna.person._id) }, editor).expect(200);
      expect(again.body.assignee.name).to.equal('Ratna');
      expect(again.body.activity.at(-1).detail).to.deep.equal({ for: 'Ratna' });
    });

    it('gives nothing to somebody who is disabled', async () => {
      const claim = await aClaim(saring);
      const gone = await aPerson(saring);
      await saring.context.models.Person.updateOne(
        { _id: gone.person._id },
        { $set: { disabledAt: new Date() } },
      );
      await post(claim, 'assign', { person: String(gone.person._id) }, editor).expect(400);
    });
  });

  describe('status', () => {
    it('sets aside with a reason, out of the matcher, and back again', async () => {
      const claim = await aClaim(saring, {
        statement: 'Ular raksasa sepanjang dua belas meter di sungai kota',
      });
      const id = String(claim._id);
      expect(await saring.context.matcher.has(id)).to.equal(true);
      const aside = { status: 'set-aside', reason: 'not-checkable', note: 'Tidak ada tempat dan waktu.' };
      const { body } = await post(claim, 'status', aside, ratna).expect(200);
      expect(body.status).to.equal('set-aside');
      expect(body.setAside).to.deep.equal({ reason: 'not-checkable', note: 'Tidak ada tempat dan waktu.' });
      expect(await saring.context.matcher.has(id)).to.equal(false);
      await post(claim, 'status', { status: 'set-aside', reason: 'spam' }, ratna).expect(409);
      await post(claim, 'assign', {}, ratna).expect(409);
      const back = await post(claim, 'status', { status: 'open' }, budi).expect(200);
      expect(back.body).to.include({ status: 'open', setAside: null });
      expect(await saring.context.matcher.has(id)).to.equal(true);
    });

    it('takes and lets go by its other names', async () => {
      const claim = await aClaim(saring);
      await post(claim, 'status', { status: 'checking' }, ratna).expect(200);
      const { body } = await post(claim, 'status', { status: 'open' }, ratna).expect(200);
      expect(body.status).to.equal('open');
      await post(claim, 'status', { status: 'open' }, ratna).expect(409);
    });

    it('lets one win when one takes and one sets aside at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const claim = await aClaim(saring);
        const answers = await Promise.all([
          post(claim, 'assign', { version: 0 }, ratna),
          post(claim, 'status', { status: 'set-aside', reason: 'spam', version: 0 }, budi),
        ]);
        expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
        const after = await readClaim(saring, claim._id);
        expect(after.version).to.equal(1);
        expect(after.status === 'checking').to.equal(after.assignee !== undefined);
      }
    });

    it('of an answered or merged claim is not changed here', async () => {
      for (const status of ['answered', 'merged'] as const) {
        const claim = await aClaim(saring, { status });
        for (const [action, body] of [
          ['assign', {}],
          ['status', { status: 'set-aside', reason: 'spam' }],
          ['status', { status: 'open' }],
        ] as const) {
          const answer = await post(claim, action, body, ratna).expect(409);
          expect(answer.body.error.code).to.equal('wrong_state');
        }
      }
    });
  });

  describe('notes', () => {
    it('of many people at the same moment all land', async () => {
      const claim = await aClaim(saring);
      const texts = Array.from({ length: 10 }, (_, place) => `Catatan ${place}`);
      const answers = await Promise.all(texts.map((text) => post(claim, 'notes', { text }, ratna)));
      for (const { status } of answers) expect(status).to.equal(201);
      const after = await readClaim(saring, claim._id);
      expect(after.notes.map(({ text }) => text).sort()).to.deep.equal(texts);
      expect(after.version).to.equal(10);
    });

    it('keep what was written, markup and all', async () => {
      const claim = await aClaim(saring);
      const text = 'Baris satu\n<script>alert(1)</script>';
      const { body } = await post(claim, 'notes', { text }, ratna).expect(201);
      expect(body.notes).to.deep.equal([{ at: saring.clock.now().toISOString(), by: 'Ratna', text }]);
    });
  });
});
