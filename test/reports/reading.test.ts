import { expect } from 'chai';
import { readLink } from '../../src/reports/read-link.js';
import { formFields, submissionSchema } from '../../src/reports/report.schema.js';
import { tellingLinks } from '../../src/reports/telling-links.js';
import { tidyLine, tidyText } from '../../src/web/tidy-text.js';

describe('reading links', () => {
  const good: [string, string][] = [
    ['https://contoh.example/berita', 'https://contoh.example/berita'],
    ['http://contoh.example', 'http://contoh.example/'],
    ['contoh.example/berita?id=1', 'https://contoh.example/berita?id=1'],
    ['//contoh.example/a', 'https://contoh.example/a'],
    ['contoh.example:8080/a', 'https://contoh.example:8080/a'],
    ['HTTPS://CONTOH.EXAMPLE/A', 'https://contoh.example/A'],
    ['https://bank.example@jahat.example/', 'https://bank.example@jahat.example/'],
    ['berita.コム', 'https://xn--tckwe.example/'.replace('xn--tckwe.example', 'berita.xn--tckwe')],
    ['http://10.0.0.1/x', 'http://10.0.0.1/x'],
  ];
  for (const [typed, url] of good) {
    it(`takes ${typed}`, () => expect(readLink(typed)).to.deep.equal({ url }));
  }
  const bad: [string, string][] = [
    ['javascript:alert(1)', 'link_scheme'],
    ['JAVASCRIPT:alert(1)', 'link_scheme'],
    ['data:text/html,x', 'link_scheme'],
    ['mailto:a@b.example', 'link_scheme'],
    ['ftp://contoh.example', 'link_scheme'],
    ['file:///etc/passwd', 'link_scheme'],
    ['bukan tautan', 'format_url'],
    ['https://', 'format_url'],
    ['https:contoh.example', 'format_url'],
    ['localhost', 'format_url'],
    ['kata', 'format_url'],
  ];
  for (const [typed, problem] of bad) {
    it(`refuses ${typed}`, () => expect(readLink(typed)).to.deep.equal({ problem }));
  }
});

describe('telling links', () => {
  it('finds links in the text and beside it, in one spelling, without bare hosts', () => {
    const links = tellingLinks('baca www.Contoh.example/hoaks?utm_source=wa dan https://contoh.example', [
      'https://contoh.example/hoaks',
      'https://m.contoh.example/lain#atas',
    ]);
    expect(links).to.deep.equal(['contoh.example/hoaks', 'contoh.example/lain']);
  });
});

describe('tidying text', () => {
  const cases: [string, string, string][] = [
    ['joins line ends', 'a\r\nb\rc', 'a\nb\nc'],
    ['drops control characters', 'a\u0000b\u0007c\u001b[31md\u0085', 'abc[31md'],
    ['keeps tabs and line feeds', 'a\tb\nc', 'a\tb\nc'],
    ['drops lone surrogates', 'a\ud800b\udc00c', 'abc'],
    ['keeps emojis and their joiners', '👨‍👩‍👧 🙏🏽', '👨‍👩‍👧 🙏🏽'],
    ['drops marks that turn the direction', 'a\u202eb\u2066c', 'abc'],
    ['composes letters', 'e\u0301', 'é'],
    ['trims', '  a \n ', 'a'],
  ];
  for (const [what, from, to] of cases) it(what, () => expect(tidyText(from)).to.equal(to));
  it('puts a line on one line', () => expect(tidyLine(' a\n\n b\t c ')).to.equal('a b c'));
});

describe('the fields of a form', () => {
  it('reads links that stand one a line, or side by side', () => {
    expect(
      formFields({
        urls: ' https://a.example/1\r\n\r\nb.example/2\nhttps://c.example/3  https://d.example/4 ',
      })['urls'],
    ).to.deep.equal(['https://a.example/1', 'b.example/2', 'https://c.example/3', 'https://d.example/4']);
    expect(formFields({ urls: ['a.example', 'b.example'] })['urls']).to.deep.equal([
      'a.example',
      'b.example',
    ]);
  });

  for (const name of ['contact[email]', 'contact.email', 'email']) {
    it(`takes the address from ${name}`, () => {
      expect(formFields({ [name]: 'a@b.example' })).to.deep.equal({ contact: { email: 'a@b.example' } });
    });
  }

  it('leaves out what was left empty', () => {
    expect(formFields({ text: 'x', urls: '', channel: '', contact: { email: '' } })).to.deep.equal({
      text: 'x',
    });
  });

  it('does not follow __proto__', () => {
    const fields = formFields(JSON.parse('{"__proto__": {"polluted": true}, "text": "x"}'));
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
    expect(submissionSchema(0).safeParse(fields).success).to.equal(false);
  });

  it('counts characters after tidying', () => {
    expect(submissionSchema(0).safeParse({ text: `${'a'.repeat(20_000)}\r\n` }).success).to.equal(true);
    expect(submissionSchema(0).safeParse({ text: 'a'.repeat(20_001) }).success).to.equal(false);
  });

  it('asks for something to check', () => {
    expect(submissionSchema(0).safeParse({}).success).to.equal(false);
    expect(submissionSchema(0).safeParse({ text: ' \n\u0000 ' }).success).to.equal(false);
    expect(submissionSchema(1).safeParse({}).success).to.equal(true);
    expect(submissionSchema(0).safeParse({ urls: ['a.example/x'] }).success).to.equal(true);
  });
});
