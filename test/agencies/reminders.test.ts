import { expect } from 'chai';
import { nextReminder, reminderNow, reminderTimes } from '../../src/agencies/reminders.js';
import { tellDuration } from '../../src/agencies/tell-duration.js';

const at = (time: string) => new Date(`2026-03-${time}:00Z`);
const request = { countsFrom: at('02T00:00'), dueAt: at('03T00:00') };

describe('when an agency is reminded', () => {
  it('half of the time gone, at the due time, a day after', () => {
    expect(reminderTimes(request)).to.deep.equal([
      { kind: 'half', at: at('02T12:00') },
      { kind: 'due', at: at('03T00:00') },
      { kind: 'late', at: at('04T00:00') },
    ]);
  });

  const moments: [string, string | undefined, Date | undefined][] = [
    ['02T00:00', undefined, at('02T12:00')],
    ['02T11:59', undefined, at('02T12:00')],
    ['02T12:00', 'half', at('03T00:00')],
    ['02T23:59', 'half', at('03T00:00')],
    ['03T00:00', 'due', at('04T00:00')],
    ['04T00:00', 'late', undefined],
    ['09T00:00', 'late', undefined],
  ];
  for (const [moment, now, next] of moments) {
    it(`${moment}: ${now ?? 'nothing'} now, then ${next?.toISOString() ?? 'nothing'}`, () => {
      expect(reminderNow(request, at(moment))).to.equal(now);
      expect(nextReminder(request, at(moment))).to.deep.equal(next);
    });
  }
});

describe('how long something took, in words', () => {
  const t = (key: string, params?: Record<string, string | number | undefined>) =>
    `${params?.['count']} ${{ minutes: 'menit', hours: 'jam', days: 'hari' }[key.split('.').at(-1) ?? '']}`;
  const minute = 60_000;
  const cases: [number, string][] = [
    [0, '1 menit'],
    [59_999, '1 menit'],
    [12 * minute, '12 menit'],
    [60 * minute, '1 jam'],
    [200 * minute, '3 jam 20 menit'],
    [24 * 60 * minute, '1 hari'],
    [(24 * 60 + 59) * minute, '1 hari'],
    [(2 * 24 * 60 + 4 * 60 + 5) * minute, '2 hari 4 jam'],
  ];
  for (const [milliseconds, words] of cases) {
    it(words, () => {
      expect(tellDuration(milliseconds, t)).to.equal(words);
    });
  }
});
