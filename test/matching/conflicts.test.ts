import { expect } from 'chai';
import { findConflicts, readContradictable } from '../../src/matching/conflicts.js';
import { readMessage } from '../../src/matching/message.js';

function kinds(report: string, claim: string): string[] {
  return findConflicts(readContradictable(readMessage(report)), readContradictable(readMessage(claim))).map(
    (conflict) => conflict.kind,
  );
}

describe('what speaks against', () => {
  const cases: [what: string, report: string, claim: string, kind: string][] = [
    ['magnitudes', 'gempa M 7,2 di laut selatan', 'gempa M 9,7 di laut selatan', 'number'],
    ['rupiah amounts', 'bantuan Rp600.000 untuk petani', 'bantuan Rp 2 juta untuk petani', 'number'],
    ['years', 'kiamat terjadi pada 2025', 'kiamat terjadi pada 2032', 'date'],
    ['counts, of one digit', 'ada 7 ekor buaya lepas', 'ada 9 ekor buaya lepas', 'number'],
    [
      'counts, in words',
      'tiga kontainer surat suara tercoblos',
      'lima kontainer surat suara tercoblos',
      'number',
    ],
    ['a denial', 'cuci darah tidak pernah ditanggung BPJS', 'cuci darah ditanggung BPJS', 'negation'],
    ['a denial of the claim', 'vaksin membuat mandul', 'vaksin tidak membuat mandul', 'negation'],
    ['months', 'listrik padam mulai Januari', 'listrik padam mulai Agustus', 'date'],
    ['diseases', 'daun sirih sembuhkan kanker', 'daun sirih sembuhkan diabetes', 'disease'],
    ['towns', 'buaya masuk sekolah di Malang', 'buaya masuk sekolah di Kupang', 'place'],
    ['provinces, also shortened', 'banjir besar melanda Jabar', 'banjir besar melanda Jawa Timur', 'place'],
    ['countries, in either language', 'kapal Jepang tenggelam', 'kapal Malaysia tenggelam', 'place'],
    ['banks', 'BRI menaikkan biaya transfer', 'BCA menaikkan biaya transfer', 'bank'],
    [
      'words at the end of a text',
      'kucing oranye dilantik menjadi lurah',
      'kucing oranye dilantik menjadi camat',
      'name',
    ],
    ['names in the same place', 'artis Melati kecelakaan di tol', 'artis Kenanga kecelakaan di tol', 'name'],
  ];
  for (const [what, report, claim, kind] of cases) {
    it(`sees different ${what}`, () => expect(kinds(report, claim)).to.include(kind));
  }

  const agreeing: [what: string, report: string, claim: string][] = [
    ['a number that only one side has', 'gempa 7,2 mengguncang', 'gempa mengguncang'],
    ['numbers written differently', 'bantuan Rp1.500.000 cair', 'bantuan 1,5 juta cair'],
    ['a town and a province', 'banjir melanda Garut', 'banjir melanda Jawa Barat'],
    ['two names of one place', 'banjir melanda Jabar', 'banjir melanda Jawa Barat'],
    ['two spellings of one word', 'gudang pengungsi rohinya dibakar', 'gudang pengungsi rohingya dibakar'],
    ['words that one side leaves out', 'air kelapa muda menyembuhkan demam', 'air kelapa menyembuhkan demam'],
    ['two names of one disease', 'obat corona ditemukan', 'obat Covid-19 ditemukan'],
    ['when two posts were written', 'ular masuk rumah 3 Mei 2020', 'ular masuk rumah 9 Juni 2021'],
    [
      'other words around a name: a way of telling',
      'orang kena stroke harus ditusuk jarum pada ujung jari supaya selamat',
      'menusuk ujung jari dengan jarum dapat menyelamatkan orang terkena stroke',
    ],
    ['the same denial', 'cuci darah gak ditanggung BPJS', 'cuci darah tidak ditanggung BPJS'],
    [
      'a question that ends with it',
      'cuci darah ditanggung BPJS, benar tidak?',
      'cuci darah ditanggung BPJS',
    ],
    ['empty texts', '', ''],
  ];
  for (const [what, report, claim] of agreeing) {
    it(`does not mind ${what}`, () => expect(kinds(report, claim)).to.deep.equal([]));
  }

  it('says how each side tells it', () => {
    const told = (report: string, claim: string) =>
      findConflicts(readContradictable(readMessage(report)), readContradictable(readMessage(claim)));
    expect(told('cuci darah tidak pernah ditanggung BPJS', 'cuci darah ditanggung BPJS')).to.deep.equal([
      { kind: 'negation', report: 'tidak ditanggung', claim: 'ditanggung' },
    ]);
  });
});
