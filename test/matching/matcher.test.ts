import { expect } from 'chai';
import * as fc from 'fast-check';
import { createMatcher, type Matcher, type MatcherOptions } from '../../src/matching/matcher.js';
import { shippedModel } from '../../src/matching/model.js';

const CLAIMS: Record<string, string> = {
  chip: 'Vaksin Covid-19 mengandung mikrochip yang dapat melacak lokasi penerimanya',
  gempa: 'Gempa M 7,2 akan mengguncang Cianjur pada malam hari ini menurut BMKG',
  bansos: 'Pendaftaran bantuan sosial Rp600.000 lewat tautan cekbansos-resmi.xyz untuk semua warga',
  bri: 'BRI menaikkan biaya transfer antarbank menjadi Rp150.000 setiap bulan mulai Juni',
  garam: 'Minum air garam hangat setiap pagi menyembuhkan gagal ginjal tanpa cuci darah',
  tower: 'Radiation from 5G towers killed hundreds of birds in a park in The Hague',
};

function knownClaims(options: MatcherOptions = {}): Matcher {
  const matcher = createMatcher(options);
  for (const [id, text] of Object.entries(CLAIMS)) matcher.set({ id, texts: [text] });
  return matcher;
}

describe('decisions', () => {
  const matcher = knownClaims();
  const cases: [what: string, report: string, decision: string, claim?: string][] = [
    [
      'a rewording',
      'Hati2!! vaksin covid ternyata mengandung mikrochip, bisa melacak lokasi penerimanya. Sebarkan!!',
      'attach',
      'chip',
    ],
    [
      'capitals, styled letters and emoji',
      '😱 𝗠𝗜𝗡𝗨𝗠 AIR GARAM HANGAT TIAP PAGI BISA MENYEMBUHKAN GAGAL GINJAL TANPA CUCI DARAH 🙏',
      'attach',
      'garam',
    ],
    [
      'mixed language',
      'Please share!! minum air garam hangat setiap pagi menyembuhkan gagal ginjal tanpa cuci darah, it works',
      'attach',
      'garam',
    ],
    [
      'English',
      'Hundreds of birds in a park in The Hague were killed by radiation from 5G towers',
      'attach',
      'tower',
    ],
    [
      'the same claim with its number',
      'Waspada gempa M 7,2 akan mengguncang Cianjur malam hari ini menurut BMKG',
      'attach',
      'gempa',
    ],
    [
      'another magnitude',
      'Waspada gempa M 9,7 akan mengguncang Cianjur malam hari ini menurut BMKG',
      'suggest',
      'gempa',
    ],
    [
      'another town',
      'Gempa M 7,2 akan mengguncang Malang pada malam hari ini menurut BMKG',
      'suggest',
      'gempa',
    ],
    [
      'another amount',
      'Daftar bantuan sosial Rp900.000 lewat tautan cekbansos-resmi.xyz utk semua warga',
      'suggest',
      'bansos',
    ],
    [
      'another bank',
      'BCA menaikkan biaya transfer antarbank menjadi Rp150.000 setiap bulan mulai Juni',
      'suggest',
      'bri',
    ],
    ['three words', 'vaksin mengandung mikrochip', 'suggest', 'chip'],
    ['something else', 'Hujan deras merusak jembatan di desa kami kemarin sore', 'new'],
    ['boilerplate alone', 'INFO PENTING!! sebarkan, viralkan ke semua grup', 'new'],
    ['nothing', '', 'new'],
    ['emoji alone', '😱😱😱', 'new'],
  ];
  for (const [what, report, decision, claim] of cases) {
    it(`${decision}: ${what}`, () => {
      const decided = matcher.decide(report);
      expect(decided.decision).to.equal(decision);
      expect(decided.matches[0]?.claim).to.equal(claim);
    });
  }

  it('attaches an exact repeat however short, with the score 1', () => {
    const short = createMatcher();
    short.set({ id: 'short', texts: ['Uang koin ditarik'] });
    expect(short.decide('UANG KOIN DITARIK!!')).to.deep.include({ decision: 'attach' });
    expect(short.decide('UANG KOIN DITARIK!!').matches[0]?.score).to.equal(1);
    expect(short.decide('uang koin ditarik lagi').decision).to.equal('suggest');
  });

  it('puts an exact repeat to the older of two claims with the same text', () => {
    const twins = createMatcher();
    for (const id of ['b', 'a']) twins.set({ id, texts: ['Air kelapa menawarkan segala racun'] });
    expect(twins.decide('air kelapa menawarkan segala racun!').matches[0]?.claim).to.equal('b');
  });

  it('asks when two claims compete', () => {
    const rivals = knownClaims();
    rivals.set({
      id: 'chip-2',
      texts: ['Mikrochip di dalam vaksin Covid-19 dapat melacak lokasi semua penerimanya'],
    });
    const decided = rivals.decide('Vaksin Covid ternyata mengandung mikrochip yang melacak lokasi penerima');
    expect(decided.decision).to.equal('suggest');
    expect(decided.matches.map((match) => match.claim)).to.have.members(['chip', 'chip-2']);
  });

  it('recognises a claim by a further text, such as an earlier report', () => {
    const taught = knownClaims();
    taught.set({
      id: 'chip',
      texts: [CLAIMS['chip'] ?? '', 'Ada alat mungil dalam suntikan supaya kita diawasi satelit asing'],
    });
    expect(
      taught.decide('Katanya ada alat mungil dalam suntikan supaya kita diawasi satelit asing ya').matches[0]
        ?.claim,
    ).to.equal('chip');
  });

  it('gives only matches at or above the threshold for suggesting', () => {
    const { matches } = knownClaims({ model: { ...shippedModel(), suggestFrom: 0.99 } }).decide(
      'vaksin mengandung mikrochip',
    );
    expect(matches).to.deep.equal([]);
  });
});

describe('reasons', () => {
  it('names the shared words as the report wrote them, and no stop words', () => {
    const [match] = knownClaims().rank('Katanya VAKSINNYA itu mengandung mikrochip yg melacak lokasi');
    expect(match?.claim).to.equal('chip');
    expect(match?.why).to.include.members(['VAKSINNYA', 'mikrochip', 'lokasi']);
    expect(match?.why).not.to.include.members(['itu', 'yg', 'Katanya']);
  });

  it('names at most eight, rare words first', () => {
    const matcher = knownClaims();
    for (let number = 0; number < 30; number += 1)
      matcher.set({ id: `vaksin ${number}`, texts: [`Kabar vaksin nomor ${number} lokasi`] });
    const why = matcher.rank('lokasi vaksin mikrochip')[0]?.why ?? [];
    expect(why[0]).to.equal('mikrochip');
    expect(knownClaims().rank(CLAIMS['gempa'] + ' ' + CLAIMS['bansos'])[0]?.why.length).to.be.at.most(8);
  });
});

const word = fc.constantFrom(
  ...'vaksin chip gempa tsunami bank bantuan racun air garam pulsa gratis presiden menteri sekolah listrik banjir telur beras minyak kuota'.split(
    ' ',
  ),
);
const sentence = fc.array(word, { minLength: 5, maxLength: 12 }).map((words) => words.join(' '));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  sentence,
);

describe('the matcher, whatever it is given', () => {
  it('scores in 0…1, best first, and never throws', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 12 }), anyText, (texts, report) => {
        const matcher = createMatcher();
        texts.forEach((text, at) => matcher.set({ id: String(at), texts: [text] }));
        const matches = matcher.rank(report, 5);
        expect(matches.length).to.be.at.most(5);
        matches.forEach((match, at) => {
          expect(match.score).to.be.within(0, 1);
          expect(match.score).to.be.at.most(matches[at - 1]?.score ?? 1);
        });
        expect(['attach', 'suggest', 'new']).to.include(matcher.decide(report).decision);
      }),
    );
  });

  it('ranks a text itself first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(sentence, { minLength: 1, maxLength: 15 }), (texts) => {
        const matcher = createMatcher();
        texts.forEach((text, at) => matcher.set({ id: String(at), texts: [text] }));
        texts.forEach((text, at) => {
          const [first] = matcher.rank(text);
          expect(first).to.deep.include({ claim: String(at), score: 1 });
        });
      }),
    );
  });

  it('is the same after changes as when built afresh', () => {
    const change = fc.record({
      id: fc.nat(8).map(String),
      texts: fc.option(fc.array(sentence, { maxLength: 3 })),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), sentence, (changes, report) => {
        const changed = createMatcher();
        const left = new Map<string, string[]>();
        for (const { id, texts } of changes) {
          if (texts === null) {
            changed.remove(id);
            left.delete(id);
          } else {
            changed.set({ id, texts });
            left.set(id, texts);
          }
        }
        const fresh = createMatcher();
        for (const [id, texts] of left) fresh.set({ id, texts });
        expect(changed.size).to.equal(left.size);
        for (let id = 0; id <= 8; id += 1) expect(changed.has(String(id))).to.equal(left.has(String(id)));
        expect(changed.rank(report, 50)).to.deep.equal(fresh.rank(report, 50));
        expect(changed.decide(report)).to.deep.equal(fresh.decide(report));
      }),
    );
  });

  const hostile: Record<string, string> = {
    'twenty thousand letters': 'a'.repeat(20_000),
    'a megabyte': 'vaksin gempa '.repeat(80_000),
    'ten thousand copies of a word': 'vaksin '.repeat(10_000),
    'lone surrogates': '\ud800 vaksin \udc00'.repeat(1000),
    'stacked accents': 'v\u0301\u0302\u0303'.repeat(5000),
    'endless dots': '1.2.3.'.repeat(3000),
    'endless links': 'http://'.repeat(3000),
    'right-to-left and zero-width tricks': '\u202Evaksin\u200B\u200D'.repeat(1000),
    Arabic: 'اللقاح يحتوي على شريحة '.repeat(500),
    Chinese: '疫苗含有芯片'.repeat(2000),
    Javanese: 'Aja percaya kabar ngapusi ngenani vaksin iku, sedulur. '.repeat(300),
    'words that objects know': '__proto__ constructor toString hasOwnProperty prototype valueOf',
  };
  for (const [what, text] of Object.entries(hostile)) {
    it(`bears ${what}`, () => {
      const matcher = knownClaims();
      expect(matcher.decide(text).decision).to.be.oneOf(['attach', 'suggest', 'new']);
      matcher.set({ id: what, texts: [text, text] });
      for (const match of matcher.rank(text)) expect(match.score).to.be.within(0, 1);
      matcher.remove(what);
      expect(matcher.size).to.equal(Object.keys(CLAIMS).length);
    });
  }
});
