import { expect } from 'chai';
import { followClaims } from '../../../src/claims/index-claims.js';
import { findTwins, findTwinsJob } from '../../../src/claims/twins/find-twins.js';
import { finishMoves } from '../../../src/claims/finish-moves.js';
import { mergeClaims } from '../../../src/claims/merge-claims.js';
import { splitClaim } from '../../../src/claims/split-claim.js';
import { setAsideClaim } from '../../../src/claims/set-aside-claim.js';
import { unmergeClaim } from '../../../src/claims/unmerge-claim.js';
import type { Twin } from '../../../src/claims/twins/twin.model.js';
import { createContext, type Context } from '../../../src/context.js';
import type { Report } from '../../../src/reports/report.model.js';
import { submitReport as submit, type Submission } from '../../../src/reports/submit-report.js';
import { aPerson, signIn, type TestPerson } from '../../helpers/accounts.js';
import { aClaim, readClaim } from '../../helpers/claims.js';
import { aPicture, aReport, messages, publishAnswer, submitReport } from '../../helpers/reports.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

const nowhere = 'ffffffffffffffffffffffff';
const reworded =
  'Awas! Tadi malam bendungan Karangsari jebol, warga tiga desa diminta mengungsi segera ke balai kecamatan';

describe('claims: twins', () => {
  let saring: Saring;
  /** Another process on the same store, which has not followed it yet. */
  let elsewhere: Context;
  let ratna: TestPerson;
  let budi: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    const { config, store, log, clock } = saring.context;
    elsewhere = createContext({ config, store, log, clock });
    await followClaims(elsewhere);
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
  });
  afterEach(async () => {
    await elsewhere.matcher.close();
    await saring.close();
  });

  /** A message that reaches both processes in the same moment, once here and once there. */
  async function atBoth(
    here: Partial<Submission>,
    there: Partial<Submission> = here,
  ): Promise<[Report, Report]> {
    const [one, other] = await Promise.all([
      submit(saring.context, aReport(here)),
      submit(elsewhere, aReport(there)),
    ]);
    return [one.report, other.report];
  }
  /**
   * One message that opened a claim at each process. The second may find in the store what the first has just written:
   * then the next message tries.
   */
  async function apart(): Promise<[Report, Report]> {
    for (const text of Object.values(messages)) {
      const [one, other] = await atBoth({ text });
      if (!one.claim.equals(other.claim)) return [one, other];
    }
    throw new Error('the processes never were at it at once');
  }
  const twins = (): Promise<Twin[]> => saring.context.models.Twin.find().lean();
  async function aTwin() {
    const [one, other] = await apart();
    await findTwins(saring.context);
    const [twin] = await twins();
    if (!twin) throw new Error('no twin was found');
    return { twin, one, other, id: String(twin._id) };
  }
  const list = async (who: TestPerson = ratna) => {
    const { body } = await saring.request
      .get('/api/v1/twins')
      .set('Authorization', `Bearer ${who.token}`)
      .expect(200);
    return body.items as {
      id: string;
      into: string;
      claims: { id: string }[];
      score: number;
      by: string[];
    }[];
  };
  const decide = (id: string, body: object, who: TestPerson = ratna) =>
    saring.request.post(`/api/v1/twins/${id}`).set('Authorization', `Bearer ${who.token}`).send(body);

  describe('are found', () => {
    it('once, when a new message reaches two processes at once, whichever of them looks', async () => {
      const [one, other] = await apart();
      await Promise.all([findTwins(saring.context), findTwins(elsewhere)]);
      await findTwins(elsewhere);
      await findTwins(saring.context);
      const found = await twins();
      expect(found).to.have.length(1);
      expect(found[0]).to.deep.include({ score: 1, by: ['repeat'], state: 'suggested' });
      expect([String(found[0]?.first), String(found[0]?.second)].sort()).to.deep.equal(
        [String(one.claim), String(other.claim)].sort(),
      );
      expect((await readClaim(saring, one.claim)).status).to.equal('open');
    });

    it('when the words differ a little', async () => {
      await atBoth({ text: messages.dam }, { text: reworded });
      await findTwins(saring.context);
      const [found] = await twins();
      expect(found?.by).to.deep.equal(['words']);
      expect(found?.score).to.be.within(0.5, 1);
      expect(found?.words).to.include('bendungan');
    });

    it('by a link or a picture where the text says nothing of its own', async () => {
      const urls = ['https://kabar.example/bendungan-jebol-karangsari'];
      await atBoth({ text: 'Benar tidak ini?', urls }, { text: 'Cek dong', urls });
      const files = [await aPicture('jpeg', { seed: 7 })];
      await atBoth({ text: 'Hoaks?', files }, { text: 'Ini benar?', files });
      await findTwins(saring.context);
      const found = await twins();
      expect(found.map(({ by }) => by.join()).sort()).to.deep.equal(['link', 'picture']);
    });

    it('not where only a remark is shared, a number differs, or nothing is alike', async () => {
      await atBoth(
        { text: 'Benar tidak ini?', files: [await aPicture('jpeg', { seed: 1 })] },
        { text: 'Benar tidak ini?', files: [await aPicture('jpeg', { seed: 2 })] },
      );
      await atBoth(
        { text: 'Gempa magnitudo 7,2 mengguncang Cianjur malam ini, warga diminta keluar rumah' },
        { text: 'Gempa magnitudo 9,7 mengguncang Cianjur malam ini, warga diminta keluar rumah' },
      );
      await atBoth({ text: messages.garlic }, { text: messages.voucher });
      await findTwins(saring.context);
      expect(await twins()).to.deep.equal([]);
    });

    it('not where it is asked with the report already', async () => {
      await submitReport(saring, { text: messages.dam });
      await followClaims(elsewhere);
      const { report } = await submit(
        elsewhere,
        aReport({ text: 'Bendungan Karangsari jebol, tiga desa mengungsi? Kata tetangga ada korban hanyut' }),
      );
      expect(report.match.state).to.equal('suggested');
      await findTwins(saring.context);
      expect(await twins()).to.deep.equal([]);
    });

    it('not where a verifier split the two, or undid their merge', async () => {
      const claim = (await submitReport(saring, { text: messages.dam })).claim;
      const second = await submitReport(saring, { text: messages.dam });
      await splitClaim(saring.context, {
        id: String(claim),
        reports: [String(second._id)],
        by: ratna.signedIn,
      });
      const [one, other] = await apart();
      const [id, into] = [String(one.claim), String(other.claim)];
      await mergeClaims(saring.context, { id, into, by: ratna.signedIn });
      await unmergeClaim(saring.context, { id, by: ratna.signedIn });
      await findTwins(saring.context);
      expect(await twins()).to.deep.equal([]);
    });

    it('after a restart from where the last process stopped', async () => {
      await findTwins(saring.context);
      saring.clock.advance(60);
      await apart();
      saring.clock.advance(60 * 24);
      const { config, store, log, clock } = saring.context;
      const restarted = createContext({ config, store, log, clock });
      await findTwins(restarted);
      await restarted.matcher.close();
      expect(await twins()).to.have.length(1);
    });

    it('by a job that runs in one process at a time', () => {
      expect(findTwinsJob).to.include({ alone: true, name: 'find-twins' });
    });
  });

  describe('over the API', () => {
    it('refuse what is wrong, whoever is not staff, and what is not there', async () => {
      await saring.request.get('/api/v1/twins').expect(401);
      const { id, one } = await aTwin();
      await saring.request.post(`/api/v1/twins/${id}`).send({ decision: 'merge' }).expect(401);
      for (const [body, field] of [
        [{}, 'decision'],
        [{ decision: 'perhaps' }, 'decision'],
        [{ decision: 'merge', into: { $gt: '' } }, 'into'],
        [{ decision: 'merge', into: nowhere }, 'into'],
        [{ decision: 'merge', version: -1 }, 'version'],
        [{ decision: 'merge', more: 1 }, 'more'],
      ] as const) {
        const { body: answer } = await decide(id, body).expect(400);
        expect(answer.error.fields).to.have.property(field);
      }
      await decide(nowhere, { decision: 'merge' }).expect(404);
      await decide('bukan-id', { decision: 'dismiss' }).expect(404);
      expect((await twins())[0]?.state).to.equal('suggested');
      expect((await readClaim(saring, one.claim)).status).to.equal('open');
    });

    it('list the pair with the claim to keep, and merge it there: both tickets lead to one claim', async () => {
      const { id, one, other } = await aTwin();
      await submitReport(saring, { text: messages.dam });
      const [item] = await list();
      expect(item).to.include({ id, score: 1 });
      expect(item?.claims).to.have.length(2);
      const { body } = await decide(id, { decision: 'merge' }).expect(200);
      expect(body.state).to.equal('merged');
      expect(body.into).to.include({ id: item?.into, reportCount: 3 });
      for (const { ticket } of [one, other]) {
        const { body: told } = await saring.request.get(`/api/v1/reports/${ticket}`).expect(200);
        expect(told.claim).to.include({ id: item?.into, reportCount: 3 });
      }
      expect(await list()).to.deep.equal([]);
      expect((await twins())[0]).not.to.have.property('merging');
    });

    it('merge the other way where that is asked for', async () => {
      const { id } = await aTwin();
      const [item] = await list();
      const into = item?.claims.find((claim) => claim.id !== item.into)?.id;
      const { body } = await decide(id, { decision: 'merge', into }).expect(200);
      expect(body.into.id).to.equal(into);
    });

    it('keep the one with an answer, and merge that one nowhere', async () => {
      const { id, one, other } = await aTwin();
      await publishAnswer(saring, String(other.claim));
      const [item] = await list();
      expect(item?.into).to.equal(String(other.claim));
      await decide(id, { decision: 'merge', into: String(one.claim) }).expect(409);
      await decide(id, { decision: 'merge' }).expect(200);
      const { body } = await saring.request.get(`/api/v1/reports/${one.ticket}`).expect(200);
      expect(body.status).to.equal('answered');
    });

    it('are dismissed once and for all', async () => {
      const { id, one } = await aTwin();
      await decide(id, { decision: 'dismiss' }).expect(200);
      saring.clock.advance(5);
      await submitReport(saring, { text: messages.dam });
      await Promise.all([findTwins(saring.context), findTwins(elsewhere)]);
      expect(await list()).to.deep.equal([]);
      expect(await twins()).to.have.length(1);
      expect((await readClaim(saring, one.claim)).status).to.equal('open');
    });

    for (const [mine, theirs] of [
      ['merge', 'dismiss'],
      ['dismiss', 'merge'],
      ['merge', 'merge'],
    ] as const) {
      it(`let one of two verifiers win who ${mine} and ${theirs} at once, and tell the other who it was`, async () => {
        const { id, twin } = await aTwin();
        const answers = await Promise.all([
          decide(id, { decision: mine, into: String(twin.first) }),
          decide(id, { decision: theirs, into: String(twin.second) }, budi),
        ]);
        expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
        const lost = answers.find(({ status }) => status === 409);
        const winner = answers[0]?.status === 200 ? 'Ratna' : 'Budi';
        expect(lost?.body.error).to.include({ code: 'conflict' });
        expect(lost?.body.error.message).to.match(new RegExp(`^${winner} sudah `));
        const left = [await readClaim(saring, twin.first), await readClaim(saring, twin.second)];
        const merged = (await twins())[0]?.state === 'merged';
        expect(left.filter(({ status }) => status === 'merged')).to.have.length(merged ? 1 : 0);
      });
    }

    it('take the same decision of the same person twice', async () => {
      const { id } = await aTwin();
      await decide(id, { decision: 'dismiss' }).expect(200);
      await decide(id, { decision: 'dismiss' }).expect(200);
      const { body } = await decide(id, { decision: 'merge' }).expect(409);
      expect(body.error.message).to.include('Anda sudah menyatakan');
    });

    it('tell that a claim changed meanwhile, and ask again', async () => {
      const { id, one } = await aTwin();
      const [item] = await list();
      await decide(id, { decision: 'merge', version: 7 }).expect(409);
      expect(await list()).to.deep.equal([item]);
      await setAsideClaim(saring.context, { id: String(one.claim), by: budi.signedIn, reason: 'spam' });
      expect(await list()).to.deep.equal([]);
      const { body } = await decide(id, { decision: 'merge' }).expect(409);
      expect(body.error.message).to.include('sudah digabungkan atau disisihkan');
    });
  });

  describe('settle themselves', () => {
    it('when the claims are merged from another page', async () => {
      const { twin, id } = await aTwin();
      const { context } = saring;
      await mergeClaims(context, {
        id: String(twin.second),
        into: String(twin.first),
        by: budi.signedIn,
      });
      expect(await list()).to.deep.equal([]);
      await findTwins(context);
      const [settled] = await twins();
      expect(settled).to.deep.include({ state: 'merged', into: twin.first });
      expect(settled?.decidedBy?.name).to.equal('Budi');
      const { body } = await decide(id, { decision: 'dismiss' }).expect(409);
      expect(body.error.message).to.equal('Budi sudah menggabungkan kedua klaim ini.');
    });

    it('when one is set aside, and are asked again when it comes back', async () => {
      const { one } = await aTwin();
      const { Claim } = saring.context.models;
      await setAsideClaim(saring.context, { id: String(one.claim), by: budi.signedIn, reason: 'spam' });
      await findTwins(saring.context);
      expect(await twins()).to.deep.equal([]);
      saring.clock.advance(5);
      await Claim.updateOne(
        { _id: one.claim },
        { $set: { status: 'open', updatedAt: saring.clock.now() }, $unset: { setAside: 1 } },
      );
      await findTwins(saring.context);
      expect(await twins()).to.have.length(1);
    });

    it('when a process died after the decision and before the merge: they are asked again', async () => {
      const { twin } = await aTwin();
      const { Twin } = saring.context.models;
      const at = saring.clock.now();
      const decidedBy = { person: ratna.person._id, name: 'Ratna' };
      const decision = { state: 'merged' as const, decidedBy, decidedAt: at, into: twin.first, merging: at };
      await Twin.updateOne({ _id: twin._id }, { $set: decision });
      await findTwins(saring.context);
      expect((await twins())[0]?.state).to.equal('merged');
      saring.clock.advance(5);
      await findTwins(saring.context);
      expect((await twins())[0]).to.deep.equal(twin);
    });

    it('when it died after the merge', async () => {
      const { twin, id } = await aTwin();
      await decide(id, { decision: 'merge' }).expect(200);
      const { Twin } = saring.context.models;
      await Twin.updateOne({ _id: twin._id }, { $set: { merging: saring.clock.now() } });
      saring.clock.advance(5);
      await finishMoves(saring.context);
      await findTwins(saring.context);
      const [settled] = await twins();
      expect(settled).to.include({ state: 'merged' });
      expect(settled).not.to.have.property('merging');
    });
  });

  describe('on the desk', () => {
    it('are for staff', async () => {
      await saring.request
        .get('/meja/kembar')
        .expect(303)
        .expect('Location', /\/masuk/);
      await saring.request
        .post(`/meja/kembar/${nowhere}`)
        .type('form')
        .send({ decision: 'merge' })
        .expect(401);
    });

    it('stand side by side with the shared words marked, and are counted in the menu', async () => {
      const browser = await signIn(saring, ratna);
      const empty = await browser.get('/meja/kembar').expect(200);
      expect(empty.text).to.include('Tidak ada klaim kembar');
      expect(empty.text).not.to.include('pasangan menunggu');
      const { twin, id } = await aTwin();
      const { text } = await browser.get('/meja/kembar').expect(200);
      expect(text).to.include(`action="/meja/kembar/${id}"`);
      expect(text).to.match(/<mark>/);
      for (const claim of [twin.first, twin.second]) expect(text).to.include(`/meja/klaim/${String(claim)}`);
      const queue = await browser.get('/en/meja').expect(200);
      expect(queue.text).to.match(/<span class="count">1<span class="sr"> pairs wait/);
      const page = await browser.get(`/meja/klaim/${String(twin.second)}`).expect(200);
      expect(page.text).to.include('Mungkin kembar dengan');
      expect(page.text).to.include(`action="/meja/kembar/${id}"`);
    });

    it('are merged, and lead to the claim that stays', async () => {
      const browser = await signIn(saring, ratna);
      const { twin, id } = await aTwin();
      await browser
        .post(`/meja/kembar/${id}`)
        .type('form')
        .send({ decision: 'merge', into: String(twin.second), version: '0' })
        .expect(303)
        .expect('Location', `/meja/klaim/${String(twin.second)}`);
    });

    it('are dismissed, and lead back to where that was said', async () => {
      const browser = await signIn(saring, ratna);
      const { twin, id } = await aTwin();
      const dismiss = { decision: 'dismiss', page: String(twin.first) };
      const there = await browser.post(`/meja/kembar/${id}`).type('form').send(dismiss).expect(303);
      expect(there.headers['location']).to.equal(`/meja/klaim/${String(twin.first)}`);
      const { text } = await browser.get(`/meja/klaim/${String(twin.first)}`).expect(200);
      expect(text).to.include('tidak akan disarankan lagi');
      expect(text).not.to.include('Mungkin kembar dengan');
    });

    it('wait again when the one who dismissed them takes it back, and nothing is learnt from it', async () => {
      const browser = await signIn(saring, ratna);
      const { Label, Twin } = saring.context.models;
      // Of two texts that are the same nothing is learnt anyway.
      const first = await aClaim(saring, { examples: ['Pintu air dikunci petugas menjelang panen'] });
      const second = await aClaim(saring, { examples: ['Irigasi dibendung perusahaan saat musim tanam'] });
      const pair = { first: first._id, second: second._id, score: 0.9, foundAt: saring.clock.now() };
      const id = String((await Twin.create({ ...pair, state: 'suggested' }))._id);
      const labels = await Label.countDocuments({ kind: 'dismiss' });
      const dismiss = { decision: 'dismiss', list: 'yes' };
      const there = await browser.post(`/meja/kembar/${id}`).type('form').send(dismiss).expect(303);
      expect(there.headers['location']).to.equal(`/meja/kembar?diputus=${id}`);
      expect(await Label.countDocuments({ kind: 'dismiss' })).to.equal(labels + 1);
      const undo = `/meja/kembar/${id}/urungkan`;
      const page = await browser.get(`/meja/kembar?diputus=${id}`).expect(200);
      expect(page.text).to.include(`action="${undo}"`);

      const other = await signIn(saring, budi);
      const theirs = await other.get(`/meja/kembar?diputus=${id}`).expect(200);
      expect(theirs.text).not.to.include(undo);
      await other.post(undo).expect(403);
      await browser.post(undo).expect(303).expect('Location', '/meja/kembar');
      expect(await Twin.findById(id).lean()).to.include({ state: 'suggested' });
      expect(await Label.countDocuments({ kind: 'dismiss' })).to.equal(labels);
      const again = await browser.post(undo).expect(409);
      expect(again.text).to.include('sudah menunggu keputusan lagi');
      await browser.post(`/meja/kembar/${nowhere}/urungkan`).expect(404);
    });

    it('tell a lost race on the list as it is now', async () => {
      const browser = await signIn(saring, ratna);
      const { id } = await aTwin();
      await decide(id, { decision: 'dismiss' }, budi).expect(200);
      const { text } = await browser
        .post(`/meja/kembar/${id}`)
        .type('form')
        .send({ decision: 'merge' })
        .expect(409);
      expect(text).to.include('Budi sudah menyatakan kedua klaim ini bukan kembar.');
      await browser.post(`/meja/kembar/${nowhere}`).type('form').send({ decision: 'merge' }).expect(404);
      await browser.post(`/meja/kembar/${id}`).type('form').send({ decision: 'maybe' }).expect(400);
    });
  });
});
