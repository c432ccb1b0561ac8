import { expect } from 'chai';
import { kinds } from '../../src/clarifications/clarification.model.js';
import { anArticle, articlesOn, read, wordsOf } from '../helpers/library.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const pages = [
  ['/tentang', 'Tentang kami', 'About us', 300],
  ['/metodologi', 'Cara kami bekerja', 'How we work', 400],
  ['/faq', 'Tanya jawab', 'Questions and answers', 300],
  ['/privasi', 'Privasi', 'Privacy', 400],
  ['/tautan', 'Tautan berguna', 'Useful links', 150],
  ['/peta-situs', 'Peta situs', 'Site map', 60],
  ['/koreksi', 'Koreksi dan penarikan', 'Corrections and retractions', 40],
  ['/cek', 'Cek pesan', 'Check a message', 40],
  ['/klarifikasi', 'Klarifikasi', 'Clarifications', 40],
] as const;

describe('pages about the site', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring({
      env: { CONTACT_EMAIL: 'redaksi@contoh.example', BASE_URL: 'https://saring.example' },
    });
  });
  after(() => saring.close());

  for (const [path, indonesian, english, words] of pages) {
    for (const [prefix, language, title] of [
      ['', 'id', indonesian],
      ['/en', 'en', english],
    ] as const) {
      it(`${prefix}${path} has something to say`, async () => {
        const html = await read(saring, `${prefix}${path}`);
        expect(html).to.contain(`<html lang="${language}">`);
        expect(html).to.match(new RegExp(`<h1[^>]*>${title}</h1>`));
        expect(html).to.contain(`<title>${title} · Saring</title>`);
        expect(wordsOf(html).split(' ').length).to.be.greaterThan(words);
        expect(html).to.contain(
          `<link rel="alternate" hreflang="en" href="https://saring.example/en${path}">`,
        );
        expect(html).to.match(
          language === 'id'
            ? new RegExp(`href="/en${path}" lang="en"`)
            : new RegExp(`href="${path}" lang="id"`),
        );
      });
    }
  }

  it('every link to a page of ours leads somewhere', async () => {
    const rooms = new Set<string>();
    for (const [path] of pages) {
      for (const prefix of ['', '/en']) {
        for (const [, href = ''] of (await read(saring, prefix + path)).matchAll(
          /<a [^>]*href="(\/[^"#]*)/g,
        )) {
          rooms.add(href.replaceAll('&#x3D;', '='));
        }
      }
    }
    expect(rooms.size).to.be.greaterThan(30);
    for (const href of rooms) {
      const { status } = await saring.request.get(href);
      expect(status, href).to.equal(200);
    }
  });

  it('every place within a page that is linked to is there', async () => {
    const found: string[] = [];
    for (const [path] of pages) {
      for (const [, target = '', id = ''] of (await read(saring, path)).matchAll(
        /href="(\/[^"#]*)?#([\w-]+)"/g,
      )) {
        found.push(`${target || path}#${id}`);
      }
    }
    for (const link of new Set(found)) {
      const [path = '', id] = link.split('#');
      expect(await read(saring, path), link).to.contain(`id="${id}"`);
    }
  });

  it('explains every kind where articles link to it', async () => {
    const html = await read(saring, '/metodologi');
    for (const kind of kinds)
      expect(html).to.match(new RegExp(`<dt id="${kind}">[^<]+</dt><dd>[^<]{30,}</dd>`));
  });

  it('names the newsroom’s address', async () => {
    expect(await read(saring, '/tentang')).to.contain('href="mailto:redaksi@contoh.example"');
  });

  it('lists agencies, and follows no address that is not of the web', async () => {
    const at = saring.clock.now();
    await saring.context.models.Agency.create([
      {
        slug: 'a',
        name: 'Badan <Cuaca>',
        shortName: 'BC',
        url: 'https://cuaca.example',
        topics: ['disaster'],
        about: 'Cuaca',
        createdAt: at,
      },
      { slug: 'b', name: 'Badan Jahat', shortName: 'BJ', url: 'javascript:alert(1)', createdAt: at },
    ]);
    for (const path of ['/tautan', '/en/tautan']) {
      const html = await read(saring, path);
      expect(html).to.contain('<a href="https://cuaca.example" rel="noopener">Badan &lt;Cuaca&gt;</a>');
      expect(html).to.contain('Badan Jahat').and.not.contain('javascript:');
    }
  });

  it('the site map leads to the latest articles', async () => {
    const { slug } = await anArticle(saring);
    expect(articlesOn(await read(saring, '/peta-situs'))).to.deep.equal([slug]);
  });

  it('robots are told what not to look for', async () => {
    const { text, type } = await saring.request.get('/robots.txt').expect(200);
    expect(type).to.equal('text/plain');
    expect(text).to.contain('User-agent: *\nDisallow: /meja\nDisallow: /en/meja\n');
  });

  it('a page that is not there says so warmly, with ways on, and is not kept', async () => {
    for (const [path, words] of [
      ['/tidak/ada', 'Halaman ini tidak ditemukan'],
      ['/en/not/there', 'This page was not found'],
    ] as const) {
      const html = await read(saring, path, 404);
      expect(wordsOf(html)).to.contain(words);
      expect(html)
        .to.contain('content="noindex"')
        .and.match(/href="(?:\/en)?\/cek"/);
      const { headers } = await saring.request.get(path);
      expect(headers['cache-control']).to.equal('no-store');
    }
  });

  it('no address makes the language switch leave the site', async () => {
    for (const path of [
      '/en//jahat.example/x',
      '//jahat.example/x',
      '/en/%5Cjahat.example',
      '/en///jahat.example',
    ]) {
      const { text } = await saring.request.get(path);
      expect(text, path).to.not.match(/href="(?:\/\/|\/\\|\\)/);
    }
  });
});
