import { expect } from 'chai';
import { bCubed, pairwise, rankingQuality } from '../../src/matching/measures.js';

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

  it('measures nothing without failing', () => {
    expect(rankingQuality([]).map5).to.equal(0);
    expect(bCubed([]).f1).to.equal(0);
    expect(pairwise([]).f1).to.equal(1);
  });
});
