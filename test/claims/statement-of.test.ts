import { expect } from 'chai';
import { longestStatement, statementOf, statementOfLink } from '../../src/claims/statement-of.js';

/** The letters that some apps offer as "bold". */
const styled = (text: string) =>
  text.replaceAll(/[A-Za-z]/g, (letter) =>
    String.fromCodePoint((letter < 'a' ? 0x1d5d4 - 65 : 0x1d5ee - 97) + letter.charCodeAt(0)),
  );

describe('wording a statement', () => {
  const cases: [string, string, string][] = [
    [
      'leaves out emojis, openings and calls to spread it',
      '🚨🚨 *INFO PENTING* 🚨🚨\n\nMulai besok semua ATM di Jakarta ditutup selama seminggu!!!\nSebarkan ke semua grup 🙏',
      'Mulai besok semua ATM di Jakarta ditutup selama seminggu!',
    ],
    [
      'leaves out greetings',
      'Assalamualaikum wr wb.\nSelamat pagi bapak ibu.\nVaksin polio tetes ditarik dari semua puskesmas.',
      'Vaksin polio tetes ditarik dari semua puskesmas.',
    ],
    [
      'calms shouting, and keeps short forms and names',
      'AWAS! GARAM DAPUR DICAMPUR SERBUK KACA DI PASAR BANDUNG KATA BPOM',
      'Garam dapur dicampur serbuk kaca di pasar Bandung kata BPOM',
    ],
    [
      'leaves out the marks of a chat export',
      '[12/03/26 10.22] Budi: Gempa besar akan terjadi di Palu nanti malam pukul sembilan',
      'Gempa besar akan terjadi di Palu nanti malam pukul sembilan',
    ],
    [
      'takes the first sentence that tells something',
      'Benarkah ini? Mohon dicek ya min. Air rebusan daun salam melarutkan batu ginjal dalam semalam.',
      'Air rebusan daun salam melarutkan batu ginjal dalam semalam.',
    ],
    [
      'reads styled letters',
      styled('Vaksin flu membuat orang kehilangan penciuman'),
      'Vaksin flu membuat orang kehilangan penciuman',
    ],
    [
      'leaves links out',
      'Kuota gratis 100 GB dari operator seluler, daftar di https://kuota.example/daftar sekarang',
      'Kuota gratis 100 GB dari operator seluler, daftar di sekarang',
    ],
    ['keeps what is there when nothing tells', 'Hoaks?', 'Hoaks?'],
    ['says nothing about nothing', '🙏🙏🙏 !!!', ''],
  ];
  for (const [what, text, statement] of cases) it(what, () => expect(statementOf(text)).to.equal(statement));

  it('keeps within its length, at a word, without half a character', () => {
    for (const text of ['kata panjang '.repeat(100), 'a'.repeat(900), '😀a'.repeat(400), 'Ä𝒳 '.repeat(300)]) {
      const statement = statementOf(text);
      expect(statement.length).to.be.at.most(longestStatement);
      expect(statement.isWellFormed()).to.equal(true);
    }
  });

  it('stays quick on hostile texts', () => {
    for (const text of [
      'a'.repeat(20_000),
      '!'.repeat(20_000),
      `${','.repeat(19_999)}x`,
      '('.repeat(20_000),
      '1-'.repeat(10_000),
      'a@'.repeat(10_000),
      `${'a.'.repeat(9999)}@`,
      `. ${' '.repeat(19_000)}`,
      '1 '.repeat(10_000),
      '*_~'.repeat(6000),
      'A '.repeat(10_000),
    ]) {
      expect(statementOf(text).length).to.be.at.most(longestStatement);
    }
  });

  it('names a link without making it one', () => {
    expect(statementOfLink('https://www.contoh.example/berita?utm_source=x')).to.equal(
      'contoh.example/berita',
    );
  });
});
