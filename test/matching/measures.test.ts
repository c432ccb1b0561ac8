import { expect } from 'chai';
import { bCubed, calibration, pairwise, rankingQuality } from '../../src/matching/measures.js';

describe('measures', () => {
  it('computes MAP@5, P@1 and H@5', () => {
    const quality = rankingQuality([
      { ranked: ['a', 'b'], right: new Set(['a']) },
      { ranked: ['x', 'a', 'y', 'b'], right: new Set(['a', 'b']) },
      { ranked: ['1', '2', '3', '4', '5', 'a'], right: new Set(['a']) },
      { ranked: [], right: new Set(['a']) },
    ]);
    expect(quality.map5).to.be.closeTo((1 + (1 / 2 + 2 / 4) / 2) / 4, 1e-9);
    expect(quality.p1).to.equal(0.25);
    expect(quality.h5).to.equal(0.5);
  });

  const grouped = [
    { group: '1', gold: 'a' },
    { group: '1', gold: 'a' },
    { group: '1', gold: 'b' },
    { group: '2', gold: 'b' },
  ];

  it('computes B-cubed precision and recall', () => {
    const { precision, recall } = bCubed(grouped);
    expect(precision).to.be.closeTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 1e-9);
    expect(recall).to.be.closeTo((1 + 1 + 1 / 2 + 1 / 2) / 4, 1e-9);
  });

  it('counts only the reports asked for', () => {
    expect(bCubed(grouped, ({ gold }) => gold === 'a').recall).to.equal(1);
  });

  it('computes pairwise precision and recall', () => {
    const { precision, recall, f1 } = pairwise(grouped);
    expect(precision).to.be.closeTo(1 / 3, 1e-9);
    expect(recall).to.be.closeTo(1 / 2, 1e-9);
    expect(f1).to.be.closeTo(0.4, 1e-9);
  });

  it('sets scores beside what was right, in ten bands', () => {
    const { pairs, bands, expectedError } = calibration([
      { score: 0, right: false },
      { score: 0.71, right: true },
      { score: 0.79, right: false },
      { score: 0.9, right: true },
      { score: 1, right: true },
    ]);
    expect(pairs).to.equal(5);
    expect(bands.map((band) => band.pairs)).to.deep.equal([1, 0, 0, 0, 0, 0, 0, 2, 0, 2]);
    expect(bands[0]).to.deep.equal({ from: 0, to: 0.1, pairs: 1, meanScore: 0, shareRight: 0 });
    expect(bands[1]).to.deep.equal({ from: 0.1, to: 0.2, pairs: 0, meanScore: null, shareRight: null });
    expect(bands[7]?.meanScore).to.be.closeTo(0.75, 1e-9);
    expect(bands[7]?.shareRight).to.equal(0.5);
    expect(bands[9]?.meanScore).to.be.closeTo(0.95, 1e-9);
    expect(expectedError).to.be.closeTo((2 * 0.25 + 2 * 0.05) / 5, 1e-9);
  });

  it('puts every tenth into the band that begins with it', () => {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      expect(calibration([{ score: tenth / 10, right: true }]).bands[tenth]?.pairs).to.equal(1);
    }
  });

  it('refuses scores that are none', () => {
    for (const score of [-0.1, Number.NaN]) {
      expect(() => calibration([{ score, right: true }])).to.throw(RangeError);
    }
  });

  it('measures nothing without failing', () => {
    expect(rankingQuality([]).map5).to.equal(0);
    expect(bCubed([]).f1).to.equal(0);
    expect(pairwise([]).f1).to.equal(1);
    expect(calibration([])).to.deep.include({ pairs: 0, expectedError: 0 });
  });
});
