import { expect } from 'chai';
import * as fc from 'fast-check';
import { cleanText, LONGEST_TEXT } from '../../src/matching/clean-text.js';
import { fingerprint } from '../../src/matching/fingerprint.js';
import { createGrouper } from '../../src/matching/grouper.js';
import { createMatcher, type Match, type Matcher } from '../../src/matching/matcher.js';
import { createSearchIndex } from '../../src/matching/search-index.js';
import { markShared } from '../../src/matching/shared-words.js';
import { MOST_WORDS, readWords } from '../../src/matching/words.js';
import { anyText } from './any-text.js';

const HOAX =
  'Vaksin covid mengandung mikrochip magnetik yang dapat melacak lokasi setiap penerimanya lewat satelit';
const CLAIMS: Record<string, string> = {
  chip: HOAX,
  garam: 'Minum air garam hangat setiap pagi menyembuhkan gagal ginjal tanpa cuci darah',
  tower: 'Radiation from 5G towers killed hundreds of birds in a park in The Hague',
};

function knownClaims(): Matcher {
  const matcher = createMatcher();
  for (const [id, text] of Object.entries(CLAIMS)) matcher.set({ id, texts: [text] });
  return matcher;
}

/** Texts without a single word. */
const SILENT: Record<string, string> = {
  nothing: '',
  blanks: ' \t\n\u00a0\u3000'.repeat(2000),
  'emoji alone': '😱🙏👨‍👩‍👧‍👦🇮🇩'.repeat(500),
  'invisible characters': '\u200b\u200d\u2060\ufeff\u00ad'.repeat(4000),
  'direction marks': '\u202e\u202d\u2066\u2069\u200f'.repeat(4000),
  'lone surrogates': '\ud800\udfff\udc00'.repeat(5000),
  'accents on nothing': '\u0301\u0489\u20dd'.repeat(5000),
  punctuation: '!?…—„“«»¿'.repeat(2000),
  'the beginnings of links': 'https:// http:// '.repeat(2000),
};

/** Odd texts that say something, if only to a machine. */
const ODD: Record<string, string> = {
  'one letter': 'x',
  'one word': 'vaksin',
  'only a link': 'https://contoh.com/kabar/1?utm_source=wa',
  'a link of a hundred thousand characters': `https://contoh.com/${'jalan/'.repeat(16_000)}`,
  'a megabyte': 'kabar bohong '.repeat(80_000),
  'a megabyte of one letter': 'a'.repeat(1_000_000),
  'ten thousand copies of a word': 'vaksin '.repeat(10_000),
  'a word without end': Array.from({ length: 5000 }, (_, at) => 'bcdfghjk'[(at * at) % 8]).join(''),
  'thousands of hashtags': Array.from({ length: 5000 }, (_, at) => `#KabarNomor${at}`).join(''),
  'thousands of links': Array.from({ length: 5000 }, (_, at) => `https://contoh${at}.com/a`).join(' '),
  'huge numbers': '9'.repeat(40_000),
  'a number with thousands of groups': `1${'.000'.repeat(20_000)}`,
  'numbers with every separator': '1.2,3.4,5'.repeat(4000),
  'nested entities': `&${'amp;'.repeat(10_000)}lt;b&gt;`,
  'entities for nothing': '&#0;&#xD800;&#9999999;&nosuch;'.repeat(1000),
  'towers of accents': Array.from('kabar bohong besar', (letter) => letter + '\u0301\u0489'.repeat(50)).join(
    '',
  ),
  'Latin Javanese': 'Aja percaya marang kabar ngapusi bab vaksin iku, sedulur kabeh.',
  'Javanese script': 'ꦲꦗꦥꦿꦕꦪꦏꦧꦂꦔꦥꦸꦱꦶꦱꦼꦢꦸꦭꦸꦂ'.repeat(20),
  Chinese: '政府将于下周关闭所有银行并冻结市民的存款请立即转发给家人和朋友'.repeat(4),
  Thai: 'รัฐบาลจะปิดธนาคารทุกแห่งในสัปดาห์หน้า'.repeat(4),
  Arabic: 'ستغلق الحكومة جميع البنوك الأسبوع المقبل وتجمد ودائع المواطنين',
  'mixed scripts': 'Kabar 疫苗 اللقاح вакцина ꦧꦺꦴꦲꦺꦴꦁ βακτήριο',
  'signs that are sentences': '\ufdfa'.repeat(20_000),
  'names that objects have': '__proto__ constructor toString hasOwnProperty prototype valueOf',
  'control characters': '\u0000kabar\u0007bohong\u001b[31m besar\u007f',
};

function expectScores(matches: readonly Match[]): void {
  matches.forEach((match, at) => {
    expect(match.score).to.be.within(0, 1);
    expect(match.score).to.be.at.most(matches[at - 1]?.score ?? 1);
    for (const figure of Object.values(match.evidence)) expect(figure).to.be.within(0, 1);
  });
}

describe('texts that say nothing', () => {
  for (const [what, text] of Object.entries(SILENT)) {
    it(`attach nothing and repeat nothing: ${what}`, () => {
      const matcher = knownClaims();
      matcher.set({ id: 'silent', texts: [text] });
      expect(matcher.decide(text)).to.deep.equal({ decision: 'new', matches: [] });
      expect(matcher.rank(text)).to.deep.equal([]);
      expect(fingerprint(text)).to.equal('');
      expect(readWords(text)).to.deep.equal([]);
    });
  }

  it('are groups of their own', () => {
    const grouper = createGrouper();
    const placed = Object.values(SILENT).map((text) => grouper.place(text));
    expect(placed.map((report) => grouper.groupOf(report))).to.deep.equal(placed);
  });
});

describe('odd texts', () => {
  for (const [what, text] of Object.entries(ODD)) {
    describe(what, () => {
      it('is an exact repeat the second time', () => {
        const matcher = knownClaims();
        expectScores(matcher.rank(text));
        matcher.set({ id: 'odd', texts: [text] });
        const { decision, matches } = matcher.decide(text);
        expect(decision).to.equal('attach');
        expect(matches[0]).to.deep.include({ claim: 'odd', score: 1 });
        expectScores(matches);
        expect(fingerprint(text)).to.match(/^[\da-f]{64}$/u);
        const grouper = createGrouper();
        const [first, second] = [grouper.place(text), grouper.place(text)];
        expect(grouper.groupOf(second)).to.equal(first);
      });

      it('is read within bounds', () => {
        expect(cleanText(text).length).to.be.at.most(LONGEST_TEXT);
        expect(readWords(text).length).to.be.within(1, MOST_WORDS);
      });

      it('leaves nothing behind when it goes', () => {
        const matcher = knownClaims();
        matcher.set({ id: 'odd', texts: [text] });
        matcher.remove('odd');
        expect(matcher.size).to.equal(3);
        expect(matcher.rank(`${HOAX} ${text.slice(0, 1000)}`)).to.deep.equal(
          knownClaims().rank(`${HOAX} ${text.slice(0, 1000)}`),
        );
      });

      it('can be marked and searched', () => {
        const shown = text.slice(0, LONGEST_TEXT);
        expect(
          markShared(shown, [HOAX])
            .map((run) => run.text)
            .join(''),
        ).to.equal(shown);
        const index = createSearchIndex();
        index.set('odd', [text]);
        for (const hit of index.search(text)) expect(hit.score).to.be.within(0, 1);
        index.remove('odd');
        expect(index.size).to.equal(0);
        expect(index.search(text)).to.deep.equal([]);
      });
    });
  }
});

describe('a known hoax is found', () => {
  const sprinkle = (sign: string): string => Array.from(HOAX).join(sign);
  const everyWord = (change: (word: string) => string): string => HOAX.split(' ').map(change).join(' ');
  const turned = (text: string): string => Array.from(text).reverse().join('');
  const disguises: Record<string, string> = {
    'between zero-width spaces': sprinkle('\u200b'),
    'between joiners': sprinkle('\u200d\u2060'),
    'between soft hyphens': sprinkle('\u00ad'),
    'between byte order marks': sprinkle('\ufeff'),
    'between variation selectors': sprinkle('\ufe0f\u{e0101}'),
    'between direction marks': sprinkle('\u200f\u202a\u2069'),
    'between right-to-left overrides': sprinkle('\u202e'),
    'with an override before every word': everyWord((word) => `\u202e${word}`),
    'typed backwards behind an override': `\u202e${turned(HOAX)}`,
    'with a word typed backwards behind an override': HOAX.replace(
      'mikrochip magnetik',
      (words) => `\u202e${turned(words)}\u202c`,
    ),
    'under towers of accents': sprinkle('\u0301\u0316\u0338'.repeat(20)),
    'in circles and strokes': sprinkle('\u20dd\u0489'),
    'between lone surrogates and blanks': everyWord((word) => `\ud800 ${word}`),
    'behind fifty thousand zero-width characters': '\u200b'.repeat(50_000) + HOAX,
    'behind fifty thousand blanks': ' \n'.repeat(25_000) + HOAX,
    'behind a wall of faces': '😱'.repeat(25_000) + HOAX,
    'in letters of mathematics': Array.from(HOAX.toLowerCase(), (letter) =>
      /[a-z]/u.test(letter) ? String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97) : letter,
    ).join(''),
    'in full-width letters': Array.from(HOAX, (letter) =>
      letter === ' ' ? '\u3000' : String.fromCodePoint(letter.charCodeAt(0) + 0xfee0),
    ).join(''),
    'with Cyrillic letters': HOAX.replaceAll('a', '\u0430').replaceAll('e', '\u0435'),
    'with digits for letters': everyWord((word) =>
      word.replace(/(?<=\p{L})[oi](?=\p{L})/u, (letter) => (letter === 'o' ? '0' : '1')),
    ),
    'in entities of entities': everyWord(
      (word) => `&amp;#${word.charCodeAt(0)};${word.slice(1)}&amp;amp;nbsp;`,
    ),
    'in capitals, drawn out, among faces': everyWord((word) => `${word.toUpperCase()}!!!😱`),
    'as hashtags': everyWord((word) => `#${word}`),
    'after ten thousand words of another kind': `${HOAX} ${'sebarkan '.repeat(10_000)}`,
  };
  for (const [how, text] of Object.entries(disguises)) {
    it(how, () => {
      const { decision, matches } = knownClaims().decide(text);
      expect(decision).to.be.oneOf(['attach', 'suggest']);
      expect(matches[0]?.claim).to.equal('chip');
    });
  }

  const elsewhere: Record<string, [claim: string, report: string]> = {
    'in Chinese, with another ending': [
      '政府将于下周关闭所有银行并冻结市民的存款请立即转发给家人',
      '紧急通知：政府将于下周关闭所有银行并冻结市民的存款！大家小心',
    ],
    'in Arabic, with vowel marks and stretched letters': [
      'ستغلق الحكومة جميع البنوك الأسبوع المقبل وتجمد ودائع المواطنين',
      'عاجل: ستُغلِقُ الحكومة جميع البنـــوك الاسبوع المقبل وتُجمّد ودائع المواطنين!!',
    ],
    'in Javanese script, with a word before it': ['ꦲꦗꦥꦿꦕꦪꦏꦧꦂꦔꦥꦸꦱꦶꦱꦼꦢꦸꦭꦸꦂ', 'ꦱꦸꦒꦼꦁ ꦲꦗꦥꦿꦕꦪꦏꦧꦂꦔꦥꦸꦱꦶꦱꦼꦢꦸꦭꦸꦂ'],
  };
  for (const [how, [claim, report]] of Object.entries(elsewhere)) {
    it(how, () => {
      const matcher = knownClaims();
      matcher.set({ id: 'there', texts: [claim] });
      expect(matcher.decide(report).decision).to.be.oneOf(['attach', 'suggest']);
      expect(matcher.decide(report).matches[0]?.claim).to.equal('there');
    });
  }
});

describe('any text', () => {
  it('is read the same every time, within bounds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanText(text).length).to.be.at.most(LONGEST_TEXT);
        expect(readWords(text)).to.deep.equal(readWords(text));
        expect(readWords(text).length).to.be.at.most(MOST_WORDS);
        expect(fingerprint(text)).to.match(/^(?:[\da-f]{64})?$/u);
        const grouper = createGrouper();
        const [first, second] = [grouper.place(text), grouper.place(text)];
        expect(grouper.groupOf(second) === first).to.equal(fingerprint(text) !== '');
      }),
    );
  });

  it('repeats itself exactly when it has words, and is marked without loss', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const matcher = knownClaims();
        matcher.set({ id: 'odd', texts: [text] });
        const { decision, matches } = matcher.decide(text);
        expectScores(matches);
        if (fingerprint(text) === '') expect(decision).to.equal('new');
        else expect([decision, matches[0]?.score]).to.deep.equal(['attach', 1]);
        expectScores(matcher.rank(other));
        const runs = markShared(text, [other]);
        expect(runs.map((run) => run.text).join('')).to.equal(text);
      }),
    );
  });

  it('can be searched for, whatever was added and taken away', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 8 }), anyText, (texts, query) => {
        const index = createSearchIndex();
        texts.forEach((text, at) => index.set(String(at), [text, query]));
        const found = index.search(query);
        for (const hit of found) expect(hit.score).to.be.within(0, 1);
        index.remove('0');
        index.set('0', [texts[0] ?? '', query]);
        expect(index.search(query)).to.deep.equal(found);
        for (const at of texts.keys()) index.remove(String(at));
        expect(index.size).to.equal(0);
        expect(index.search(query)).to.deep.equal([]);
      }),
    );
  });
});
