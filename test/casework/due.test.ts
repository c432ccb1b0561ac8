import { expect } from 'chai';
import { dueLine, firstReminder, never, overdueFrom, readDue, soonFrom } from '../../src/casework/due.js';

const at = (iso: string) => new Date(iso);

describe('casework: due dates', () => {
  it('reads a day, and an hour of it, in Jakarta', () => {
    expect(readDue('2026-03-05')).to.deep.equal({ at: at('2026-03-04T17:00:00Z'), hour: false });
    expect(readDue('2026-03-05', '14:30')).to.deep.equal({ at: at('2026-03-05T07:30:00Z'), hour: true });
    expect(readDue('2028-02-29')?.at).to.deep.equal(at('2028-02-28T17:00:00Z'));
  });

  for (const [day, hour] of [
    ['2026-02-30'],
    ['2026-13-01'],
    ['0'],
    ['besok'],
    ['2026-03-05', '24:00'],
    ['2026-03-05', '7'],
  ] as const) {
    it(`refuses ${day} ${hour ?? ''}`, () => {
      expect(readDue(day, hour)).to.equal(undefined);
    });
  }

  it('is overdue after its hour, or after its day', () => {
    expect(overdueFrom(readDue('2026-03-05', '14:30'))).to.deep.equal(at('2026-03-05T07:30:00Z'));
    expect(overdueFrom(readDue('2026-03-05'))).to.deep.equal(at('2026-03-05T17:00:00Z'));
    expect(overdueFrom(undefined)).to.equal(never);
  });

  it('reminds at eight in the morning of the day before, and else when it is overdue', () => {
    const due = readDue('2026-03-05', '00:30')!;
    expect(soonFrom(due)).to.deep.equal(at('2026-03-04T01:00:00Z'));
    expect(firstReminder(due, at('2026-03-01T00:00:00Z'))).to.deep.equal(at('2026-03-04T01:00:00Z'));
    // Given on the day before: whoever has just heard of it is not reminded the same day.
    expect(firstReminder(due, at('2026-03-04T02:00:00Z'))).to.deep.equal(at('2026-03-04T17:30:00Z'));
    expect(firstReminder(undefined, at('2026-03-04T02:00:00Z'))).to.equal(undefined);
  });

  it('is told on one line', () => {
    expect(dueLine(readDue('2026-03-05')!)).to.equal('05/03/2026');
    expect(dueLine(readDue('2026-03-05', '00:30')!)).to.equal('05/03/2026 00.30 WIB');
  });
});
