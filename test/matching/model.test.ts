import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fitRegression, type Example } from '../../src/matching/logistic-regression.js';
import { createMatcher } from '../../src/matching/matcher.js';
import { evidenceNames, probability, readModel, shippedModel } from '../../src/matching/model.js';
import { adjustModel, trainModel, type TrainingSet } from '../../src/matching/train-model.js';

describe('a regression', () => {
  const given: Example[] = [
    ...Array.from({ length: 30 }, () => ({ features: [1], holds: true })),
    ...Array.from({ length: 10 }, () => ({ features: [1], holds: false })),
    ...Array.from({ length: 10 }, () => ({ features: [0], holds: true })),
    ...Array.from({ length: 30 }, () => ({ features: [0], holds: false })),
  ];

  it('tells the shares that it was shown', () => {
    const { intercept, weights } = fitRegression(given, { strength: 1e-9 });
    expect(intercept).to.be.closeTo(Math.log(1 / 3), 1e-6);
    expect(intercept + (weights[0] ?? 0)).to.be.closeTo(Math.log(3), 1e-6);
  });

  it('stays with what it believed when it is shown little', () => {
    const prior = { intercept: 2, weights: [-1] };
    const { intercept, weights } = fitRegression(given.slice(0, 41), { prior, strength: 1e6 });
    expect(intercept).to.be.closeTo(2, 0.01);
    expect(weights[0]).to.be.closeTo(-1, 0.01);
  });

  it('asks for examples of both kinds', () => {
    expect(() => fitRegression(given.slice(0, 30), { strength: 1 })).to.throw(RangeError);
  });
});

const things =
  'bendungan vaksin beras listrik kuota pulsa gempa banjir bawang garam telur minyak subsidi pajak bansos motor'.split(
    ' ',
  );
const places = 'Karangsari Sukamaju Cibodas Margahayu Pasirjati Tanjungsari Wanasari Girimulya'.split(' ');
const ends = [
  'dinyatakan berbahaya oleh dinas',
  'dibagikan gratis kepada warga desa',
  'dihapus mulai pekan depan',
];

/** Claims that differ in what they are about, where, and what is said; two reports of each, in other words. */
function aSet(): TrainingSet {
  const claims: { id: string; texts: string[] }[] = [];
  const reports: { id: string; text: string; claims: string[] }[] = [];
  for (const [at, thing] of things.entries()) {
    for (const [other, place] of places.entries()) {
      const end = ends[(at + other) % ends.length] ?? '';
      const id = `${at}-${other}`;
      claims.push({ id, texts: [`${thing} di ${place} ${end}`] });
      if ((at + other) % 5 === 1) {
        const text = `Kabarnya ${thing} di ${place} ditimbun juragan kaya raya`;
        reports.push({ id: `${id} unknown`, text, claims: [] });
      }
      if ((at + other) % 4 > 0) continue;
      reports.push(
        {
          id: `${id} a`,
          text: `Katanya ${thing} yang ada di ${place} itu ${end}, benar tidak?`,
          claims: [id],
        },
        {
          id: `${id} b`,
          text: `INFO penting dari grup sebelah: ${place} geger, ${thing} ${end} tadi siang`,
          claims: [id],
        },
      );
    }
  }
  return { claims, reports };
}

describe('learning', function () {
  this.timeout(120_000);

  it('gives the same model to the digit, one that a file can hold, and that ranks as it was taught', () => {
    const set = aSet();
    const { model, examples } = trainModel([set]);
    expect(trainModel([aSet()]).model).to.deep.equal(model);
    expect(examples.claim).to.equal(set.reports.length);
    expect(examples.message).to.be.greaterThan(0);
    const folder = mkdtempSync(join(tmpdir(), 'saring-model-'));
    const file = join(folder, 'model.json');
    writeFileSync(file, JSON.stringify(model));
    expect(readModel(file)).to.deep.equal(model);
    rmSync(folder, { recursive: true });
    const matcher = createMatcher({ model });
    for (const claim of set.claims) matcher.set(claim);
    const told = set.reports.filter(({ claims }) => claims.length > 0);
    const right = told.filter(({ text, claims }) => matcher.rank(text)[0]?.claim === claims[0]);
    expect(right.length / told.length).to.be.greaterThan(0.9);
  });

  it('corrects the shipped weights by what people decided, and by nothing when that is too little', () => {
    const set = aSet();
    const claimOf = new Map(set.claims.map(({ id, texts }) => [id, texts]));
    const matcher = createMatcher();
    for (const claim of set.claims) matcher.set(claim);
    const pairs = set.reports.flatMap(({ text, claims }) => {
      const wrong = matcher.rank(text).find(({ claim }) => !claims.includes(claim));
      const pair = (id: string, same: boolean) => ({ report: text, claim: claimOf.get(id) ?? [], same });
      const known = claims[0] === undefined ? [] : [pair(claims[0], true)];
      return [...known, ...(wrong ? [pair(wrong.claim, false)] : [])];
    });
    const { model } = adjustModel(pairs);
    expect(model.claim).not.to.deep.equal(shippedModel().claim);
    expect(model.message).to.deep.equal(shippedModel().message);
    expect(model.attachFrom).to.deep.equal(shippedModel().attachFrom);
    expect(() => adjustModel(pairs.filter(({ same }) => same))).to.throw(RangeError, /rejected/u);
    expect(() => adjustModel([])).to.throw(RangeError);
  });
});

describe('a model', () => {
  it('says more for what is alike, and less for what contradicts', () => {
    const { claim, message } = shippedModel();
    const none = { likeness: 0, amount: 0, crowd: 0, days: 0, numbers: 0 };
    const much = { ...none, likeness: 0.6, amount: 0.6 };
    for (const weights of [claim, message]) {
      expect(probability(weights, much)).to.be.greaterThan(probability(weights, none));
      expect(probability(weights, { ...much, numbers: 1 })).to.be.lessThan(probability(weights, much));
      expect(probability(weights, { ...much, crowd: 0.5 })).to.be.lessThan(probability(weights, much));
    }
    expect(evidenceNames).to.have.members(Object.keys(none));
  });

  const wrong: [what: string, text: string, told: RegExp][] = [
    ['is no JSON', 'x', /wrong\.json/u],
    ['lacks a weight', '{"claim":{}}', /claim\.intercept/u],
    ['has a threshold above one', JSON.stringify({ ...shippedModel(), joinFrom: 2 }), /joinFrom/u],
    ['has something more', JSON.stringify({ ...shippedModel(), more: 1 }), /more/u],
  ];
  for (const [what, text, told] of wrong) {
    it(`is refused when the file ${what}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'saring-model-'));
      const file = join(folder, 'wrong.json');
      writeFileSync(file, text);
      expect(() => readModel(file)).to.throw(told);
      rmSync(folder, { recursive: true });
    });
  }
});
