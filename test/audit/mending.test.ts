import { expect } from 'chai';
import { Types } from 'mongoose';
import { completeLog } from '../../src/audit/complete-log.js';
import { verifyChain } from '../../src/audit/verify-chain.js';
import { blockSource } from '../../src/blocks/block-source.js';
import { liftBlock } from '../../src/blocks/lift-block.js';
import { decideMatch } from '../../src/claims/decide-match.js';
import { decideTwin } from '../../src/claims/twins/decide-twin.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import { saveSetting } from '../../src/settings/save-setting.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim } from '../helpers/claims.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { auditLines } from './audit-lines.js';

describe('lines that a process left out when it died, in the audit log', () => {
  let saring: Saring;
  let ratna: TestPerson;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { role: 'editor', name: 'Ratna Contoh' });
    await completeLog(saring.context);
  });
  afterEach(() => saring.close());

  const actor = () => ({ person: ratna.person._id, name: 'Ratna Contoh' });
  /** The job a good while later, and once more: what it adds it adds once. */
  async function mend() {
    const before = (await auditLines(saring)).length;
    await completeLog(saring.context);
    saring.clock.advance(3);
    await completeLog(saring.context);
    await completeLog(saring.context);
    expect((await verifyChain(saring.context)).breaks).to.deep.equal([]);
    return (await auditLines(saring)).slice(before);
  }
  /** The report as the one write of a decision leaves it, and nothing after that. */
  async function decideAndDie(state: 'confirmed' | 'rejected', how?: 'confirmed' | 'separated') {
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam]);
    const other = await aClaim(saring);
    const report = reports[1]?._id;
    saring.clock.advance(1);
    const at = saring.clock.now();
    const named = how === 'confirmed' ? other._id : claim._id;
    await saring.context.models.Report.updateOne(
      { _id: report },
      {
        $set: {
          ...(how && { claim: other._id, home: other._id }),
          'match.claim': named,
          'match.state': state,
          'match.decidedBy': 'verifier',
          'match.person': ratna.person._id,
          'match.at': at,
          updatedAt: at,
        },
        ...(how && { $push: { moves: { at, how, from: claim._id, to: other._id } } }),
      },
    );
    return { at, report: String(report), claim: String(claim._id), other: String(other._id) };
  }

  it('tell a report that was moved', async () => {
    const { at, report, claim, other } = await decideAndDie('confirmed', 'confirmed');
    const [line, ...more] = await mend();
    expect(more).to.deep.equal([]);
    expect(line).to.deep.include({
      action: 'match.confirmed',
      at,
      by: actor(),
      on: { kind: 'match', id: report },
      before: { claim },
      after: { claim: other },
    });
    expect(line?.things).to.include.members([report, other]);
  });

  it('tell one that was taken out, kept, or not one with what was suggested', async () => {
    const out = await decideAndDie('rejected', 'separated');
    expect((await mend()).map(({ action, after }) => [action, after])).to.deep.equal([
      ['match.separated', { claim: out.other }],
    ]);
    const kept = await decideAndDie('confirmed');
    expect((await mend()).map(({ action, after }) => [action, after])).to.deep.equal([
      ['match.kept', { claim: kept.claim }],
    ]);
    const rejected = await decideAndDie('rejected');
    expect((await mend()).map(({ action, before }) => [action, before])).to.deep.equal([
      ['match.rejected', { suggested: rejected.claim }],
    ]);
  });

  it('are none where the decision was told, or where a merge, its undoing or a split decided', async () => {
    const { context, clock } = saring;
    const by = ratna.signedIn;
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam, messages.dam]);
    const other = await aClaim(saring);
    const [first, second] = reports;
    await decideMatch(context, {
      report: String(first?._id),
      claim: String(other._id),
      state: 'confirmed',
      by,
    });
    clock.advance(1);
    const { created } = await splitClaim(context, {
      id: String(claim._id),
      by,
      reports: [String(second?._id)],
    });
    clock.advance(1);
    await mergeClaims(context, { id: String(created._id), into: String(claim._id), by });
    clock.advance(1);
    await unmergeClaim(context, { id: String(created._id), by });
    expect(await mend()).to.deep.equal([]);
  });

  it('tell that two claims are not one, and a second person who says it leaves no second line', async () => {
    const { context, clock } = saring;
    const [one, two] = [await aClaim(saring), await aClaim(saring)];
    const twin = (first: Types.ObjectId, second: Types.ObjectId) =>
      context.models.Twin.create({ first, second, score: 0.9, state: 'suggested', foundAt: clock.now() });
    const { _id } = await twin(one._id, two._id);
    clock.advance(1);
    const decidedAt = clock.now();
    await context.models.Twin.updateOne(
      { _id },
      { $set: { state: 'dismissed', decidedBy: actor(), decidedAt } },
    );
    const lines = await mend();
    expect(lines.map(({ action, at, by }) => [action, at, by])).to.deep.equal([
      ['twin.dismissed', decidedAt, actor()],
    ]);
    const other = await twin(one._id, (await aClaim(saring))._id);
    const asked = { id: String(other._id), decision: 'dismiss', by: ratna.signedIn } as const;
    await decideTwin(context, asked);
    await decideTwin(context, asked);
    const budi = await aPerson(saring, { name: 'Budi Contoh' });
    await decideTwin(context, { ...asked, by: budi.signedIn }).then(
      () => expect.fail('two people decided'),
      (error: unknown) => expect(error).to.include({ code: 'conflict' }),
    );
    expect(await mend()).to.deep.equal([]);
    expect(await auditLines(saring, { 'on.id': String(other._id) })).to.have.length(1);
  });

  it('tell a setting, with who chose it and when, and leave the line alone that tells more', async () => {
    const { context, clock } = saring;
    await saveSetting(context, ratna.signedIn, 'security', { requireTwoStep: 'admins' }, 0);
    expect(await mend()).to.deep.equal([]);
    const at = clock.now();
    const value = { requireTwoStep: 'everyone' };
    await context.models.Setting.updateOne(
      { _id: 'security' },
      { $set: { value, version: 2, by: actor(), at } },
    );
    const lines = await mend();
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({
      action: 'settings.changed',
      key: 'settings:security:2',
      at,
      by: actor(),
      after: { value },
    });
  });

  it('tell a block that was made, and one that was lifted', async () => {
    const { context, clock } = saring;
    const block = async (sender: string) => {
      const { _id } = await submitReport(saring, { text: messages.voucher, sender: sender.repeat(32) });
      const asked = { by: ratna.signedIn, report: String(_id), category: 'spam', reason: 'iklan' } as const;
      return blockSource(context, { ...asked, time: '30d' });
    };
    const told = await block('a');
    await liftBlock(context, { id: told._id, by: ratna.signedIn });
    expect(await mend()).to.deep.equal([]);
    const { _id, ...rest } = await block('b');
    const at = clock.now();
    const lifted = { at, by: actor(), reason: 'salah orang', insteadOf: rest.expiresAt };
    await context.models.Block.create({
      ...rest,
      _id: new Types.ObjectId(),
      live: undefined,
      expiresAt: at,
      lifted,
    });
    const lines = await mend();
    expect(lines.map(({ action, reason }) => [action, reason])).to.deep.equal([
      ['block.made', 'iklan'],
      ['block.lifted', 'salah orang'],
    ]);
    expect(lines[0]?.after).to.deep.include({ expiresAt: rest.expiresAt.toISOString() });
    expect(await auditLines(saring, { 'on.id': String(_id) })).to.have.length(1);
  });

  it('are none for a notice that two people send again: one of them does', async () => {
    const { context, clock } = saring;
    const { _id } = await context.models.Notice.create({
      key: 'uji',
      kind: 'letter',
      letter: { person: ratna.person._id, language: 'id', about: 'accountLocked', params: {} },
      status: 'failed',
      problem: 'gave-up',
      nextAttemptAt: clock.now(),
      createdAt: clock.now(),
    });
    const browser = saring.browser();
    const { email } = ratna.person;
    await browser.post('/masuk').type('form').send({ email, password: ratna.password }).expect(303);
    const again = () =>
      browser
        .post(`/meja/pemberitahuan/${String(_id)}/kirim-ulang`)
        .type('form')
        .send({});
    const answers = await Promise.all([again(), again()]);
    expect(answers.map(({ status }) => status)).to.have.members([303, 409]);
    const lines = await auditLines(saring, { 'on.id': String(_id) });
    expect(lines.map(({ action }) => action)).to.deep.equal(['notice.retried']);
    expect(await mend()).to.deep.equal([]);
  });
});
