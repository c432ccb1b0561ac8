import { expect } from 'chai';
import { Types } from 'mongoose';
import type { ClaimActivity } from '../../src/claims/claim.model.js';
import { historyOf, type AnsweringArticle } from '../../src/reports/report-history.js';
import type { MoveKind, ReportMatch, ReportMove } from '../../src/reports/report.model.js';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour));
const id = new Types.ObjectId();
const step = (
  hour: number,
  action: ClaimActivity['action'],
  detail?: Record<string, string>,
): ClaimActivity => ({
  at: at(hour),
  action,
  ...(detail && { detail }),
});
const match = (given: Partial<ReportMatch> = {}): ReportMatch => ({
  claim: id,
  score: 1,
  words: [],
  state: 'confirmed',
  decidedBy: 'matcher',
  at: at(5),
  ...given,
});
const events = (activity: ClaimActivity[], given: { reportCount?: number; match?: ReportMatch } = {}) =>
  historyOf(
    { createdAt: at(5), match: given.match ?? match() },
    { _id: id, activity, reportCount: given.reportCount ?? 1 },
  ).map(({ event }) => event);

describe('a report’s history', () => {
  const cases: [string, ClaimActivity[], string[]][] = [
    ['begins with the report', [step(5, 'opened')], ['received']],
    ['tells what came after', [step(6, 'taken'), step(7, 'answered')], ['received', 'checking', 'answered']],
    ['tells where the claim stood already', [step(1, 'taken')], ['received', 'already-checking']],
    [
      'tells an answer that was there',
      [step(1, 'taken'), step(2, 'answered')],
      ['received', 'already-answered'],
    ],
    ['leaves out what was over before', [step(1, 'taken'), step(2, 'released')], ['received']],
    ['hands over silently', [step(6, 'taken'), step(7, 'taken')], ['received', 'checking']],
    [
      'tells a retraction and a second answer',
      [step(6, 'answered'), step(7, 'unanswered'), step(8, 'answered')],
      ['received', 'answered', 'unanswered', 'answered'],
    ],
    ['keeps staff matters out', [step(6, 'noted'), step(6, 'edited'), step(6, 'absorbed')], ['received']],
  ];
  for (const [what, activity, expected] of cases) {
    it(what, () => expect(events(activity)).to.deep.equal(expected));
  }

  it('tells how many others reported the same', () => {
    const [, joined] = historyOf(
      { createdAt: at(5), match: match() },
      { _id: id, activity: [], reportCount: 412 },
    );
    expect(joined).to.include({ event: 'joined', count: 411 });
  });

  it('counts from when a verifier put the report there', () => {
    const confirmed = match({ decidedBy: 'verifier', at: at(9) });
    expect(events([step(6, 'taken')], { match: confirmed, reportCount: 2 })).to.deep.equal([
      'received',
      'joined',
      'confirmed',
      'already-checking',
    ]);
  });

  it('counts from when a merge put the report there', () => {
    expect(events([step(6, 'answered')], { match: match({ at: at(9) }), reportCount: 2 })).to.deep.equal([
      'received',
      'joined',
      'already-answered',
    ]);
  });

  it('tells when the others came', () => {
    const joined = (othersSince: Date) =>
      historyOf(
        { createdAt: at(5), match: match() },
        { _id: id, activity: [step(6, 'taken')], reportCount: 3 },
        { othersSince },
      ).find(({ event }) => event === 'joined');
    expect(joined(at(8))).to.deep.include({ at: at(8), count: 2 });
    expect(joined(at(2))).to.deep.include({ at: at(5), count: 2 });
  });

  describe('with the articles that answered it', () => {
    const article = {
      id: 'a1',
      slug: 'bendungan',
      title: 'Bendungan tidak jebol',
      corrections: [
        { at: at(4), note: 'Terlalu dini.' },
        { at: at(8), note: 'Tanggalnya salah.' },
        { at: at(9), note: 'Putusannya berubah.' },
      ],
      retraction: { at: at(11), reason: 'Sumbernya keliru.' },
    };
    const answer = { clarification: 'a1' };
    const told = (activity: ClaimActivity[], articles: AnsweringArticle[], createdAt = at(5)) =>
      historyOf(
        { createdAt, match: match({ at: createdAt }) },
        { _id: id, activity, reportCount: 1 },
        { articles },
      ).map(({ at: when, event, note }) => `${when.getUTCHours()} ${event}${note ? `: ${note}` : ''}`);

    it('tells corrections and the retraction, with the reasons', () => {
      const activity = [
        step(7, 'answered', answer),
        step(9, 'answered', answer),
        step(11, 'unanswered', answer),
        step(12, 'taken'),
      ];
      expect(told(activity, [article])).to.deep.equal([
        '5 received',
        '7 answered',
        '8 corrected: Tanggalnya salah.',
        '9 corrected: Putusannya berubah.',
        '11 unanswered: Sumbernya keliru.',
        '12 checking',
      ]);
      expect(told(activity, [article], at(10)).slice(1, 3)).to.deep.equal([
        '10 already-answered',
        '11 unanswered: Sumbernya keliru.',
      ]);
    });

    it('tells a correction that took the claim out', () => {
      const activity = [step(7, 'answered', answer), step(9, 'unanswered', answer)];
      expect(told(activity, [{ ...article, retraction: undefined }]).slice(2)).to.deep.equal([
        '8 corrected: Tanggalnya salah.',
        '9 unlinked: Putusannya berubah.',
      ]);
    });
  });

  it('tells the reason for setting aside', () => {
    const [, declined] = historyOf(
      { createdAt: at(5), match: match() },
      { _id: id, activity: [step(6, 'set-aside', { reason: 'opinion' })], reportCount: 1 },
    );
    expect(declined).to.include({ event: 'declined', reason: 'opinion' });
  });

  describe('with its way from claim to claim', () => {
    const [first, second] = [new Types.ObjectId(), new Types.ObjectId()];
    const move = (hour: number, how: MoveKind, from = first, to = id): ReportMove => ({
      at: at(hour),
      how,
      from,
      to,
    });
    const told = (
      moves: ReportMove[],
      activity: ClaimActivity[],
      given: { reportCount?: number; match?: ReportMatch; earlier?: ClaimActivity[] } = {},
    ) =>
      historyOf(
        { createdAt: at(5), match: given.match ?? match(), moves },
        { _id: id, activity, reportCount: given.reportCount ?? 1 },
        { earlier: [{ _id: first, activity: given.earlier ?? [] }] },
      ).map(({ at: when, event, count }) => [when.getUTCHours(), event, ...(count ? [count] : [])].join(' '));

    it('tells a merge with the number of the others, and what the claims went through', () => {
      const history = told([move(9, 'merged')], [step(4, 'taken'), step(10, 'answered')], {
        reportCount: 412,
        earlier: [step(7, 'taken'), step(8, 'released'), step(9, 'merged')],
      });
      expect(history).to.deep.equal([
        '5 received',
        '7 checking',
        '8 waiting',
        '9 joined 411',
        '9 already-checking',
        '10 answered',
      ]);
    });

    it('names no number where the report stays alone', () => {
      expect(told([move(9, 'merged')], [])).to.deep.equal(['5 received']);
    });

    it('tells a merge that was undone, and that its answer was not theirs', () => {
      const moves = [move(7, 'merged', id, first), move(9, 'unmerged')];
      const history = told(moves, [step(6, 'taken')], { reportCount: 3, earlier: [step(8, 'answered')] });
      expect(history).to.deep.equal([
        '5 received',
        '6 checking',
        '7 merged',
        '8 answered',
        '9 unmerged',
        '9 not-answered',
        '9 joined 2',
        '9 already-checking',
      ]);
    });

    it('tells a decision that moved it once', () => {
      const decided = match({ decidedBy: 'verifier', at: at(9) });
      for (const how of ['split', 'moved', 'confirmed', 'separated'] as const) {
        expect(told([move(9, how)], [], { match: decided })).to.deep.equal(['5 received', `9 ${how}`]);
      }
      const earlier = match({ decidedBy: 'verifier', at: at(6) });
      expect(told([move(9, 'moved')], [], { match: earlier })).to.deep.equal([
        '5 received',
        '6 confirmed',
        '9 moved',
      ]);
    });

    it('leaves out what a claim went through while the report was elsewhere', () => {
      const moves = [move(6, 'merged', first, second), move(8, 'unmerged', second, first), move(10, 'moved')];
      const history = told(moves, [step(9, 'taken')], { earlier: [step(7, 'taken'), step(11, 'released')] });
      expect(history).to.deep.equal([
        '5 received',
        '6 merged',
        '8 unmerged',
        '8 already-checking',
        '10 moved',
        '10 already-checking',
      ]);
    });
  });
});
