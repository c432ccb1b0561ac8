import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { aClaim } from '../helpers/claims.js';
import { signIn } from '../helpers/accounts.js';
import { anArticle, articlesOn, read, wordsOf } from '../helpers/library.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('the front page', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  for (const [path, language, title] of [
    ['/', 'id', 'Saring · Cek pesan sebelum dibagikan'],
    ['/en', 'en', 'Saring · Check messages before you share'],
  ] as const) {
    it(`tells an empty place so at ${path}, with the box first`, async () => {
      const html = await read(saring, path);
      expect(html).to.contain(`<title>${title}</title>`).and.contain(`<html lang="${language}">`);
      expect(html.indexOf('<textarea')).to.be.lessThan(html.indexOf('<h2'));
      expect(html).to.contain('<dd>0</dd>');
    });
  }

  it('calls one thing one name in English, in the menu and on the page', async () => {
    for (const path of ['/en', '/en/klarifikasi']) {
      expect(wordsOf(await read(saring, path)), path)
        .to.contain('Clarifications')
        .and.not.match(/fact checks/i);
    }
    expect(await read(saring, '/en/tentang')).to.contain('approved by an editor who did not write it');
  });

  it('works without JavaScript: the box posts to the check page', async () => {
    expect(await read(saring, '/')).to.contain('<form method="post" action="/cek">');
    expect(await read(saring, '/en')).to.contain('<form method="post" action="/en/cek">');
  });

  it('shows the latest articles, newest first, and only published ones', async () => {
    const slugs: string[] = [];
    for (const day of [1, 3, 2]) {
      const { slug } = await anArticle(saring, { publishedAt: new Date(`2026-02-0${day}T03:00:00Z`) });
      slugs.push(slug);
    }
    await anArticle(saring, { status: 'draft', title: 'Draf rahasia' });
    await anArticle(saring, { status: 'retracted', title: 'Yang ditarik' });
    const html = await read(saring, '/');
    expect(articlesOn(html)).to.deep.equal([slugs[1], slugs[2], slugs[0]]);
    expect(html).to.not.contain('Draf rahasia').and.not.contain('Yang ditarik');
  });

  it('lists what is being checked, but no statement of a single stranger', async () => {
    await aClaim(saring, { statement: 'Hanya satu orang yang melaporkan', reportCount: 1 });
    await aClaim(saring, { statement: 'Tiga orang sudah melaporkan', reportCount: 3 });
    await aClaim(saring, { statement: 'Verifikator sedang memeriksa', status: 'checking', worded: true });
    await aClaim(saring, { statement: 'Diambil begitu saja dari satu orang', status: 'checking' });
    await aClaim(saring, { statement: 'Ini spam saja', status: 'set-aside', reportCount: 9 });
    const words = wordsOf(await read(saring, '/'));
    expect(words).to.contain('Tiga orang sudah melaporkan').and.contain('Verifikator sedang memeriksa');
    expect(words).to.not.contain('Hanya satu orang').and.not.contain('Diambil begitu saja');
    expect(words).to.not.contain('Ini spam');
  });

  it('counts honestly', async () => {
    await submitReport(saring);
    await anArticle(saring);
    const html = await read(saring, '/');
    expect(html).to.match(/laporan diterima<\/dt><dd>1<\/dd>/);
    expect(html).to.match(/klarifikasi terbit<\/dt><dd>1<\/dd>/);
    expect(html).to.match(/klaim terjawab<\/dt><dd>0<\/dd>/);
  });

  it('escapes titles and statements', async () => {
    const evil = '<script>alert("x")</script><img src=x onerror=alert(1)>';
    await anArticle(saring, { title: `Judul ${evil}`, summary: `Ringkasan ${evil}` });
    await aClaim(saring, { statement: `Klaim ${evil}`, status: 'checking', worded: true });
    const html = await read(saring, '/');
    expect(html).to.not.contain('<script>alert').and.not.contain('<img src=x');
    expect(html).to.contain('Judul &lt;script&gt;');
  });

  it('may be kept by anyone but is asked for again', async () => {
    const { headers } = await saring.request.get('/');
    expect(headers['cache-control']).to.equal('public, no-cache');
    expect(headers['vary']).to.match(/Cookie/);
    expect(headers['set-cookie']).to.equal(undefined);
    await saring.request.get('/').set('If-None-Match', String(headers['etag'])).expect(304);
  });

  it('shows staff the way to the desk, and nobody may keep that', async () => {
    expect(await read(saring, '/')).to.not.contain('href="/meja"');
    const agent = await signIn(saring, 'verifier');
    const { text, headers } = await agent.get('/').expect(200);
    expect(text).to.contain('href="/meja"');
    expect(headers['cache-control']).to.equal('private, no-store');
  });

  it('weighs less than 60 KB with everything a first visit loads but pictures', async () => {
    for (let n = 0; n < 7; n += 1) {
      await anArticle(saring, {
        title: `Panjang ${'sekali judulnya '.repeat(7)}`,
        summary: 'kata '.repeat(50),
      });
      await aClaim(saring, {
        status: 'checking',
        worded: true,
        statement: `Klaim ${n} ${'yang panjang '.repeat(14)}`,
      });
    }
    const html = await read(saring, '/');
    const wanted = new Set(
      [...html.matchAll(/(?:href|src)="(\/(?:css|js|icons|favicon|manifest)[^"#]*)/g)]
        .map((match) => (match[1] ?? '').replaceAll('&#x3D;', '='))
        .filter((path) => !/\.(?:png|ico)\b/.test(path)),
    );
    expect(wanted.size, [...wanted].join(' ')).to.equal(5);
    let raw = Buffer.byteLength(html);
    let sent = gzipSync(html).length;
    for (const path of wanted) {
      const { body, text } = await saring.request.get(path).expect(200);
      const bytes = Buffer.isBuffer(body) ? body : Buffer.from(text);
      raw += bytes.length;
      sent += gzipSync(bytes).length;
    }
    expect(raw, 'uncompressed bytes').to.be.lessThan(60_000);
    expect(sent, 'compressed bytes').to.be.lessThan(20_000);
  });
});
