import { expect } from 'chai';
import { array, assert, constantFrom, property } from 'fast-check';
import { renderMarkdown } from '../../src/clarifications/render-markdown.js';

describe('rendering an article', () => {
  const tables: [string, string, string][] = [
    ['emphasis', '**tebal** dan *miring*', '<p><strong>tebal</strong> dan <em>miring</em></p>\n'],
    ['headings from h2 down', '# Satu\n\n## Dua', '<h2>Satu</h2>\n<h3>Dua</h3>\n'],
    ['headings that start lower', '### Tiga\n\n#### Empat', '<h2>Tiga</h2>\n<h3>Empat</h3>\n'],
    [
      'headings that leave a level out',
      '## Dua\n\n#### Empat\n\n## Dua',
      '<h2>Dua</h2>\n<h3>Empat</h3>\n<h2>Dua</h2>\n',
    ],
    [
      'links that tell search engines nothing',
      '[BMKG](https://www.bmkg.go.id/)',
      '<p><a href="https://www.bmkg.go.id/" rel="nofollow noopener">BMKG</a></p>\n',
    ],
    [
      'addresses in the text',
      'lihat https://contoh.example/a?b=1&c=2',
      '<p>lihat <a href="https://contoh.example/a?b=1&amp;c=2" rel="nofollow noopener">https://contoh.example/a?b=1&amp;c=2</a></p>\n',
    ],
    ['raw HTML as text', '<b onclick="x()">halo</b>', '<p>&lt;b onclick="x()"&gt;halo&lt;/b&gt;</p>\n'],
    ['a picture as its description', '![grafik suhu](https://lacak.example/a.png)', '<p>grafik suhu</p>\n'],
    [
      'tables',
      '| a |\n|---|\n| b |',
      '<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n',
    ],
  ];
  for (const [what, text, html] of tables) {
    it(what, () => expect(renderMarkdown(text)).to.equal(html));
  }

  it('looks for addresses in no run of characters that is too long to be one', () => {
    const [bomb, most] = ['a.example///'.repeat(3000), `https://contoh.example/${'a'.repeat(1900)}`];
    expect(renderMarkdown(bomb)).to.equal(`<p>${bomb}</p>\n`);
    expect(renderMarkdown(`${bomb}\n\n${most}`)).to.contain(`<a href="${most}"`);
  });

  const attacks = [
    '[klik](javascript:alert(1))',
    '[klik](JaVaScRiPt:alert(1))',
    '[klik](java\u0000script:alert(1))',
    '[klik](&#106;avascript:alert(1))',
    '[klik](data:text/html;base64,PHNjcmlwdD4=)',
    '[klik](vbscript:x)',
    '[klik](//jahat.example)',
    '[klik](/meja)',
    '[klik](file:///etc/passwd)',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
    '![x"onerror="alert(1)](x)',
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<iframe src="https://jahat.example"></iframe>',
    '[a]: javascript:alert(1)\n\n[a]',
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    '```html\n<script>alert(1)</script>\n```',
    '<style>body{display:none}</style>',
    '<form action="https://jahat.example"><input name=p></form>',
    '`<script>`',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ];
  for (const attack of attacks) {
    it(`makes harmless: ${JSON.stringify(attack)}`, () => harmless(renderMarkdown(attack)));
  }

  it('makes any text harmless', () => {
    const bits =
      '< > " \' ` [ ] ( ) ! \\ & # * _ | x javascript: data: https:// <script onerror= <img&#32;src= </a> <!-- ]]>';
    const bit = constantFrom('\n', ' ', '\u0000', ...bits.split(' '));
    assert(
      property(array(bit, { maxLength: 40 }), (bits) => harmless(renderMarkdown(bits.join('')))),
      { numRuns: 300 },
    );
  });
});

const tag = /<\/?([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*\/?>/g;
const allowed = /^(h[2-6]|p|blockquote|ul|ol|li|pre|code|hr|br|strong|em|s|a|table|thead|tbody|tr|th|td)$/;

/** Every `<` opens a tag of the list, and only links have addresses, all of a scheme that may be followed. */
function harmless(html: string): void {
  const rest = html.replaceAll(tag, (_whole, name: string, attributes: string) => {
    expect(name).to.match(allowed);
    for (const [, attribute, value] of attributes.matchAll(/([a-z-]+)="([^"]*)"/g)) {
      expect(attribute).to.be.oneOf(['href', 'title', 'rel', 'start']);
      if (attribute === 'href') expect(value).to.match(/^(https?:\/\/|mailto:)/i);
    }
    return '';
  });
  expect(rest).to.not.include('<');
}
