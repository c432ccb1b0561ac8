import { expect } from 'chai';
import { completeLog } from '../../src/audit/complete-log.js';
import { decideMatch } from '../../src/claims/decide-match.js';
import { editClaim } from '../../src/claims/edit-claim.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { noteClaim } from '../../src/claims/note-claim.js';
import { reopenClaim, setAsideClaim } from '../../src/claims/set-aside-claim.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { handOverClaim, releaseClaim, takeClaim } from '../../src/claims/take-claim.js';
import { unmergeClaim } from '../../src/claims/unmerge-claim.js';
import { editClarification } from '../../src/clarifications/edit-clarification.js';
import { publishClarification } from '../../src/clarifications/publish-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import { submitClarification } from '../../src/clarifications/submit-clarification.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim } from '../helpers/claims.js';
import { draft } from '../helpers/clarifications.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { auditLines } from './audit-lines.js';

describe('what is done on the desk, in the audit log', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { role: 'editor', name: 'Ratna Contoh' });
    budi = await aPerson(saring, { role: 'editor', name: 'Budi Contoh' });
  });
  after(() => saring.close());

  it('tells each step of a claim once, with what it was and what it is', async () => {
    const { context } = saring;
    const claim = await aClaim(saring);
    const id = String(claim._id);
    const by = ratna.signedIn;
    await takeClaim(context, { id, by });
    await handOverClaim(context, { id, by, to: String(budi.person._id) });
    await releaseClaim(context, { id, by: budi.signedIn });
    await editClaim(context, {
      id,
      by,
      statement: 'Air keran kota tidak dicampur obat tidur',
      topic: 'health',
    });
    await editClaim(context, { id, by, statement: 'Air keran kota aman' });
    await noteClaim(context, { id, by, text: 'rahasia dapur' });
    await setAsideClaim(context, { id, by, reason: 'spam', note: 'iklan berulang' });
    await reopenClaim(context, { id, by });
    const lines = await auditLines(saring, { things: id });
    expect(lines.map(({ action }) => action)).to.deep.equal([
      'claim.taken',
      'claim.taken',
      'claim.released',
      'claim.edited',
      'claim.edited',
      'claim.noted',
      'claim.set-aside',
      'claim.reopened',
    ]);
    expect(lines[0]?.by?.name).to.equal('Ratna Contoh');
    expect(lines[0]).to.deep.include({
      before: { status: 'open', assignee: null },
      after: { status: 'checking', assignee: 'Ratna Contoh' },
    });
    expect(lines[1]).to.deep.include({
      before: { assignee: 'Ratna Contoh' },
      after: { assignee: 'Budi Contoh' },
    });
    // The words that a stranger sent are not for the log.
    expect(lines[3]?.before).to.deep.equal({ statement: null, worded: null, topic: 'other' });
    expect(lines[3]?.after).to.deep.equal({
      statement: 'Air keran kota tidak dicampur obat tidur',
      worded: true,
      topic: 'health',
    });
    expect(lines[4]).to.deep.include({
      before: { statement: 'Air keran kota tidak dicampur obat tidur' },
      after: { statement: 'Air keran kota aman' },
    });
    expect(lines[4]?.on.label).to.equal('Air keran kota aman');
    expect(JSON.stringify(lines[5])).not.to.include('rahasia');
    expect(lines[6]).to.deep.include({ reason: 'iklan berulang' });
    expect(lines[6]?.after).to.deep.equal({ status: 'set-aside', setAside: 'spam' });
  });

  it('tells merging, undoing it, splitting and each decision on a report once', async () => {
    const { context } = saring;
    const { claim, reports } = await aReportedClaim(saring, [messages.dam, messages.dam, messages.dam]);
    const other = await aClaim(saring);
    const by = ratna.signedIn;
    const { created } = await splitClaim(context, {
      id: String(claim._id),
      by,
      reports: [String(reports[0]?._id)],
    });
    await mergeClaims(context, { id: String(created._id), into: String(claim._id), by });
    await unmergeClaim(context, { id: String(created._id), by });
    const report = String(reports[1]?._id);
    await decideMatch(context, { report, claim: String(other._id), state: 'confirmed', by });
    await decideMatch(context, { report, claim: String(claim._id), state: 'confirmed', by });
    await decideMatch(context, { report, claim: String(claim._id), state: 'rejected', by });
    expect(
      (await auditLines(saring, { 'on.id': String(created._id) })).map(({ action }) => action),
    ).to.deep.equal(['claim.merged', 'claim.unmerged']);
    const lines = await auditLines(saring, { things: report });
    expect(lines.map(({ action, on }) => [action, on.kind])).to.deep.equal([
      ['match.confirmed', 'match'],
      ['match.confirmed', 'match'],
      ['match.separated', 'match'],
    ]);
    expect(lines[0]).to.deep.include({
      before: { claim: String(claim._id) },
      after: { claim: String(other._id) },
    });
    for (const { text } of reports) expect(JSON.stringify(await auditLines(saring))).not.to.include(text);
  });

  it('tells each step of an article, with what changed', async () => {
    const { context } = saring;
    const claim = await aClaim(saring);
    const desk = { author: ratna, editor: budi };
    const { _id } = await draft(saring, desk, { claims: [String(claim._id)], title: 'Air keran aman' });
    await editClarification(context, _id, { title: 'Air keran kota aman' }, { by: ratna.signedIn });
    await submitClarification(context, _id, { by: ratna.signedIn });
    await publishClarification(context, _id, { by: budi.signedIn });
    await retractClarification(context, _id, { by: budi.signedIn, reason: 'sumber ditarik' });
    const lines = await auditLines(saring, { 'on.id': String(_id) });
    expect(lines.map(({ action }) => action)).to.deep.equal([
      'clarification.drafted',
      'clarification.edited',
      'clarification.submitted',
      'clarification.published',
      'clarification.retracted',
    ]);
    expect(lines[1]).to.deep.include({
      before: { title: 'Air keran aman' },
      after: { title: 'Air keran kota aman' },
    });
    expect(lines[3]?.after).to.deep.include({ status: 'published', publisher: 'Budi Contoh' });
    expect(lines[4]).to.deep.include({ reason: 'sumber ditarik' });
    expect(lines[4]?.things).to.include(String(claim._id));
  });

  it('adds the line that a process left out when it died after the change, once', async () => {
    const { context, clock } = saring;
    await completeLog(context);
    const claim = await aClaim(saring);
    clock.advance(5);
    const activity = {
      at: clock.now(),
      by: { person: ratna.person._id, name: 'Ratna Contoh' },
      action: 'released' as const,
      changed: { before: { status: 'checking' }, after: { status: 'open' } },
    };
    await context.models.Claim.updateOne(
      { _id: claim._id },
      { $push: { activity }, $set: { updatedAt: clock.now() }, $inc: { version: 1 } },
    );
    const at = clock.now();
    clock.advance(5);
    const before = (await auditLines(saring)).length;
    await completeLog(context);
    await completeLog(context);
    const lines = await auditLines(saring);
    expect(lines).to.have.length(before + 1);
    expect(lines.at(-1)).to.deep.include({ action: 'claim.released', at, ...activity.changed });
    // A line that is there already is not added by whoever is slower.
    await takeClaim(context, { id: String(claim._id), by: ratna.signedIn });
    const after = (await auditLines(saring)).length;
    await completeLog(context);
    expect((await auditLines(saring)).length).to.equal(after);
    expect((await readClaim(saring, claim._id)).activity.at(-1)?.changed?.after['status']).to.equal(
      'checking',
    );
  });
});
