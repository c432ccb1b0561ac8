import { expect } from 'chai';
import fc from 'fast-check';
import { regions } from '../../../src/reports/regions.js';
import { protectCounts } from '../../../src/web/charts/protect-counts.js';
import { provinceMap, provinces } from '../../../src/web/charts/province-map.js';

const words = {
  id: 'peta',
  title: 'Laporan per provinsi',
  description: '',
  name: 'Provinsi',
  value: 'Laporan',
  nameOf: (province: string) => `provinsi ${province}`,
  number: String,
  few: 'kurang dari 5',
  hidden: 'tidak ditampilkan',
  others: (count: number) => `${count} provinsi lain`,
  range: (from: number, to?: number) => (to === undefined ? `${from}+` : `${from}–${to}`),
};

describe('charts: the map of provinces', () => {
  it('has every province once, each on a square of its own', () => {
    expect([...provinces].sort()).to.deep.equal([...regions].sort());
    const map = provinceMap(new Map([['ID-JT', 9]]), 1, words);
    expect(new Set(map?.tiles.map(({ x, y }) => `${x} ${y}`)).size).to.equal(38);
    expect(new Set(map?.tiles.map(({ code }) => code)).size).to.equal(38);
    for (const { x, y } of map?.tiles ?? []) {
      expect(x + 44).to.be.at.most(map?.width ?? 0);
      expect(y + 44).to.be.at.most(map?.height ?? 0);
    }
  });

  it('shades by steps of round numbers, and tells them', () => {
    const map = provinceMap(
      new Map([
        ['ID-JT', 5],
        ['ID-JB', 30],
        ['ID-JK', 1200],
      ]),
      3,
      words,
    );
    const level = (code: string) => map?.tiles.find((tile) => tile.code === code)?.level;
    expect([level('JK'), level('JB'), level('JT'), level('AC')]).to.deep.equal([4, 2, 1, 0]);
    expect(map?.steps.map(({ label }) => label)).to.deep.equal([
      'kurang dari 5',
      '5–24',
      '25–249',
      '250–999',
      '1000+',
    ]);
  });

  it('says nothing under five, neither on the map nor in the table', () => {
    const map = provinceMap(
      new Map([
        ['ID-JT', 9],
        ['ID-JB', 4],
        ['ID-YO', 1],
      ]),
      6,
      words,
    );
    expect(map?.table.rows).to.deep.equal([
      { name: 'provinsi ID-JT', cells: ['9'] },
      { name: '37 provinsi lain', cells: ['kurang dari 5'] },
    ]);
    const values = map?.tiles.map(({ value }) => value);
    expect(new Set(values)).to.deep.equal(new Set(['9', 'kurang dari 5']));
  });

  it('is not drawn where no province has enough', () => {
    expect(provinceMap(new Map(), 80, words)).to.equal(undefined);
    expect(provinceMap(new Map([['ID-JT', 4]]), 80, words)).to.equal(undefined);
  });
});

describe('charts: what may not be worked out', () => {
  const names = ['a', 'b', 'c'];
  const protect = (counts: readonly number[], elsewhere: number) =>
    protectCounts(new Map(names.map((name, at) => [name, counts[at] ?? 0])), { names, elsewhere });

  it('hides a second one where a single one would be the rest', () => {
    const { shown, hidden, widened } = protect([20, 3, 9], 4);
    expect([...shown]).to.deep.equal([['a', 20]]);
    expect(hidden).to.have.members(['b', 'c']);
    expect(widened).to.equal(true);
  });

  it('hides one more where nothing is left, which would tell that the others have none', () => {
    expect([...protect([20, 0, 9], 0).shown]).to.deep.equal([['a', 20]]);
    expect([...protect([20, 9, 8], 0).shown]).to.have.length(3);
    expect(protect([20, 2, 1], 0)).to.deep.include({ widened: false });
  });

  it('leaves each hidden count open, for whoever knows the total and how the hiding is done', () => {
    // Every possible state of a small country, put together by what is published of it.
    const most = 9;
    const published = new Map<string, number[][]>();
    for (let a = 0; a <= most; a += 1) {
      for (let b = 0; b <= most; b += 1) {
        for (let c = 0; c <= most; c += 1) {
          for (let elsewhere = 0; elsewhere <= 4 * most; elsewhere += 1) {
            const { shown, widened } = protect([a, b, c], elsewhere);
            const key = JSON.stringify([a + b + c + elsewhere, Object.fromEntries(shown), widened]);
            published.set(key, [...(published.get(key) ?? []), [a, b, c]]);
          }
        }
      }
    }
    for (const [key, states] of published) {
      const [total, shown] = JSON.parse(key) as [number, Record<string, number>];
      // Nothing was reported, or not every state with this total was made.
      if (total === 0 || total > 4 * most) continue;
      for (const [at, name] of names.entries()) {
        if (name in shown) continue;
        expect(new Set(states.map((state) => state[at])).size, `${key} ${name}`).to.be.greaterThan(1);
      }
    }
  });

  it('never shows a count under five, whatever the counts are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 38 }), fc.nat(50), (counts, elsewhere) => {
        const all = counts.map((count, at) => [`p${at}`, count] as const);
        const { shown, hidden } = protectCounts(new Map(all), {
          names: all.map(([name]) => name),
          elsewhere,
        });
        expect(Math.min(5, ...shown.values())).to.equal(5);
        expect(shown.size + hidden.length).to.equal(counts.length);
        if (hidden.length === 1) expect(shown.size).to.equal(0);
      }),
    );
  });
});
