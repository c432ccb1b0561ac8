import { expect } from 'chai';
import { decideMatch } from '../../src/claims/decide-match.js';
import { evidenceOf } from '../../src/claims/match-evidence.js';
import { aPerson } from '../helpers/accounts.js';
import { aClaim, readReport } from '../helpers/claims.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('what a match stores', () => {
  it('is what spoke against it, as the report writes it, and rounded figures', () => {
    const text = 'Gempa M 9,7 mengguncang Jepang';
    const against = [{ kind: 'number' as const, report: '9.7', claim: '7.2' }];
    const evidence = { stems: 0.123456, 'with.dot': 1, $key: 1, broken: Number.NaN };
    expect(evidenceOf({ against, evidence }, text)).to.deep.equal({
      against: [{ kind: 'number', report: '9,7', claim: '7.2' }],
      evidence: { stems: 0.123 },
    });
    expect(evidenceOf({ against: [], evidence: {} }, text)).to.deep.equal({});
  });

  it('stays small', () => {
    const against = Array.from({ length: 500 }, () => ({
      kind: 'name' as const,
      report: 'a'.repeat(5000),
      claim: 'b'.repeat(5000),
    }));
    const evidence = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`figure${at}`, 1 / 3]));
    expect(JSON.stringify(evidenceOf({ against, evidence }, '')).length).to.be.lessThan(3000);
  });
});

describe('the evidence of a report', () => {
  const statement = 'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan malam ini';
  const alike = 'Gempa magnitudo 9,7 mengguncang Cianjur, warga diminta mengungsi ke lapangan malam ini';
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  it('is stored with a suggestion, and stays when a verifier decides', async () => {
    const claim = await aClaim(saring, { statement });
    const report = await submitReport(saring, { text: alike });
    const stored = await readReport(saring, report._id);
    expect(stored.match).to.include({ state: 'suggested' });
    expect(stored.match.against).to.deep.include({ kind: 'number', report: '9,7', claim: '7.2' });
    const figures = Object.values(stored.match.evidence ?? {});
    expect(figures).not.to.have.length(0);
    for (const figure of figures) expect(figure).to.be.within(0, 1);
    const { signedIn: by } = await aPerson(saring);
    const decided = { report: report.ticket, claim: String(claim._id), by, state: 'confirmed' } as const;
    await decideMatch(saring.context, decided);
    const after = await readReport(saring, report._id);
    expect(after.match).to.include({ state: 'confirmed', decidedBy: 'verifier' });
    expect(after.match.against).to.deep.equal(stored.match.against);
    expect(after.match.evidence).to.deep.equal(stored.match.evidence);
  });

  it('is that of the claim which a verifier chose, not of the one that was suggested', async () => {
    await aClaim(saring, { statement });
    const chosen = await aClaim(saring, { statement: 'Warga diminta mengungsi karena air sungai meluap' });
    const report = await submitReport(saring, { text: alike });
    const { signedIn: by } = await aPerson(saring);
    const decided = { report: report.ticket, claim: String(chosen._id), by, state: 'confirmed' } as const;
    await decideMatch(saring.context, decided);
    const { match } = await readReport(saring, report._id);
    expect(match.claim.equals(chosen._id)).to.equal(true);
    expect(match.words).to.include('mengungsi').and.not.include('Gempa');
    expect((match.against ?? []).map(({ claim }) => claim)).not.to.include('7.2');
    expect(match.evidence).not.to.deep.equal(report.match.evidence);
  });

  it('is left out of a report that opened its claim', async () => {
    const report = await submitReport(saring, { text: alike });
    const { match } = await readReport(saring, report._id);
    expect(match).to.not.have.any.keys('against', 'evidence', 'by');
  });
});
