import { join } from 'node:path';
import { expect } from 'chai';
import { keepLabels } from '../../src/claims/label-decisions.js';
import type { Label } from '../../src/claims/label.model.js';
import { countLabels, labelledPairs } from '../../src/claims/labelled-pairs.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import { unsplitClaim } from '../../src/claims/unsplit-claim.js';
import type { LabelledPair } from '../../src/matching/train-model.js';
import { editClaim } from '../../src/claims/edit-claim.js';
import { pairOf } from '../../src/claims/twins/find-twins.js';
import type { Report } from '../../src/reports/report.model.js';
import { writeBackup } from '../../src/store/backup.js';
import { restoreBackup } from '../../src/store/restore.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { aReportedClaim, readClaim } from '../helpers/claims.js';
import { aPicture, messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aFolder } from '../store/a-store.js';

const reworded =
  'Tolong cek, bendungan Karangsari jebol tadi malam, warga tiga desa diminta mengungsi segera ke balai kecamatan';
const unsure = 'Bendungan Karangsari jebol, tiga desa mengungsi? Kata tetangga ada korban hanyut';

describe('claims: labelled pairs', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
  });
  afterEach(() => saring.close());

  const decide = async (report: Report, claim: unknown, state: 'confirmed' | 'rejected') => {
    saring.clock.advance(1);
    await saring.request
      .post(`/api/v1/reports/${String(report._id)}/match`)
      .set('Authorization', `Bearer ${ratna.token}`)
      .send({ claim: String(claim), state })
      .expect(200);
  };
  const labels = (): Promise<Label[]> => saring.context.models.Label.find().sort({ at: 1, _id: 1 }).lean();
  const pairs = async () => {
    const all: LabelledPair[] = [];
    for await (const pair of labelledPairs(saring.context)) all.push(pair);
    return all;
  };
  const by = () => ratna.signedIn;
  /** A claim, and a report that may be of it. */
  async function aSuggestion(text = unsure) {
    const { claim } = await aReportedClaim(saring, [messages.dam]);
    const report = await submitReport(saring, { text, contact: { email: 'rina@contoh.example' } });
    expect(report.match).to.deep.include({ state: 'suggested', claim: claim._id });
    return { claim, report };
  }
  /** A claim of two reports that read differently, the second of which the matcher put there. */
  async function anAttached() {
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, reworded]);
    const [first, second] = reports;
    if (!first || !second) throw new Error('two reports were sent');
    expect(second.claim).to.deep.equal(claim._id);
    return { claim, first, second };
  }

  describe('are kept', () => {
    it('of nothing that only the matcher decided', async () => {
      await anAttached();
      await aSuggestion();
      await keepLabels(saring.context);
      expect(await labels()).to.deep.equal([]);
      expect(await pairs()).to.deep.equal([]);
    });

    it('of a confirmed suggestion', async () => {
      const { claim, report } = await aSuggestion();
      await decide(report, claim._id, 'confirmed');
      const [label, ...more] = await labels();
      expect(more).to.deep.equal([]);
      expect(label).to.deep.include({
        subject: report._id,
        claim: claim._id,
        kind: 'confirm',
        same: true,
        text: unsure,
        claimTexts: [claim.statement],
        by: ratna.person._id,
        at: saring.clock.now(),
        score: report.match.score,
        band: 'suggest',
      });
    });

    it('of a rejected suggestion', async () => {
      const { claim, report } = await aSuggestion();
      await decide(report, claim._id, 'rejected');
      const [label, ...more] = await labels();
      expect(more).to.deep.equal([]);
      expect(label).to.deep.include({ kind: 'reject', same: false, claim: claim._id, band: 'suggest' });
    });

    it('of what the matcher attached and a verifier confirms on the page', async () => {
      const { claim, second } = await anAttached();
      const browser = await signIn(saring, ratna);
      const path = `/meja/klaim/${String(claim._id)}`;
      const { text } = await browser.get(path).expect(200);
      expect(text).to.include('value="confirmed"');
      const form = {
        claim: String(claim._id),
        from: String(claim._id),
        seen: 'confirmed',
        state: 'confirmed',
      };
      await browser
        .post(`${path}/laporan/${String(second._id)}`)
        .type('form')
        .send(form)
        .expect(303);
      const after = await browser.get(path).expect(200);
      expect(after.text).to.include('memang bagian dari klaim ini');
      expect(after.text).to.include('dicocokkan otomatis dinyatakan');
      const [label, ...more] = await labels();
      expect(more).to.deep.equal([]);
      expect(label).to.deep.include({ kind: 'confirm', same: true, text: reworded, band: 'attach' });
      expect(label?.claimTexts).to.include(messages.dam);
      expect(label?.claimTexts).not.to.include(reworded);
    });

    it('of a report that is taken out, against the texts of the others', async () => {
      const { claim, first, second } = await anAttached();
      await decide(first, claim._id, 'rejected');
      const [label, ...more] = await labels();
      expect(more).to.deep.equal([]);
      // The claim's statement is the first report's own sentence: it says nothing of the claim without it.
      expect(label).to.deep.include({
        subject: first._id,
        kind: 'take-out',
        same: false,
        claimTexts: [second.text],
      });
      expect(label).not.to.have.property('score');
    });

    it('of reports that are split off', async () => {
      const { claim, second } = await anAttached();
      await editClaim(saring.context, { id: String(claim._id), by: by(), statement: 'Bendungan jebol' });
      const reports = [String(second._id)];
      const { created } = await splitClaim(saring.context, { id: String(claim._id), by: by(), reports });
      const [label, ...more] = await labels();
      expect(more).to.deep.equal([]);
      expect(label).to.deep.include({ kind: 'split', same: false, subject: second._id, claim: claim._id });
      expect(label?.claimTexts).to.deep.equal(['Bendungan jebol', messages.dam]);
      saring.clock.advance(1);
      await submitReport(saring, { text: reworded });
      await unsplitClaim(saring.context, { id: String(created._id), by: by() });
      expect((await labels()).at(-1)).to.deep.include({ kind: 'undo', same: true, claim: claim._id });
      expect((await pairs()).map(({ same }) => same)).to.deep.equal([true]);
    });

    it('of reports that are moved: not of the one, but of the other', async () => {
      const { claim, second } = await anAttached();
      const { claim: other } = await aReportedClaim(saring, [messages.garlic]);
      const reports = [String(second._id)];
      const into = String(other._id);
      await splitClaim(saring.context, { id: String(claim._id), by: by(), reports, into });
      const said = (await labels()).map(({ kind, same, claim: of }) => [kind, same, String(of)]);
      expect(said).to.have.deep.members([
        ['split', false, String(claim._id)],
        ['move', true, into],
      ]);
    });

    it('of two claims that are merged, and that are parted again', async () => {
      const { claim } = await aReportedClaim(saring, [messages.dam]);
      const { claim: other } = await aReportedClaim(saring, [messages.garlic]);
      await mergeClaims(saring.context, { id: String(claim._id), into: String(other._id), by: by() });
      const pair = { subject: other._id, claim: claim._id };
      expect(await labels()).to.have.length(1);
      expect((await labels())[0]).to.deep.include({
        ...pair,
        kind: 'merge',
        same: true,
        text: messages.dam,
        claimTexts: [messages.garlic],
      });
      saring.clock.advance(1);
      await unmergeClaim(saring.context, { id: String(claim._id), by: by() });
      expect((await labels()).at(-1)).to.deep.include({
        ...pair,
        kind: 'undo',
        same: false,
        text: messages.dam,
        claimTexts: [messages.garlic],
      });
      expect((await pairs()).map(({ same }) => same)).to.deep.equal([false]);
    });

    it('of twins that are merged or dismissed', async () => {
      const { claim } = await aReportedClaim(saring, [messages.dam]);
      const { claim: other } = await aReportedClaim(saring, [messages.garlic]);
      const { claim: third } = await aReportedClaim(saring, [messages.voucher]);
      const { Twin } = saring.context.models;
      const found = { score: 0.8, state: 'suggested', foundAt: saring.clock.now() } as const;
      const asked = await Twin.create([
        { ...found, ...pairOf(String(claim._id), String(other._id)) },
        { ...found, ...pairOf(String(other._id), String(third._id)) },
      ]);
      const say = (id: unknown, decision: string) =>
        saring.request
          .post(`/api/v1/twins/${String(id)}`)
          .set('Authorization', `Bearer ${ratna.token}`)
          .send({ decision })
          .expect(200);
      await say(asked[1]?._id, 'dismiss');
      await say(asked[0]?._id, 'merge');
      const said = (await labels()).map(({ kind, same, subject, claim: of }) => [kind, same, subject, of]);
      expect(said).to.have.deep.members([
        ['dismiss', false, third._id, other._id],
        ['merge', true, other._id, claim._id],
      ]);
      expect((await labels()).find(({ kind }) => kind === 'dismiss')?.score).to.equal(0.8);
      await keepLabels(saring.context);
      expect(await labels()).to.have.length(2);
    });

    it('of no exact repeat, and of no picture alone: there is nothing to learn', async () => {
      const files = [await aPicture()];
      const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam]);
      const alone = await submitReport(saring, { text: '', files });
      await decide(alone, claim._id, 'confirmed');
      if (reports[1]) await decide(reports[1], claim._id, 'confirmed');
      await keepLabels(saring.context);
      expect(await labels()).to.deep.equal([]);
    });
  });

  it('hold no reporter, and mask what is private in the texts', async () => {
    const text = `${unsure}. Hubungi 0812-3456-7890 atau posko@contoh.example`;
    const { claim, report } = await aSuggestion(text);
    await decide(report, claim._id, 'confirmed');
    const all = JSON.stringify(await labels());
    for (const secret of ['0812', '7890', 'posko@', 'rina@', report.ticket])
      expect(all).not.to.include(secret);
    expect(all).to.include('•••');
  });

  it('are made up for by a job from the histories, once', async () => {
    const { claim, report } = await aSuggestion();
    await decide(report, claim._id, 'confirmed');
    const { Label } = saring.context.models;
    const [kept] = await labels();
    await Label.deleteMany({});
    await keepLabels(saring.context);
    await keepLabels(saring.context);
    const [made, ...more] = await labels();
    expect(more).to.deep.equal([]);
    const { _id: _kept, band, ...said } = kept!;
    const { _id: _made, ...again } = made!;
    expect(band).to.equal('suggest');
    expect(again).to.deep.equal(said);
  });

  describe('are read', () => {
    it('with the latest decision on each pair', async () => {
      const { claim, report } = await aSuggestion();
      await decide(report, claim._id, 'rejected');
      expect(await pairs()).to.deep.equal([{ report: unsure, claim: [claim.statement], same: false }]);
      await decide(report, claim._id, 'confirmed');
      expect((await pairs()).map(({ same }) => same)).to.deep.equal([true]);
      await decide(report, claim._id, 'rejected');
      expect((await pairs()).map(({ same }) => same)).to.deep.equal([false]);
      expect(await countLabels(saring.context)).to.deep.equal({
        confirm: 1,
        reject: 1,
        'take-out': 1,
        split: 0,
        move: 0,
        merge: 0,
        dismiss: 0,
        undo: 0,
      });
    });

    it('also where the claim was merged since: what was said of either is said of one', async () => {
      const { claim, report } = await aSuggestion();
      await decide(report, claim._id, 'rejected');
      const { claim: other } = await aReportedClaim(saring, [messages.garlic]);
      await mergeClaims(saring.context, { id: String(claim._id), into: String(other._id), by: by() });
      await decide(report, other._id, 'confirmed');
      const said = (await pairs()).filter((pair) => pair.report === unsure);
      expect(said.map(({ same }) => same)).to.deep.equal([true]);
    });

    it('without remarks that a link or a picture decided', async () => {
      const urls = ['https://kabar.example/bendungan'];
      const { claim } = await aReportedClaim(saring, [messages.dam]);
      const remark = await submitReport(saring, { text: 'Waduh, benar tidak ini?', urls });
      await decide(remark, claim._id, 'confirmed');
      expect(await labels()).to.have.length(1);
      expect(await pairs()).to.deep.equal([]);
    });
  });

  it('go into a backup, and come back', async () => {
    const { claim, report } = await aSuggestion();
    await decide(report, claim._id, 'confirmed');
    const { folder, remove } = await aFolder();
    const file = join(folder, 'saring.backup');
    const { connection } = saring.context.store;
    await writeBackup(connection, file);
    const before = await labels();
    await connection.dropDatabase();
    await restoreBackup(connection, file);
    expect(await labels()).to.deep.equal(before);
    expect(await readClaim(saring, claim._id)).to.include({ slug: claim.slug });
    await remove();
  });
});
