import { expect } from 'chai';
import sharp from 'sharp';
import { forgetEmptyClaims } from '../../src/claims/forget-empty-claims.js';
import { followClaims } from '../../src/claims/index-claims.js';
import { openClaim } from '../../src/claims/open-claim.js';
import { tallyClaim } from '../../src/claims/tally-claim.js';
import { createContext } from '../../src/context.js';
import { settleNewestReports, settleReport } from '../../src/reports/settle-report.js';
import { aPicture, messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('placing reports', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const claimOf = async (id: unknown) => {
    const claim = await saring.context.models.Claim.findById(id).lean();
    if (!claim) throw new Error('no such claim');
    return claim;
  };

  it('opens a claim for each new message', async () => {
    const reports = [];
    for (const text of Object.values(messages)) reports.push(await submitReport(saring, { text }));
    expect(new Set(reports.map(({ claim }) => String(claim))).size).to.equal(4);
    for (const { match, claim } of reports) {
      expect(match).to.include({ state: 'confirmed', score: 1, decidedBy: 'matcher' });
      expect(match.claim.equals(claim)).to.equal(true);
    }
  });

  it('puts exact repeats together, however they are dressed', async () => {
    const first = await submitReport(saring, { text: messages.dam });
    const again = await submitReport(saring, {
      text: `*${messages.dam.toUpperCase()}*!!! 🙏🙏`,
      region: 'ID-JT',
      channel: 'sms',
    });
    expect(String(again.claim)).to.equal(String(first.claim));
    expect(again.match).to.include({ state: 'confirmed', score: 1 });
    expect(await claimOf(first.claim)).to.deep.include({
      reportCount: 2,
      regions: ['ID-JT'],
      channels: ['sms'],
    });
  });

  it('puts twenty at once into one claim', async () => {
    const reports = await Promise.all(
      Array.from({ length: 20 }, () => submitReport(saring, { text: messages.voucher })),
    );
    expect(new Set(reports.map(({ claim }) => String(claim))).size).to.equal(1);
    expect((await claimOf(reports[0]?.claim)).reportCount).to.equal(20);
    expect(await saring.context.models.Claim.countDocuments()).to.equal(1);
  });

  it('puts two bare reports of one link together', async () => {
    const first = await submitReport(saring, {
      text: '',
      urls: ['https://www.contoh.example/berita/1?utm_source=wa'],
    });
    const second = await submitReport(saring, {
      text: 'benar tidak ini?',
      urls: ['http://m.contoh.example/berita/1/'],
    });
    const inText = await submitReport(saring, { text: 'cek contoh.example/berita/1' });
    expect(String(second.claim)).to.equal(String(first.claim));
    expect(String(inText.claim)).to.equal(String(first.claim));
    expect(second.match.words).to.deep.equal(['contoh.example/berita/1']);
    expect(second.match.by).to.deep.equal(['link']);
    expect((await claimOf(first.claim)).statement).to.equal('contoh.example/berita/1');
  });

  it('only suggests by a link when the texts tell different things, and not at all by a bare host', async () => {
    const first = await submitReport(saring, { text: messages.dam, urls: ['https://contoh.example/a'] });
    const other = await submitReport(saring, { text: messages.garlic, urls: ['https://contoh.example/a'] });
    expect(String(other.claim)).not.to.equal(String(first.claim));
    expect(other.match.state).to.equal('suggested');
    expect(other.match.claim.equals(first.claim)).to.equal(true);
    const third = await submitReport(saring, { text: messages.voucher, urls: ['https://contoh.example'] });
    const fourth = await submitReport(saring, { text: messages.ballots, urls: ['https://contoh.example'] });
    expect([third.match.state, fourth.match.state]).to.deep.equal(['confirmed', 'confirmed']);
    expect(String(third.claim)).not.to.equal(String(fourth.claim));
  });

  it('only suggests by a link or a picture under which another amount stands', async () => {
    const urls = ['https://contoh.example/bansos'];
    const files = [await aPicture('png')];
    const text = 'Pemerintah membagikan bantuan tunai Rp600.000 untuk semua pemilik kartu keluarga hari ini';
    const first = await submitReport(saring, { text, urls, files });
    const other = await submitReport(saring, { text: text.replace('600', '900'), urls, files });
    expect(other.match).to.include({ state: 'suggested' });
    expect(other.match.claim.equals(first.claim)).to.equal(true);
    expect(other.match.by).to.include.members(['words', 'link', 'picture']);
    expect(other.match.against?.[0]).to.include({ kind: 'number' });
  });

  it('puts the same file together, and suggests a picture that looks the same', async () => {
    const picture = await aPicture('png');
    const passedOn = await sharp(picture).resize(320).jpeg({ quality: 50 }).toBuffer();
    const first = await submitReport(saring, { text: '', files: [picture] });
    const same = await submitReport(saring, { text: '', files: [picture] });
    const alike = await submitReport(saring, { text: '', files: [passedOn] });
    const other = await submitReport(saring, { text: '', files: [await aPicture('png', { seed: 5 })] });
    expect(String(same.claim)).to.equal(String(first.claim));
    expect(alike.match.state).to.equal('suggested');
    expect(alike.match.claim.equals(first.claim)).to.equal(true);
    expect(other.match.state).to.equal('confirmed');
    expect(String(other.claim)).not.to.equal(String(first.claim));
  });

  it('only suggests by a picture that comes with words of its own, whatever was said beside it before', async () => {
    const picture = await aPicture('png');
    const bare = await submitReport(saring, { text: '', files: [picture] });
    const captioned = await submitReport(saring, { text: messages.dam, files: [picture] });
    expect(captioned.match).to.include({ state: 'suggested' });
    expect(captioned.match.claim.equals(bare.claim)).to.equal(true);
    expect(captioned.match.by).to.deep.equal(['picture']);
    const other = await submitReport(saring, {
      text: messages.garlic,
      urls: ['https://contoh.example/a'],
      files: [picture],
    });
    expect(other.match).to.include({ state: 'suggested' });
    // The same photo, link and host under a third text: two weak reasons make no strong one.
    const third = await submitReport(saring, {
      text: messages.ballots,
      urls: ['https://contoh.example/a'],
      files: [picture],
    });
    expect(third.match.state).to.equal('suggested');
    expect([...(third.match.by ?? [])]).to.include.members(['link', 'picture']);
    const same = await submitReport(saring, { text: `Diteruskan: ${messages.dam}`, files: [picture] });
    expect(String(same.claim)).to.equal(String(captioned.claim));
    expect(same.match.by).to.include('picture').and.include('words');
  });

  it('does not take a remark for a repeat when the pictures differ', async () => {
    for (const text of ['Benar tidak ini?', 'Presiden meninggal']) {
      const seed = text.length;
      const first = await submitReport(saring, { text, files: [await aPicture('png', { seed })] });
      const other = await submitReport(saring, { text, files: [await aPicture('png', { seed: seed + 9 })] });
      expect(String(other.claim), text).not.to.equal(String(first.claim));
      const again = await submitReport(saring, { text, files: [await aPicture('png', { seed })] });
      expect(String(again.claim), text).to.equal(String(first.claim));
    }
  });

  it('answers at once what is answered, and owes mail to those who left an address', async () => {
    const first = await submitReport(saring, { text: messages.dam });
    await publishAnswer(saring, String(first.claim));
    const later = await submitReport(saring, {
      text: messages.dam,
      contact: { email: 'rina@contoh.example' },
    });
    expect(String(later.claim)).to.equal(String(first.claim));
    expect(
      await saring.context.models.Notice.countDocuments({ report: later._id, kind: 'answered' }),
    ).to.equal(1);
    expect(await saring.context.models.Notice.countDocuments()).to.equal(1);
  });

  it('does not put reports into a claim that was set aside, and follows a merged one', async () => {
    const { context } = saring;
    const aside = await submitReport(saring, { text: messages.dam });
    await context.models.Claim.updateOne(
      { _id: aside.claim },
      { $set: { status: 'set-aside', setAside: { reason: 'spam' } } },
    );
    context.matcher.remove(String(aside.claim));
    const again = await submitReport(saring, { text: messages.dam });
    expect(String(again.claim)).not.to.equal(String(aside.claim));
    const target = await submitReport(saring, { text: messages.garlic });
    await context.models.Claim.updateOne(
      { _id: again.claim },
      { $set: { status: 'merged', mergedInto: target.claim } },
    );
    const third = await submitReport(saring, { text: messages.dam });
    expect(String(third.claim)).to.equal(String(target.claim));
  });

  it('knows after a restart what it knew before', async () => {
    const { context } = saring;
    const first = await submitReport(saring, { text: messages.dam, files: [await aPicture()] });
    const { config, store, log, clock } = context;
    const restarted = createContext({ config, store, log, clock });
    await followClaims(restarted);
    expect(await restarted.matcher.size()).to.equal(1);
    expect(restarted.pictures.size).to.equal(1);
    expect((await restarted.matcher.decide(messages.dam)).matches[0]).to.include({
      claim: String(first.claim),
      score: 1,
    });
    await submitReport(saring, { text: messages.garlic });
    await context.models.Claim.updateOne(
      { _id: first.claim },
      { $set: { status: 'merged', updatedAt: clock.now() } },
    );
    await followClaims(restarted);
    expect(await restarted.matcher.size()).to.equal(1);
    expect((await restarted.matcher.decide(messages.garlic)).decision).to.equal('attach');
    await restarted.matcher.close();
  });

  it('counts what a process that died did not', async () => {
    const { context } = saring;
    const first = await submitReport(saring, { text: messages.dam });
    const { _id, ...copy } = first;
    await context.models.Report.create({ ...copy, ticket: 'SRG-0000-0001' });
    await context.models.Claim.updateOne({ _id: first.claim }, { $set: { priority: 99, channels: ['x'] } });
    await settleNewestReports(context);
    expect(await claimOf(first.claim)).to.deep.include({ reportCount: 2, channels: [] });
    expect(String(_id)).to.equal(String(first._id));
  });

  it('moves a report on whose claim was merged in the same moment', async () => {
    const { context } = saring;
    const target = await submitReport(saring, { text: messages.garlic });
    const report = await submitReport(saring, { text: messages.dam });
    await context.models.Claim.updateOne(
      { _id: report.claim },
      { $set: { status: 'merged', mergedInto: target.claim } },
    );
    const moved = await settleReport(context, report);
    expect(String(moved.claim)).to.equal(String(target.claim));
    expect(String(moved.match.claim)).to.equal(String(target.claim));
    expect((await claimOf(target.claim)).reportCount).to.equal(2);
    expect((await claimOf(report.claim)).reportCount).to.equal(0);
    await settleReport(context, moved);
    expect((await claimOf(target.claim)).reportCount).to.equal(2);
  });

  it('forgets claims whose report never came, after an hour', async () => {
    const { context, clock } = saring;
    await submitReport(saring, { text: messages.garlic });
    await openClaim(context, { text: messages.dam, urls: [], at: clock.now() });
    await forgetEmptyClaims(context);
    expect(await context.models.Claim.countDocuments()).to.equal(2);
    clock.advance(61);
    await forgetEmptyClaims(context);
    expect(await context.models.Claim.countDocuments()).to.equal(1);
  });

  it('counts the same however often, and counts large claims in the store', async () => {
    const { context, clock } = saring;
    const first = await submitReport(saring, { text: messages.dam, region: 'ID-AC' });
    const { _id: _, ...copy } = first;
    await context.models.Report.insertMany(
      Array.from({ length: 80 }, (_, n) => ({
        ...copy,
        ticket: `SRG-0000-${String(n).padStart(4, '0')}`,
        region: n % 2 ? 'ID-BA' : 'ID-PA',
        createdAt: new Date(clock.now().getTime() - n * 3_600_000),
      })),
    );
    await tallyClaim(context, first.claim);
    const claim = await claimOf(first.claim);
    expect(claim).to.deep.include({
      reportCount: 81,
      reportsLastDay: 25,
      regions: ['ID-AC', 'ID-BA', 'ID-PA'],
    });
    expect(claim.firstReportedAt.getTime()).to.equal(clock.now().getTime() - 79 * 3_600_000);
    clock.advance(1);
    await tallyClaim(context, first.claim);
    expect((await claimOf(first.claim)).updatedAt).to.deep.equal(claim.updatedAt);
  });
});
