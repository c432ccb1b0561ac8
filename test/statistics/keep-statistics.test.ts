import { expect } from 'chai';
import { decideMatch } from '../../src/claims/decide-match.js';
import { editClaim } from '../../src/claims/edit-claim.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { setAsideClaim, reopenClaim } from '../../src/claims/set-aside-claim.js';
import { setHarm } from '../../src/claims/set-harm.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { unsplitClaim } from '../../src/claims/unsplit-claim.js';
import { handOverClaim, releaseClaim, takeClaim } from '../../src/claims/take-claim.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import type { Topic } from '../../src/claims/claim.model.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import type { DayFigures } from '../../src/statistics/day-figures.model.js';
import { keepStatistics } from '../../src/statistics/keep-statistics.js';
import { aPerson } from '../helpers/accounts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('statistics: the figures of a day', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const at = (moment: string) => saring.clock.set(new Date(`${moment}:00+07:00`));
  const day = async (id: string): Promise<DayFigures | null> => {
    await keepStatistics(saring.context);
    return saring.context.models.DayFigures.findById(id).lean();
  };
  const of = async (id: string, topic: Topic = 'other') =>
    (await day(id))?.topics.find((figures) => figures.topic === topic);

  it('has how long claims waited for the first touch and for the answer, when that happened', async () => {
    const { context } = saring;
    const desk = await aDesk(saring);
    const by = desk.author.signedIn;
    at('2026-03-02T23:30');
    const dam = await submitReport(saring, { text: messages.dam });
    const id = String(dam.claim);
    at('2026-03-02T23:40');
    // Sorting is no work on a claim.
    await editClaim(context, { id, by, topic: 'disaster' });
    await setHarm(context, { id, by, level: 'high' });
    at('2026-03-03T01:00');
    await takeClaim(context, { id, by });
    at('2026-03-04T09:30');
    const article = await publish(saring, desk, { claims: [id] });
    expect(await of('2026-03-02', 'disaster')).to.include({ opened: 1, waits: 1 });
    expect((await of('2026-03-03', 'disaster'))?.touched).to.deep.equal([90]);
    expect(await of('2026-03-04', 'disaster')).to.deep.include({
      answered: 1,
      waits: -1,
      answers: [34 * 60],
    });
    // Answered once more, it did not wait from the beginning.
    at('2026-03-05T09:30');
    await retractClarification(context, article._id, { by: desk.editor.signedIn, reason: 'Keliru.' });
    expect(await of('2026-03-05', 'disaster')).to.include({ back: 1, waits: 1 });
    at('2026-03-06T09:30');
    await publish(saring, desk, { claims: [id], title: 'Bendungan Karangsari tetap utuh' });
    expect(await of('2026-03-06', 'disaster')).to.deep.include({ answered: 1, waits: -1, answers: [] });
    expect(await of('2026-03-04', 'disaster')).to.deep.include({ answered: 1, answers: [34 * 60] });
  });

  it('counts which claims come to those that wait and leave them, whatever is undone', async () => {
    const { context } = saring;
    const { signedIn: by } = await aPerson(saring);
    at('2026-03-02T08:00');
    const dam = String((await submitReport(saring, { text: messages.dam })).claim);
    const garlic = String((await submitReport(saring, { text: messages.garlic })).claim);
    at('2026-03-03T08:00');
    await setAsideClaim(context, { id: dam, by, reason: 'opinion' });
    await mergeClaims(context, { id: garlic, into: dam, by });
    expect(await of('2026-03-02')).to.include({ opened: 2, waits: 2, reports: 2 });
    expect(await of('2026-03-03')).to.include({ setAside: 1, merged: 1, waits: -2 });
    at('2026-03-04T08:00');
    await reopenClaim(context, { id: dam, by });
    await unmergeClaim(context, { id: garlic, by });
    expect(await of('2026-03-04')).to.include({ back: 2, waits: 2 });
    const waiting = await context.models.ClaimFigures.countDocuments({ waiting: true });
    expect(waiting).to.equal(2);
  });

  it('moves all figures of a claim and of its reports with it to another topic', async () => {
    const { context } = saring;
    const { signedIn: by } = await aPerson(saring);
    at('2026-03-02T08:00');
    const { claim } = await submitReport(saring, { text: messages.dam });
    at('2026-03-03T08:00');
    await submitReport(saring, { text: messages.dam });
    expect(await of('2026-03-03')).to.include({ reports: 1 });
    at('2026-03-20T08:00');
    await editClaim(context, { id: String(claim), by, topic: 'disaster' });
    expect(await of('2026-03-03', 'disaster')).to.include({ reports: 1, automatic: 1 });
    expect(await of('2026-03-03')).to.equal(undefined);
    expect(await of('2026-03-02', 'disaster')).to.include({ opened: 1, reports: 1, automatic: 0 });
    expect((await day('2026-03-02'))?.topics).to.have.length(1);
  });

  it('tells which reports the matcher attached, which were answered at once, and which wrongly', async () => {
    const { context } = saring;
    const desk = await aDesk(saring);
    const by = desk.author.signedIn;
    at('2026-03-02T08:00');
    const first = await submitReport(saring, { text: messages.dam });
    const claim = String(first.claim);
    at('2026-03-02T09:00');
    const before = await submitReport(saring, { text: messages.dam });
    at('2026-03-03T08:00');
    await publish(saring, desk, { claims: [claim] });
    at('2026-03-03T09:00');
    const answered = await submitReport(saring, { text: messages.dam });
    const another = await submitReport(saring, { text: messages.dam });
    await submitReport(saring, { text: messages.garlic });
    expect(await of('2026-03-02')).to.include({ reports: 2, automatic: 1, answeredAtOnce: 0, wrong: 0 });
    expect(await of('2026-03-03')).to.include({ reports: 3, automatic: 2, answeredAtOnce: 2, wrong: 0 });

    // Weeks later: the figures of the days on which the reports came are put right.
    at('2026-03-24T09:00');
    await decideMatch(context, { report: answered.ticket, claim, by, state: 'rejected' });
    expect(await of('2026-03-03')).to.include({ reports: 3, automatic: 2, answeredAtOnce: 2, wrong: 1 });
    at('2026-03-25T09:00');
    const { created } = await splitClaim(context, {
      id: claim,
      by,
      reports: [String(another._id), String(before._id)],
    });
    expect(await of('2026-03-03')).to.include({ automatic: 2, wrong: 2 });
    expect(await of('2026-03-02')).to.include({ automatic: 1, wrong: 1 });
    // Whoever undoes that says that they did belong together.
    saring.clock.advance(1);
    await unsplitClaim(context, { id: String(created._id), by });
    expect(await of('2026-03-02')).to.include({ reports: 2, automatic: 1, wrong: 0 });
    expect(await of('2026-03-03')).to.include({ wrong: 1 });
  });

  it('does not take a merge, or the confirmation of a suggestion, for a match of the matcher', async () => {
    const { context } = saring;
    const { signedIn: by } = await aPerson(saring);
    at('2026-03-02T08:00');
    const dam = await submitReport(saring, { text: messages.dam });
    at('2026-03-02T09:00');
    const garlic = await submitReport(saring, { text: messages.garlic });
    at('2026-03-02T09:30');
    const ballots = await submitReport(saring, { text: messages.ballots });
    at('2026-03-02T10:00');
    const voucher = await submitReport(saring, { text: messages.voucher });
    await mergeClaims(context, { id: String(garlic.claim), into: String(dam.claim), by });
    await decideMatch(context, { report: ballots.ticket, claim: String(dam.claim), by, state: 'confirmed' });
    await decideMatch(context, { report: voucher.ticket, claim: String(dam.claim), by, state: 'confirmed' });
    await decideMatch(context, { report: voucher.ticket, claim: String(dam.claim), by, state: 'rejected' });
    expect(await of('2026-03-02')).to.include({ reports: 4, automatic: 0, wrong: 0 });
  });

  it('tells who did what: the receiver took what was handed over, the holder answered', async () => {
    const { context } = saring;
    const desk = await aDesk(saring);
    const ratna = await aPerson(saring, { name: 'Ratna Dewi' });
    const by = desk.editor.signedIn;
    at('2026-03-02T08:00');
    const dam = await submitReport(saring, { text: messages.dam });
    const id = String(dam.claim);
    const garlic = await submitReport(saring, { text: messages.garlic });
    at('2026-03-02T09:00');
    const voucher = await submitReport(saring, { text: messages.voucher });
    at('2026-03-02T10:00');
    await takeClaim(context, { id, by });
    await releaseClaim(context, { id, by });
    await handOverClaim(context, { id, by, to: String(ratna.person._id) });
    await setAsideClaim(context, { id: String(garlic.claim), by: ratna.signedIn, reason: 'spam' });
    await decideMatch(context, { report: voucher.ticket, claim: id, by, state: 'confirmed' });
    await publish(saring, desk, { claims: [id] });
    const people = (await day('2026-03-02'))?.people ?? [];
    const told = people
      .map(({ name, taken, answered, setAside, decided }) => ({ name, taken, answered, setAside, decided }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    expect(told).to.deep.equal([
      { name: 'Eka Penyunting', taken: 1, answered: 0, setAside: 0, decided: 1 },
      { name: 'Ratna Dewi', taken: 1, answered: 1, setAside: 1, decided: 0 },
    ]);
    expect(people.map(({ person }) => String(person))).to.include(String(ratna.person._id));
  });

  it('counts only the days that changed, and the same again where nothing did', async () => {
    const { context } = saring;
    at('2026-03-02T08:00');
    const { claim } = await submitReport(saring, { text: messages.dam });
    at('2026-03-09T08:00');
    await submitReport(saring, { text: messages.dam });
    await keepStatistics(context);
    const before = await context.models.DayFigures.find({ _id: { $gte: '' } }).lean();
    expect(before.map(({ _id }) => _id)).to.deep.equal(['2026-03-02', '2026-03-09']);
    expect(before.every(({ stale }) => stale === undefined)).to.equal(true);
    at('2026-03-10T08:00');
    await keepStatistics(context);
    expect(await context.models.DayFigures.find({ _id: { $gte: '' } }).lean()).to.deep.equal(before);
    const { signedIn: by } = await aPerson(saring);
    await takeClaim(context, { id: String(claim), by });
    await keepStatistics(context);
    const after = await context.models.DayFigures.find({ _id: { $gte: '' } }).lean();
    expect(after.slice(0, 2)).to.deep.equal(before);
    expect(after[2]).to.deep.include({ _id: '2026-03-10', countedAt: saring.clock.now() });
    // All of it from the beginning gives the same.
    await context.models.Position.deleteMany({ _id: { $gte: 'keep-statistics', $lt: 'keep-t' } });
    await context.models.ClaimFigures.deleteMany({});
    await context.models.DayFigures.deleteMany({});
    await keepStatistics(context);
    const again = await context.models.DayFigures.find({ _id: { $gte: '' } }).lean();
    const figures = (days: DayFigures[]) => days.map(({ _id, topics, people }) => ({ _id, topics, people }));
    expect(figures(again)).to.deep.equal(figures(after));
  });

  it('lets a day that takes long to count wait, and comes back to it', async () => {
    const { DayFigures } = saring.context.models;
    at('2026-03-02T08:00');
    await submitReport(saring, { text: messages.dam });
    expect(await of('2026-03-02')).to.include({ reports: 1 });
    await DayFigures.updateOne({ _id: '2026-03-02' }, { $set: { took: 30_000 } });
    saring.clock.advance(9);
    await submitReport(saring, { text: messages.garlic });
    expect(await of('2026-03-02')).to.include({ reports: 1 });
    expect(await day('2026-03-02')).to.have.property('stale');
    saring.clock.advance(2);
    expect(await of('2026-03-02')).to.include({ reports: 2 });
    expect(await day('2026-03-02')).not.to.have.property('stale');
  });
});
