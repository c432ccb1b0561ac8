import { expect } from 'chai';
import { decideBy, type Judged } from '../../src/matching/decision.js';
import { shippedModel } from '../../src/matching/model.js';

const sure: Judged = { score: 0.999, likeness: 0.7, repeat: false, toMessage: false, against: [] };
const asked = { informative: 12, texts: 5000 };
const decided = (first: Partial<Judged>, rest: Judged[] = [], told = {}) =>
  decideBy(shippedModel(), [{ ...sure, ...first }, ...rest], { ...asked, ...told });

describe('what is done with a report', () => {
  it('is a new claim when nothing is like it', () => {
    expect(decideBy(shippedModel(), [], asked)).to.equal('new');
  });

  it('is attached when nothing speaks against the best claim', () => {
    expect(decided({})).to.equal('attach');
    expect(decided({ toMessage: true })).to.equal('attach');
    expect(decided({}, [{ ...sure, score: 0.4 }])).to.equal('attach');
  });

  const { attachFrom } = shippedModel();
  const asks: [why: string, decision: () => string][] = [
    ['the probability is too low', () => decided({ score: attachFrom.claim - 0.01 })],
    [
      'the probability is too low for a message that says much besides',
      () => decided({ score: attachFrom.message - 0.001, toMessage: true }),
    ],
    ['another claim is likely too', () => decided({}, [{ ...sure, score: 0.6 }])],
    ['it says too little', () => decided({}, [], { informative: 4 })],
    [
      'the store is young and they are not nearly the same',
      () => decided({ likeness: 0.5 }, [], { texts: 20 }),
    ],
    ...(['number', 'date', 'place', 'bank', 'disease', 'negation', 'name'] as const).map(
      (kind): [string, () => string] => [
        `a ${kind} contradicts`,
        () => decided({ against: [{ kind, report: 'satu', claim: 'lain' }] }),
      ],
    ),
  ];
  for (const [why, decision] of asks) {
    it(`is asked about when ${why}`, () => expect(decision()).to.equal('suggest'));
  }

  it('is attached to the very same text, whatever it says', () => {
    expect(
      decided({ repeat: true, score: 1 }, [{ ...sure, score: 0.9 }], { informative: 1, texts: 1 }),
    ).to.equal('attach');
  });
});
