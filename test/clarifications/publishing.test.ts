import { expect } from 'chai';
import { finishAnswersJob } from '../../src/clarifications/carry-through.js';
import { answerClaims } from '../../src/clarifications/answer-claims.js';
import { answersOf } from '../../src/clarifications/answers-of.js';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { followClarifications } from '../../src/clarifications/index-clarifications.js';
import { publishClarification } from '../../src/clarifications/publish-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import { takeClaim } from '../../src/claims/take-claim.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import type { AppError } from '../../src/errors.js';
import { aClaim, aReportedClaim, readClaim } from '../helpers/claims.js';
import { aDesk, draft, inReview, publish, type Desk } from '../helpers/clarifications.js';
import { messages, submitReport } from '../helpers/reports.js';
import { refusalOf } from '../helpers/errors.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('what follows from publishing', () => {
  let saring: Saring;
  let desk: Desk;
  beforeEach(async () => {
    saring = await startSaring();
    desk = await aDesk(saring);
  });
  afterEach(() => saring.close());

  const stored = async (id: unknown) => {
    const article = await saring.context.models.Clarification.findById(id).lean();
    if (!article) throw new Error('the article is gone');
    return article;
  };

  it('answers every linked claim, and tells the article what they are about', async () => {
    const first = await aClaim(saring, { topic: 'disaster' });
    const second = await aClaim(saring, { topic: 'health', status: 'set-aside' });
    const third = await aClaim(saring);
    const article = await publish(saring, desk, { claims: [first, second].map(({ _id }) => String(_id)) });
    for (const { _id } of [first, second]) {
      const claim = await readClaim(saring, _id);
      expect(claim).to.include({ status: 'answered', verdict: 'false' });
      expect(String(claim.clarification)).to.equal(String(article._id));
      expect(claim.activity.at(-1)).to.deep.include({
        action: 'answered',
        by: { person: desk.editor.signedIn.id, name: 'Eka Penyunting' },
      });
    }
    expect(await readClaim(saring, third._id)).to.include({ status: 'open' });
    expect((await stored(article._id)).topics).to.have.members(['disaster', 'health']);
    expect((await stored(article._id)).unfinished).to.equal(undefined);
  });

  it('is there for readers in the same moment', async () => {
    const claim = await aClaim(saring);
    const article = await publish(saring, desk, { claims: [String(claim._id)] });
    const answers = await answersOf(saring.context, [claim._id, String(claim._id)]);
    expect(answers.get(String(claim._id))).to.deep.equal({
      slug: 'bendungan-karangsari-tidak-jebol',
      title: article.title,
      summary: article.summary,
      url: `${saring.context.config.baseUrl}/klarifikasi/bendungan-karangsari-tidak-jebol`,
      verdict: 'false',
      publishedAt: saring.clock.now().toISOString(),
    });
    expect(await answersOf(saring.context, [])).to.have.property('size', 0);
    const [hit] = saring.context.clarificationSearch.search('bendungan karangsari');
    expect(hit?.id).to.equal(String(article._id));
  });

  it('happens once when five editors press at once', async () => {
    const claim = await aClaim(saring);
    const { _id } = await inReview(saring, desk, { claims: [String(claim._id)] });
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        publishClarification(saring.context, _id, { by: desk.editor.signedIn }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).to.include({ code: 'conflict' });
    }
    const article = await stored(_id);
    expect(article.activity.filter(({ action }) => action === 'published')).to.have.length(1);
    const { activity } = await readClaim(saring, claim._id);
    expect(activity.filter(({ action }) => action === 'answered')).to.have.length(1);
  });

  it('lets a claim have one answer, whoever links it when', async () => {
    const claim = await aClaim(saring);
    const claims = [String(claim._id)];
    const late = await inReview(saring, desk, { title: 'Yang terlambat', claims });
    await publish(saring, desk, { title: 'Yang pertama', claims });
    const linking = await refusalOf(draft(saring, desk, { claims }));
    expect(linking.details.fields?.['claims']).to.deep.equal({
      reason: 'claim_answered',
      params: { title: 'Yang pertama' },
    });
    const publishing = await refusalOf(
      publishClarification(saring.context, late._id, { by: desk.editor.signedIn }),
    );
    expect(publishing.details.fields).to.have.property('claims');
    expect(await stored(late._id)).to.include({ status: 'in-review' });
  });

  it('lets a claim have one answer when two articles are published in the same moment', async () => {
    const claims = [String((await aClaim(saring))._id)];
    const both = [
      await inReview(saring, desk, { title: 'Kembar satu', claims }),
      await inReview(saring, desk, { title: 'Kembar dua', claims }),
    ];
    const results = await Promise.allSettled(
      both.map(({ _id }) => publishClarification(saring.context, _id, { by: desk.editor.signedIn })),
    );
    expect(results.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(JSON.stringify((refused?.reason as AppError | undefined)?.details)).to.match(/Kembar (satu|dua)/);
    const winner = await saring.context.models.Clarification.findOne({ status: 'published' }).lean();
    expect(await readClaim(saring, claims[0])).to.deep.include({ clarification: winner?._id });
  });

  it('gives articles of one title addresses of their own', async () => {
    const articles = [];
    for (let number = 0; number < 3; number += 1) {
      articles.push(await publish(saring, desk, { claims: [String((await aClaim(saring))._id)] }));
    }
    expect(articles.map(({ slug }) => slug)).to.deep.equal([
      'bendungan-karangsari-tidak-jebol',
      'bendungan-karangsari-tidak-jebol-2',
      'bendungan-karangsari-tidak-jebol-3',
    ]);
  });

  it('finds the claim that another was merged into meanwhile', async () => {
    const from = await aClaim(saring);
    const into = await aClaim(saring);
    const { _id } = await inReview(saring, desk, { claims: [String(from._id)] });
    await mergeClaims(saring.context, {
      id: String(from._id),
      into: String(into._id),
      by: desk.editor.signedIn,
    });
    await publishClarification(saring.context, _id, { by: desk.editor.signedIn });
    expect(await readClaim(saring, into._id)).to.include({ status: 'answered' });
    expect(await readClaim(saring, from._id)).to.include({ status: 'merged' });
  });

  it('is finished by a job when the process dies in between', async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam]);
    const report = await submitReport(saring, { contact: { email: 'rina@contoh.example' } });
    const { _id } = await inReview(saring, desk, { claims: [String(claim._id)] });
    const { Clarification, Notice } = saring.context.models;
    const now = saring.clock.now();
    // As a process leaves it that dies right after the one write.
    await Clarification.updateOne(
      { _id },
      {
        $set: {
          status: 'published',
          answers: [claim._id],
          publishedAt: now,
          changedAt: now,
          unfinished: now,
          updatedAt: now,
        },
      },
    );
    expect(await readClaim(saring, claim._id)).to.include({ status: 'open' });
    await finishAnswersJob.run(saring.context);
    expect(await readClaim(saring, claim._id)).to.include({ status: 'answered' });
    expect(await Notice.countDocuments({ report: report._id })).to.equal(1);
    expect((await stored(_id)).unfinished).to.equal(undefined);
    await finishAnswersJob.run(saring.context);
    expect(await Notice.countDocuments({})).to.equal(1);
  });

  it('may be repeated without leaving a trace', async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam]);
    const article = await publish(saring, desk, { claims: [String(claim._id)] });
    saring.clock.advance(5);
    const before = await readClaim(saring, claim._id);
    await Promise.all(Array.from({ length: 3 }, () => answerClaims(saring.context, article._id)));
    expect(await readClaim(saring, claim._id)).to.deep.equal(before);
  });

  it('reaches the search of another process', async () => {
    const other = { ...saring.context, indexed: { ...saring.context.indexed } };
    const article = await publish(saring, desk, { claims: [String((await aClaim(saring))._id)] });
    saring.context.clarificationSearch.remove(String(article._id));
    await followClarifications(other);
    expect(other.clarificationSearch.search('karangsari')).to.have.length(1);
    await retractClarification(saring.context, article._id, {
      by: desk.editor.signedIn,
      reason: 'Keliru',
    });
    await followClarifications(other);
    expect(other.clarificationSearch.search('karangsari')).to.have.length(0);
  });

  it('makes a later report of the claim answered at once, by the title too', async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam]);
    const article = await publish(saring, desk, {
      title: 'Tanggul Karangsari utuh, warga tiga desa tidak perlu pergi ke mana-mana',
      claims: [String(claim._id)],
    });
    const report = await submitReport(saring, { contact: { email: 'sari@contoh.example' } });
    expect(String(report.claim)).to.equal(String(claim._id));
    const { body } = await saring.request.get(`/api/v1/reports/${report.ticket}`).expect(200);
    expect(body.status).to.equal('answered');
    expect(body.answers).to.have.length(1);
    const owed = await saring.context.models.Notice.find({ report: report._id }).lean();
    expect(owed.map(({ kind }) => kind)).to.deep.equal(['answered']);
    const [match] = await saring.context.matcher.rank(article.title);
    expect(match?.claim).to.equal(String(claim._id));
    expect(match?.score).to.equal(1);
  });

  describe('a correction', () => {
    it('keeps every earlier version whole', async () => {
      const claim = await aClaim(saring);
      const first = await publish(saring, desk, { claims: [String(claim._id)] });
      saring.clock.advance(60);
      await correctClarification(
        saring.context,
        first._id,
        { verdict: 'misleading', body: 'Isi yang diperbaiki.', kind: null },
        { by: desk.editor.signedIn, note: 'Ada bagian yang nyata.' },
      );
      saring.clock.advance(60);
      await correctClarification(
        saring.context,
        first._id,
        { title: 'Judul ketiga' },
        { by: desk.editor.signedIn, note: 'Judulnya kurang jelas.' },
      );
      const article = await stored(first._id);
      expect(article.revisions.map(({ changed }) => changed)).to.deep.equal([
        ['verdict', 'kind', 'body'],
        ['title'],
      ]);
      expect(article.revisions[0]?.before).to.deep.equal({
        title: first.title,
        summary: first.summary,
        body: first.body,
        verdict: 'false',
        kind: 'fabricated-content',
        sources: first.sources,
      });
      expect(article.revisions[1]?.before).to.include({
        body: 'Isi yang diperbaiki.',
        verdict: 'misleading',
      });
      expect(article.slug).to.equal(first.slug);
      expect(article.publishedAt).to.deep.equal(first.publishedAt);
      expect(await readClaim(saring, claim._id)).to.include({ verdict: 'misleading', status: 'answered' });
      const [match] = await saring.context.matcher.rank('Judul ketiga');
      expect(match?.claim).to.equal(String(claim._id));
    });

    it('moves its claims', async () => {
      const [old, kept, added] = [await aClaim(saring), await aClaim(saring), await aClaim(saring)];
      const article = await publish(saring, desk, { claims: [String(old._id), String(kept._id)] });
      const corrected = await correctClarification(
        saring.context,
        article._id,
        { claims: [String(kept._id), String(added._id)] },
        { by: desk.editor.signedIn, note: 'Klaimnya tertukar.' },
      );
      expect(corrected.revisions.at(-1)?.changed).to.deep.equal(['claims']);
      expect(await readClaim(saring, old._id)).to.include({ status: 'open' });
      expect(await readClaim(saring, old._id)).to.not.have.any.keys('verdict', 'clarification', 'answeredAt');
      expect(await readClaim(saring, kept._id)).to.include({ status: 'answered' });
      expect(await readClaim(saring, added._id)).to.include({ status: 'answered' });
      // The claim that was let go may be answered by another article.
      await publish(saring, desk, { title: 'Artikel lain', claims: [String(old._id)] });
      expect(await readClaim(saring, old._id)).to.include({ status: 'answered' });
    });

    it('cannot take a claim that another article answers', async () => {
      const claim = await aClaim(saring);
      await publish(saring, desk, { title: 'Artikel lain', claims: [String(claim._id)] });
      const article = await publish(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      const refused = await refusalOf(
        correctClarification(
          saring.context,
          article._id,
          { claims: [String(claim._id)] },
          { by: desk.editor.signedIn, note: 'Pindah' },
        ),
      );
      expect(JSON.stringify(refused.details)).to.include('Artikel lain');
      expect((await stored(article._id)).revisions).to.have.length(0);
    });

    it('loses against another in the same moment', async () => {
      const article = await publish(saring, desk, { claims: [String((await aClaim(saring))._id)] });
      const results = await Promise.allSettled(
        ['satu', 'dua', 'tiga'].map((title) =>
          correctClarification(
            saring.context,
            article._id,
            { title },
            { by: desk.editor.signedIn, note: title, version: article.version },
          ),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect((await stored(article._id)).revisions).to.have.length(1);
    });
  });

  describe('a retraction', () => {
    it('opens the claims again: those that somebody has taken are still theirs', async () => {
      const open = await aClaim(saring);
      const taken = await aClaim(saring);
      await takeClaim(saring.context, { id: String(taken._id), by: desk.author.signedIn });
      const article = await publish(saring, desk, { claims: [String(open._id), String(taken._id)] });
      saring.clock.advance(60);
      await retractClarification(saring.context, article._id, {
        by: desk.editor.signedIn,
        reason: 'Sumber utama menarik pernyataannya.',
      });
      expect(await readClaim(saring, open._id)).to.include({ status: 'open' });
      expect(await readClaim(saring, taken._id)).to.include({ status: 'checking' });
      for (const { _id } of [open, taken]) {
        const claim = await readClaim(saring, _id);
        expect(claim).to.not.have.any.keys('verdict', 'clarification', 'answeredAt');
        expect(claim.activity.at(-1)?.action).to.equal('unanswered');
      }
      const gone = await stored(article._id);
      expect(gone).to.include({ status: 'retracted', title: article.title });
      expect(gone).to.not.have.property('answers');
      expect((await answersOf(saring.context, [open._id])).size).to.equal(0);
      expect(saring.context.clarificationSearch.search('karangsari')).to.have.length(0);
      await publish(saring, desk, { title: 'Jawaban yang lebih baik', claims: [String(open._id)] });
      expect(await readClaim(saring, open._id)).to.include({ status: 'answered' });
    });
  });
});
