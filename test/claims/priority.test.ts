import { expect } from 'chai';
import { chooseExamples, mostExamples } from '../../src/claims/choose-examples.js';
import { priorityOf } from '../../src/claims/priority.js';

const now = new Date('2026-03-02T03:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);
const counts = (reportCount: number, reportsLastDay: number, first: number, last: number) => ({
  reportCount,
  reportsLastDay,
  firstReportedAt: daysAgo(first),
  lastReportedAt: daysAgo(last),
});

describe('priority', () => {
  const higher: [string, ReturnType<typeof counts>, ReturnType<typeof counts>][] = [
    ['more reports', counts(10, 2, 1, 0), counts(5, 2, 1, 0)],
    ['faster ones', counts(10, 10, 1, 0), counts(10, 2, 1, 0)],
    ['newer trouble', counts(20, 0, 30, 2), counts(20, 0, 30, 20)],
    ['longer waiting, all else equal', counts(3, 1, 6, 0), counts(3, 1, 1, 0)],
    ['a wave today before a large claim of last month', counts(30, 30, 0.5, 0), counts(400, 0, 40, 30)],
    ['ten times the reports before a week of waiting', counts(30, 0, 2, 1), counts(3, 0, 9, 1)],
  ];
  for (const [what, first, second] of higher) {
    it(what, () => expect(priorityOf(first, now)).to.be.above(priorityOf(second, now)));
  }

  it('is nothing without reports, and never less', () => {
    expect(priorityOf(counts(0, 0, 50, 50), now)).to.equal(0);
    expect(priorityOf(counts(1, 0, -1, -1), now)).to.be.at.least(0);
  });
});

describe('choosing examples', () => {
  it('keeps the first and those that differ most', () => {
    const chosen = chooseExamples(
      [
        'bendungan jebol warga diminta mengungsi',
        'bendungan jebol warga diminta mengungsi',
        'Bendungan jebol!! warga diminta mengungsi',
        'katanya tanggul retak air sudah sampai balai desa',
        'video banjir bandang di kampung sebelah',
      ],
      3,
    );
    expect(chosen).to.have.members([
      'bendungan jebol warga diminta mengungsi',
      'katanya tanggul retak air sudah sampai balai desa',
      'video banjir bandang di kampung sebelah',
    ]);
  });

  it('keeps at most five, none empty, each cut', () => {
    const texts = Array.from(
      { length: 30 },
      (_, n) => `pesan${n} tentang${n} hal${n} lain${n} ${'panjang '.repeat(400)}`,
    );
    const chosen = chooseExamples(['', '  ', ...texts]);
    expect(chosen.length).to.be.within(1, mostExamples);
    for (const text of chosen) expect(text.length).to.be.within(1, 2000);
  });
});
