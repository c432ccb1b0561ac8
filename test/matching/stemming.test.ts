import { expect } from 'chai';
import { stem } from '../../src/matching/stemming.js';

describe('stemming', () => {
  const families: string[][] = [
    ['vaksin', 'vaksinnya', 'divaksin', 'vaksinasi', 'divaksinasi', 'memvaksin'],
    ['cair', 'pencairan', 'dicairkan', 'cairnya'],
    ['suntik', 'suntikan', 'penyuntikan', 'disuntik', 'menyuntikkan'],
    ['sebar', 'sebarkan', 'menyebarkan', 'penyebaran', 'tersebar'],
    ['covid', 'covidnya'],
    ['jokowi', 'jokowilah', 'jokowinya'],
    ['arrest', 'arrested', 'arrests', 'arresting'],
    ['vaccines', 'vaccinated', 'vaccination'],
  ];
  for (const family of families) {
    it(`brings ${family.join(', ')} together`, () => expect(new Set(family.map(stem))).to.have.lengthOf(1));
  }

  it('keeps roots that only look inflected', () => {
    for (const word of ['makan', 'bukan', 'ikan', 'tanya', 'kenya', 'sekolah'])
      expect(stem(word)).to.equal(word);
  });

  it('leaves numbers, links and other scripts alone', () => {
    for (const word of ['2024', 'contoh.com/berita', 'вакцина', '疫苗']) expect(stem(word)).to.equal(word);
  });

  it('knows no word of its own in JavaScript', () => {
    for (const word of ['constructor', '__proto__', 'tostring']) expect(stem(word)).to.be.a('string');
  });
});
