import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { barChart } from '../../../src/web/charts/bar-chart.js';
import { lineChart } from '../../../src/web/charts/line-chart.js';
import { countOverTime, unitFor } from '../../../src/web/charts/time-buckets.js';
import { chartFormats } from '../../../src/web/charts/words.js';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const words = {
  id: 'laporan-per-jam',
  title: 'Laporan per jam',
  description: 'Paling banyak pada pukul 09.00.',
  number: chartFormats('id').number,
};
const table = { name: 'Waktu', value: 'Laporan' };

describe('charts: bars', () => {
  const bars = [0, 3, 12, 0, 1200].map((value, place) => ({ name: `Jam ${place}`, value }));

  it('places them along the whole width, and as high as their value', () => {
    const chart = barChart({ ...words, bars, table, ticks: [{ at: 0, label: '06.00' }] });
    const [three, twelve, most] = chart.bars ?? [];
    expect(chart.bars).to.have.length(3);
    expect(three?.x).to.match(/^\d+(\.\d+)?%$/);
    for (const { y, height } of chart.bars ?? []) expect(y + height).to.be.closeTo(chart.bottom, 0.01);
    expect((twelve?.height ?? 0) / (three?.height ?? 1)).to.be.closeTo(4, 0.1);
    expect(Number.parseFloat(most?.x ?? '') + Number.parseFloat(most?.width ?? '')).to.be.closeTo(100, 0.1);
    expect(most).to.include({ name: 'Jam 4', value: '1.200' });
  });

  it('writes whole numbers at the axis, from nothing to above the highest', () => {
    for (const highest of [1, 2, 3, 7, 48, 1999, 20_000]) {
      const { grid } = barChart({ ...words, bars: [{ name: 'a', value: highest }], table, ticks: [] });
      const numbers = grid.map(({ label }) => Number(label.replaceAll('.', '')));
      expect(numbers[0], String(highest)).to.equal(0);
      expect(numbers.every(Number.isInteger), numbers.join()).to.equal(true);
      expect(numbers.length).to.be.within(2, 7);
      expect(grid[0]?.y).to.be.greaterThan(grid.at(-1)?.y ?? 0);
    }
  });

  it('says every number in the table, and what it leaves out', () => {
    const all = barChart({ ...words, bars, table, ticks: [] });
    expect(all.table.rows.map(({ cells }) => cells[0])).to.deep.equal(['0', '3', '12', '0', '1.200']);
    const withoutZeros = 'Jam tanpa laporan tidak ditulis.';
    const some = barChart({ ...words, bars, table: { ...table, withoutZeros }, ticks: [] });
    expect(some.table.rows).to.have.length(3);
    expect(some.table.caption).to.equal('Laporan per jam. Jam tanpa laporan tidak ditulis.');
  });

  it('numbers its marks, and keeps them within the drawing', () => {
    const { marks } = barChart({
      ...words,
      bars,
      table,
      ticks: [],
      marks: [
        { share: 0.5, label: 'Dijawab' },
        { share: 1.4, label: 'Digabungkan' },
      ],
    });
    expect(marks).to.deep.equal([
      { x: '50%', number: 1, label: 'Dijawab' },
      { x: '100%', number: 2, label: 'Digabungkan' },
    ]);
  });
});

describe('charts: lines', () => {
  const data = {
    ...words,
    series: [
      { name: 'median', values: [2, null, 4, 3] },
      { name: 'persentil ke-90', values: [10, 12, null, null] },
    ],
    ticks: [],
    table: { caption: 'Waktu', columns: [], rows: [] },
  };

  it('draws each series, with a gap where a value is missing', () => {
    const { series } = lineChart(data);
    expect(series?.map(({ number }) => number)).to.deep.equal([1, 2]);
    expect(series?.[0]?.path.match(/M/g)).to.have.length(2);
    expect(series?.[0]?.dots).to.have.length(3);
  });

  it('has nothing but a zero at an axis along which all is nothing', () => {
    const { grid } = lineChart({ ...data, series: [{ name: 'x', values: [0, null, 0] }] });
    expect(grid.map(({ label }) => label)).to.deep.equal(['0']);
  });

  it('can be drawn of a single value and of none', () => {
    const one = lineChart({ ...data, series: [{ name: 'x', values: [5] }] });
    expect(one.series?.[0]?.dots).to.deep.equal([{ x: '50%', y: one.series?.[0]?.dots[0]?.y }]);
    const none = lineChart({ ...data, series: [{ name: 'x', values: [null] }] });
    expect(none.series?.[0]).to.include({ path: '' });
    expect(JSON.stringify([one, none])).not.to.include('NaN');
  });
});

describe('charts: moments over time', () => {
  const formats = chartFormats('id');
  const at = (text: string) => Date.parse(text);

  const units: [string, number, string][] = [
    ['one moment', 0, 'hour'],
    ['seven days', 7 * day, 'hour'],
    ['a little more', 7 * day + 1, 'day'],
    ['half a year', 180 * day, 'day'],
    ['two years', 730 * day, 'week'],
  ];
  for (const [what, span, unit] of units) {
    it(`counts ${what} by the ${unit}`, () => {
      expect(unitFor(0, span)).to.equal(unit);
      const { counts, starts, ticks } = countOverTime([0, span], formats);
      expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(2);
      expect(starts).to.have.length(counts.length);
      expect(counts.length).to.be.within(12, 181);
      expect(ticks.length).to.be.within(1, 5);
    });
  }

  it('begins days at midnight in Jakarta', () => {
    const { starts, counts } = countOverTime(
      [at('2026-03-01T16:59:59Z'), at('2026-03-01T17:00:00Z'), at('2026-03-20T03:00:00Z')],
      formats,
    );
    expect(starts[0]?.toISOString()).to.equal('2026-02-28T17:00:00.000Z');
    expect(counts.slice(0, 2)).to.deep.equal([1, 1]);
  });

  it('begins weeks on a Monday', () => {
    const { starts, unit } = countOverTime([at('2024-03-06T00:00:00Z'), at('2026-03-06T00:00:00Z')], formats);
    expect(unit).to.equal('week');
    const jakarta = new Date((starts[0]?.getTime() ?? 0) + 7 * hour);
    expect(jakarta.getUTCDay()).to.equal(1);
    expect(jakarta.getUTCHours()).to.equal(0);
  });

  it('reaches to later moments, and says where along the axis one lies', () => {
    const { shareOf, counts } = countOverTime([at('2026-03-02T03:10:00Z')], formats, [
      at('2026-03-02T23:10:00Z'),
    ]);
    expect(counts).to.have.length(21);
    expect(shareOf(new Date('2026-03-02T03:00:00Z'))).to.equal(0);
    expect(shareOf(new Date('2026-03-02T13:30:00Z'))).to.equal(0.5);
  });

  it('labels hours by the clock, midnight by the date', () => {
    const { ticks } = countOverTime([at('2026-03-02T03:10:00Z'), at('2026-03-03T09:10:00Z')], formats);
    expect(ticks.map(({ label }) => label))
      .to.include('3 Mar')
      .and.include('12.00');
  });
});

describe('charts: their partials', () => {
  it('have no style of their own, which the policy of the pages forbids', () => {
    for (const file of readdirSync('views/partials').filter((name) => /chart|map/.test(name))) {
      expect(readFileSync(`views/partials/${file}`, 'utf8'), file).not.to.match(/style=|<style/);
    }
  });
});
