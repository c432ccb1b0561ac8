import { expect } from 'chai';
import { anArticle, articlesOn, read, wordsOf } from '../helpers/library.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const nextOf = (html: string) =>
  /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

async function allPages(saring: Saring, start: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let path: string | undefined = start; path;) {
    const html: string = await read(saring, path);
    pages.push(articlesOn(html));
    path = nextOf(html);
  }
  return pages;
}

const listed = async (saring: Saring, query: string) =>
  articlesOn(await read(saring, `/klarifikasi${query}`));

describe('the list of clarifications', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('is empty in plain words', async () => {
    expect(wordsOf(await read(saring, '/klarifikasi'))).to.contain('Belum ada klarifikasi yang terbit');
    expect(wordsOf(await read(saring, '/en/klarifikasi'))).to.contain(
      'No clarification has been published yet',
    );
  });

  describe('refuses or bears', () => {
    for (const query of [
      'verdict=bogus',
      'topic=%24gt',
      'year=20x6',
      'year=999999',
      'q=a&q=b',
      'verdict=false&verdict=true',
      `q=${'a'.repeat(501)}`,
      'after=zzzz',
      'after=eyJhdCI6MX0',
      `after=${Buffer.from('{"at":"2026-01-01T00:00:00Z","id":{"$gt":""}}').toString('base64url')}`,
      `from=${Buffer.from('{"place":-5}').toString('base64url')}`,
    ]) {
      it(`400 for ?${query.slice(0, 40)}`, async () => {
        await read(saring, `/klarifikasi?${query}`, 400);
      });
    }
    for (const query of [
      'q[]=a',
      'q[$gt]=',
      'q=%00',
      'q=+++',
      'verdict=&topic=&year=&q=',
      'utm_source=wa',
      'q=%F0%9F%98%80',
    ]) {
      it(`a page for ?${query}`, async () => {
        await read(saring, `/klarifikasi?${query}`);
      });
    }
  });

  describe('with articles', () => {
    before(async () => {
      const articles = [
        ['vaksin-chip', 'Vaksin tidak berisi cip pelacak', 'false', 'health', '2026-02-01'],
        ['air-garam', 'Berkumur air garam tidak membunuh virus', 'misleading', 'health', '2025-06-01'],
        ['bansos', 'Tautan pendaftaran bantuan sosial adalah penipuan', 'false', 'social-aid', '2026-02-20'],
        ['sim', 'Benar, SIM dapat diperpanjang secara daring', 'true', 'transport', '2024-12-31'],
      ] as const;
      for (const [slug, title, verdict, topic, day] of articles) {
        await anArticle(saring, {
          slug,
          title,
          verdict,
          topics: [topic],
          publishedAt: new Date(`${day}T05:00:00Z`),
        });
      }
      // In Jakarta this is already the new year.
      await anArticle(saring, {
        slug: 'malam-tahun-baru',
        title: 'Pesta kembang api tidak dibatalkan',
        verdict: 'partly-true',
        topics: ['other'],
        publishedAt: new Date('2025-12-31T18:00:00Z'),
      });
      await anArticle(saring, { slug: 'draf', title: 'Vaksin draf', status: 'draft' });
      await anArticle(saring, { slug: 'ditarik', title: 'Vaksin ditarik', status: 'retracted' });
    });

    it('newest first, published ones only, with their number', async () => {
      const html = await read(saring, '/klarifikasi');
      expect(articlesOn(html)).to.deep.equal([
        'bansos',
        'vaksin-chip',
        'malam-tahun-baru',
        'air-garam',
        'sim',
      ]);
      expect(wordsOf(html)).to.contain('5 klarifikasi');
      expect(html).to.not.contain('noindex');
    });

    it('finds words in other forms and spellings', async () => {
      expect((await listed(saring, '?q=vaksin'))[0]).to.equal('vaksin-chip');
      expect((await listed(saring, '?q=divaksinasi'))[0]).to.equal('vaksin-chip');
      expect((await listed(saring, '?q=vaskin'))[0]).to.equal('vaksin-chip');
      expect((await listed(saring, '?q=bantaun+sosail'))[0]).to.equal('bansos');
      expect((await listed(saring, '?q=memperpanjang+SIM'))[0]).to.equal('sim');
    });

    it('filters by verdict, topic and year of Jakarta, also together with words', async () => {
      expect(await listed(saring, '?verdict=false')).to.deep.equal(['bansos', 'vaksin-chip']);
      expect(await listed(saring, '?topic=health')).to.deep.equal(['vaksin-chip', 'air-garam']);
      expect(await listed(saring, '?year=2026')).to.deep.equal(['bansos', 'vaksin-chip', 'malam-tahun-baru']);
      expect(await listed(saring, '?year=2025')).to.deep.equal(['air-garam']);
      expect(await listed(saring, '?topic=health&verdict=misleading&year=2025')).to.deep.equal(['air-garam']);
      expect(await listed(saring, '?q=air+garam&verdict=false')).to.deep.equal([]);
      expect(await listed(saring, '?q=air+garam&topic=health')).to.deep.equal(['air-garam']);
    });

    it('forgives a letter that was typed twice', async () => {
      for (const [typed, slug] of [
        ['bansoss', 'bansos'],
        ['vaksiin', 'vaksin-chip'],
        ['viruus', 'air-garam'],
      ]) {
        expect(articlesOn(await read(saring, `/klarifikasi?q=${typed}`)), typed).to.deep.equal([slug]);
      }
      expect(articlesOn(await read(saring, '/klarifikasi?q=zzyyxx'))).to.deep.equal([]);
    });

    it('keeps the filters in the form and in the address, and out of search engines', async () => {
      const html = await read(saring, '/klarifikasi?q=%22vaksin%22&verdict=false&topic=health&year=2026');
      expect(html).to.contain('value="&quot;vaksin&quot;"');
      for (const value of ['false', 'health', '2026']) {
        expect(html).to.match(new RegExp(`<option value="${value}" selected>`));
      }
      expect(html).to.contain('content="noindex, follow"');
      expect(html).to.contain('href="/en/klarifikasi?q&#x3D;%22vaksin%22&amp;verdict&#x3D;false');
    });

    it('offers the years there are', async () => {
      const html = await read(saring, '/klarifikasi');
      const years = [...html.matchAll(/<option value="(20\d\d)"/g)].map((match) => match[1]);
      expect(years).to.deep.equal(['2026', '2025', '2024']);
    });

    it('says what to do when nothing fits', async () => {
      const words = wordsOf(await read(saring, '/klarifikasi?q=zzqxyv'));
      expect(words).to.contain('Tidak ada yang cocok').and.contain('Hapus saringan');
    });
  });

  describe('with many', () => {
    const slugs: string[] = [];
    before(async () => {
      // Groups of one moment that do not fit the page.
      for (let n = 0; n < 40; n += 1) {
        const { slug } = await anArticle(saring, {
          title: `Kabar serupa tentang pasokan gula nomor ${n}`,
          verdict: 'unproven',
          topics: ['food'],
          publishedAt: new Date(`2023-03-${String(1 + Math.floor(n / 17)).padStart(2, '0')}T03:00:00Z`),
        });
        slugs.push(slug);
      }
    });

    for (const query of [
      'topic=food',
      'verdict=unproven',
      'year=2023',
      'q=pasokan+gula',
      'q=gula&verdict=unproven&year=2023',
    ]) {
      it(`pages ?${query} without loss or repeats`, async () => {
        const pages = await allPages(saring, `/klarifikasi?${query}`);
        expect(pages.map((page) => page.length)).to.deep.equal([12, 12, 12, 4]);
        expect(pages.flat()).to.have.members(slugs);
        expect(wordsOf(await read(saring, `/klarifikasi?${query}`))).to.contain('40 klarifikasi');
      });
    }

    it('a newer article does not shift the pages that follow', async () => {
      const first = await read(saring, '/klarifikasi?topic=food');
      await anArticle(saring, {
        title: 'Gula lagi',
        topics: ['food'],
        publishedAt: new Date('2023-05-01T00:00:00Z'),
      });
      const second = articlesOn(await read(saring, nextOf(first) ?? ''));
      expect(second.filter((slug) => articlesOn(first).includes(slug))).to.deep.equal([]);
    });

    it('leads back to the first page', async () => {
      const html = await read(saring, nextOf(await read(saring, '/en/klarifikasi?topic=food')) ?? '');
      expect(html).to.contain('href="/en/klarifikasi?topic&#x3D;food"');
    });
  });
});
