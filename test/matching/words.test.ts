import { expect } from 'chai';
import { canonicalLink } from '../../src/matching/links.js';
import { canonicalNumber } from '../../src/matching/numbers.js';
import { readWords } from '../../src/matching/words.js';

function plain(text: string): string {
  return readWords(text)
    .map((word) => word.plain)
    .join(' ');
}

function telling(text: string): string[] {
  return readWords(text)
    .filter((word) => word.telling)
    .map((word) => word.stem);
}

describe('reading the words of a message', () => {
  const cases: [what: string, text: string, words: string][] = [
    [
      'chat abbreviations',
      'yg tdk dgn krn utk sdh blm org',
      'yang tidak dengan karena untuk sudah belum orang',
    ],
    ['several words for one', 'dana bansos cair', 'dana bantuan sosial cair'],
    ['a doubled word written with 2', 'hati2 anak2nya mudah2an', 'hati anak mudah'],
    ['a doubled word with a hyphen', 'buah-buahan di kebun', 'buah di kebun'],
    ['drawn-out letters', 'bangeeeet parahhhh', 'banget parah'],
    ['digits for letters', 'p0lisi menangk4p dukun', 'polisi menangkap dukun'],
    ['digits that belong', '5G dan H5N1', '5g dan h5n1'],
    ['a number glued to a name', 'covid19 COVID-19 covid 19', 'covid 19 covid 19 covid 19'],
    ['spaced-out letters', 'V A K S I N palsu', 'vaksin palsu'],
    ['styled letters', '𝗩𝗮𝗸𝘀𝗶𝗻 𝓅𝒶𝓁𝓈𝓊 ｖａｋｓｉｎ ᴠᴀᴋsɪɴ 🅅🄰 🅥🅐', 'vaksin palsu vaksin vaksin va va'],
    ['letters from other alphabets', 'vаksin bеrbahaya', 'vaksin berbahaya'],
    ['a word that is Cyrillic throughout', 'вакцина', 'вакцина'],
    ['accents', 'café résumé', 'cafe resume'],
    ['zero-width characters', 'vak\u200Bsin\uFEFF ber\u00ADbahaya', 'vaksin berbahaya'],
    ['HTML entities', 'garam &amp; gula &#34;sehat&#34; &#x61;man', 'garam gula sehat aman'],
    ['emoji', '😱😱 awas ⚠️ racun ☠️', 'awas racun'],
    ['hashtags in CamelCase', '#VaksinBerbahaya #BMKGInfoGempa', 'vaksin berbahaya bmkg info gempa'],
    ['hashtags without seams', '#vaksinberbahaya #SEBARKAN', 'vaksinberbahaya sebarkan'],
    ['mentions', '@KementerianSehat bohong', 'kementerian sehat bohong'],
    ['apostrophes', 'Jum’at, Qur`an, Trump’s, don’t', 'jumat quran trump dont'],
    ['clitics after a hyphen', 'KPU-nya curang', 'kpu nya curang'],
    ['Chinese by pairs', '疫苗有毒', '疫苗 苗有 有毒'],
    ['nothing at all', ' …!!! 😀 ', ''],
  ];
  for (const [what, text, words] of cases) {
    it(`reads ${what}`, () => expect(plain(text)).to.equal(words));
  }

  it('keeps links as one word and their host as another', () => {
    expect(plain('klik https://www.cek-bansos.example/daftar/?utm_source=wa&id=7 ya')).to.equal(
      'klik cek-bansos.example/daftar?id=7 cek-bansos.example ya',
    );
  });

  it('finds bare links, and links glued to a hashtag', () => {
    expect(plain('buka cekbansos.xyz/daftar sekarang')).to.contain('cekbansos.xyz/daftar');
    expect(plain('#Gempahttps://contoh.com/a')).to.equal('gempa contoh.com/a contoh.com');
  });

  it('does not take a missing space for a link', () => {
    expect(plain('sudah selesai.Kemudian pulang')).to.equal('sudah selesai kemudian pulang');
  });

  it('does not count stop words, boilerplate, single letters and single digits as telling', () => {
    expect(telling('Mohon sebarkan ke semua grup, info ini penting: yang ke 3 a dan b')).to.deep.equal([]);
    expect(telling('Sebarkan! Air kelapa menawarkan racun')).to.deep.equal([
      'air',
      'kelapa',
      'tawar',
      'racun',
    ]);
  });

  it('keeps the words as the report wrote them', () => {
    const surfaces = readWords('VAKSINNYA beracun, 𝗦𝗲𝗯𝗮𝗿 Rp 5 juta').map((word) => word.surface);
    expect(surfaces).to.deep.equal(['VAKSINNYA', 'beracun', 'Sebar', 'Rp 5 juta']);
  });
});

describe('numbers', () => {
  const cases: [written: string, canonical: string][] = [
    ['1.000', '1000'],
    ['1,000', '1000'],
    ['1.500.000', '1500000'],
    ['1.500.000,50', '1500000.5'],
    ['1,500,000.50', '1500000.5'],
    ['1,5 juta', '1500000'],
    ['Rp1,5 juta', '1500000'],
    ['Rp. 600.000', '600000'],
    ['600 ribu', '600000'],
    ['50rb', '50000'],
    ['8 Triliun', '8000000000000'],
    ['7.125 triliun', '7125000000000'],
    ['2 million', '2000000'],
    ['7,2', '7.2'],
    ['7.2', '7.2'],
    ['0.125', '0.125'],
    ['2024', '2024'],
    ['24.06.2024', '24.6.2024'],
    ['081234567890', '081234567890'],
    ['99999999999999999999', '99999999999999999999'],
  ];
  for (const [written, canonical] of cases) {
    it(`reads ${written} as ${canonical}`, () => expect(canonicalNumber(written)).to.equal(canonical));
  }
});

describe('links', () => {
  const cases: [link: string, page: string][] = [
    ['HTTPS://WWW.Contoh.COM/Berita/', 'contoh.com/Berita'],
    ['http://m.contoh.com/a?fbclid=x&b=2&a=1#akhir', 'contoh.com/a?a=1&b=2'],
    ['https://contoh.com:8080/a.', 'contoh.com/a'],
    ['contoh.my.id/x)', 'contoh.my.id/x)'],
    ['https://', ''],
  ];
  for (const [link, page] of cases)
    it(`reads ${link}`, () => expect(canonicalLink(link).page).to.equal(page));
});
